"""The power fails while the worker's file system is in use: nothing that was acknowledged may be
lost, and no database corrupt. FULL=1 tries 500 points of each workload instead of a few.

The controls show that the simulation finds what it looks for: the same databases without the
build's repair of fdatasync (pwa/build/runtime.py), and with synchronous=OFF, lose rows."""

import os
from typing import Any

import pytest

from .conftest import Program

POINTS = 500 if os.environ.get("FULL") else 40


def database(name: str, journal_mode: str, synchronous: str = "full") -> dict[str, str]:
    return {"database": name, "journalMode": journal_mode, "synchronous": synchronous}


DATABASES = [
    database(name, mode)
    for name in ("app.db", "other.db")
    for mode in ("wal", "delete", "truncate", "persist")
]
SHIPPED = [{**database("db.sqlite3", mode), "project": "yes"} for mode in ("wal", "delete")]
"""A database that the site brings, in the project's folder."""

DATABASES += SHIPPED
FILES = {"files": 400}
CONTROLS = [database("app.db", "wal"), database("app.db", "delete"), database("other.db", "wal")]


@pytest.fixture(scope="module")
def results(program: Program) -> list[dict[str, Any]]:
    workloads = [*DATABASES, FILES]
    found: list[dict[str, Any]] = program(
        "power_loss.mjs", points=POINTS, seed=1, workloads=workloads
    )
    return found


@pytest.mark.parametrize(
    "number", range(len(DATABASES)), ids=lambda n: "-".join(DATABASES[n].values())
)
def test_no_acknowledged_row_is_lost(results: list[dict[str, Any]], number: int) -> None:
    result = results[number]
    assert (result["points"], result["lost"], result["corrupt"]) == (POINTS, 0, 0), result["detail"]


def test_files_are_as_they_were_or_as_they_were_to_be(results: list[dict[str, Any]]) -> None:
    result = results[-1]
    assert (result["points"], result["lost"], result["corrupt"]) == (POINTS, 0, 0), result["detail"]


def test_control_without_the_repair_of_fdatasync(program: Program) -> None:
    found = program("power_loss.mjs", "original", points=40, seed=1, workloads=CONTROLS)
    assert all(result["lost"] + result["corrupt"] > 0 for result in found), found


def test_control_without_synchronous(program: Program) -> None:
    workloads = [{**control, "synchronous": "off"} for control in CONTROLS]
    found = program("power_loss.mjs", points=40, seed=1, workloads=workloads)
    assert all(result["lost"] + result["corrupt"] > 0 for result in found), found
