"""browser/worker/opfs_filesystem.js: the same checks as on a native disk, in Pyodide, on a disk in
memory; and what only this file system has: limits, and a disk that fails. After each check the
folder is mounted anew and must hold the same."""

import pytest

from . import file_checks, project_checks, sqlite_checks
from .conftest import Program

WAYS = ("throws", "returns an error", "writes a part")
"""What a disk does when it is full (memory_disk.mjs)."""

ERRORS = (
    "a_full_disk",
    "a_database_on_a_full_disk",
    "a_disk_that_is_full_again_and_again",
    "what_was_never_written_on_a_full_disk",
    "a_copy_on_a_full_disk",
    "a_flush_that_fails",
    "a_file_whose_flush_fails",
    "an_open_database_is_busy",
    "a_backup_that_does_not_fit",
    "what_is_no_file",
)


@pytest.fixture(scope="module")
def report(program: Program) -> dict[str, str]:
    """What failed, by check; "" for nothing."""
    found: dict[str, str] = program("run_checks.mjs")
    return found


@pytest.mark.parametrize("name", file_checks.CHECKS)
def test_files(report: dict[str, str], name: str) -> None:
    assert report[f"files {name}"] == ""


@pytest.mark.parametrize("database", ["app.db", "other.db"])
@pytest.mark.parametrize("name", sqlite_checks.CHECKS)
def test_sqlite(report: dict[str, str], database: str, name: str) -> None:
    assert report[f"{database} {name}"] == ""


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", ERRORS)
def test_errors(report: dict[str, str], name: str, way: str) -> None:
    assert report[f"errors {name}, {way}"] == ""


@pytest.mark.parametrize("name", project_checks.CHECKS)
def test_project(report: dict[str, str], name: str) -> None:
    assert report[f"project {name}"] == ""


def test_all_checks_were_run(report: dict[str, str]) -> None:
    checks = len(file_checks.CHECKS) + 2 * len(sqlite_checks.CHECKS) + len(project_checks.CHECKS)
    assert len(report) == checks + len(ERRORS) * len(WAYS)
