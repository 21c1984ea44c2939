"""An application that checks its own data folder, for test_storage.py in a browser."""

import os
import shutil
import sqlite3
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.responses import HTMLResponse

from .checks import file_checks, sqlite_checks

DATA = Path(os.environ["DATA_DIR"])

app = FastAPI()


@app.get("/", response_class=HTMLResponse)
def page() -> str:
    return "<!doctype html><title>Storage</title>"


@app.get("/checks")
def checks() -> list[str]:
    databases = ("app.db", "other.db")
    return [
        *(f"files/{name}" for name in file_checks.CHECKS),
        *(f"{database}/{name}" for database in databases for name in sqlite_checks.CHECKS),
    ]


@app.get("/checks/{subject}/{name}")
def check(subject: str, name: str) -> str:
    """Return what failed, "" for nothing."""
    if subject == "files":
        folder = DATA / "checks"
        folder.mkdir()
        failed = outcome(file_checks.CHECKS[name], folder)
        shutil.rmtree(folder)
    else:
        failed = outcome(sqlite_checks.CHECKS[name], DATA / subject)
        sqlite_checks.remove(DATA / subject)
    return failed


def outcome(check: Callable[..., None], *arguments: Any) -> str:
    try:
        check(*arguments)
    except (AssertionError, OSError, sqlite3.Error):
        return traceback.format_exc()
    return ""


@app.get("/fill/{name}/{megabytes}")
def fill(name: str, megabytes: int) -> str:
    failed = outcome(sqlite_checks.fill, DATA / name, megabytes)
    sqlite_checks.remove(DATA / name)
    return failed


@app.post("/keep/{number}")
def keep(number: int) -> None:
    """Save a photo, replace a note, and commit a row of each database."""
    (DATA / "photos").mkdir(exist_ok=True)
    (DATA / "photos" / f"{number}.jpg").write_bytes(bytes([number]) * 100_000)
    (DATA / "note.part").write_text(f"note {number}")
    (DATA / "note.part").replace(DATA / "note.txt")
    for name in ("app.db", "other.db"):
        with sqlite_checks.connect(DATA / name) as connection:
            connection.execute("create table if not exists t (x)")
            connection.execute("insert into t values (?)", (number,))


@app.get("/kept")
def kept() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in ("app.db", "other.db"):
        with sqlite_checks.connect(DATA / name) as connection:
            found[name] = sqlite_checks.values(connection)
            assert sqlite_checks.whole(connection)
    photos = [path.read_bytes() for path in (DATA / "photos").iterdir()]
    found["photos"] = sorted(photo[0] for photo in photos if len(set(photo)) == 1)
    found["note"] = (DATA / "note.txt").read_text()
    found["names"] = sorted(path.name for path in DATA.iterdir())
    return found
