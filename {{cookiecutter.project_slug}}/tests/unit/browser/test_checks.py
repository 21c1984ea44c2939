"""The checks of the data folder hold on a native disk; test_filesystem.py runs them on OPFS."""

from pathlib import Path

import pytest

from . import file_checks, sqlite_checks


@pytest.mark.parametrize("name", file_checks.CHECKS)
def test_files(name: str, tmp_path: Path) -> None:
    file_checks.CHECKS[name](tmp_path)


@pytest.mark.parametrize("name", sqlite_checks.CHECKS)
def test_sqlite(name: str, tmp_path: Path) -> None:
    sqlite_checks.CHECKS[name](tmp_path / "app.db")
