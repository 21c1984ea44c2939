"""Endpoints that use the database as an application does, and say what that took."""

import os
import sqlite3
import time
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel

router = APIRouter()
DATABASE = Path(os.environ.get("DATA_DIR", ".")) / "app.db"
ROW = "x" * 100
BLOB = 100_000


class Note(BaseModel):
    text: str


def connect() -> sqlite3.Connection:
    """Return a connection with the samples' pragmas (app/database.py); a statement commits."""
    connection = sqlite3.connect(DATABASE, isolation_level=None)
    connection.execute("pragma journal_mode=wal")
    connection.execute("pragma synchronous=full")
    connection.execute("create table if not exists row (id integer primary key, text text)")
    connection.execute("create table if not exists blob (id integer primary key, bytes blob)")
    return connection


@cache
def kept_open() -> sqlite3.Connection:
    """Return the one connection that SQLAlchemy's pool would keep."""
    return connect()


def memory() -> int:
    """Return the bytes of WebAssembly memory, which only grows."""
    import pyodide_js

    return int(pyodide_js._module.HEAPU8.length)


@router.post("/commits/{count}")
async def commits(count: int) -> float:
    """Return the milliseconds of `count` commits of one row each, each of one statement."""
    connection = kept_open()
    begin = time.perf_counter()
    for _ in range(count):
        connection.execute("insert into row (text) values (?)", (ROW,))
    return (time.perf_counter() - begin) * 1000


@router.post("/fill/{megabytes}")
async def fill(megabytes: int) -> None:
    """Let the database grow to `megabytes`."""
    with closing(connect()) as connection:
        while DATABASE.stat().st_size < megabytes * 1_000_000:
            connection.execute("begin")
            for _ in range(100 if megabytes > 10 else 1):
                connection.execute("insert into blob (bytes) values (randomblob(?))", (BLOB,))
            connection.execute("commit")
            connection.execute("pragma wal_checkpoint(truncate)")


@router.get("/open")
async def open_database() -> dict[str, Any]:
    """Open the database and read one row of it, for the first time since the start."""
    before, begin = memory(), time.perf_counter()
    with closing(sqlite3.connect(DATABASE)) as connection:
        middle = "select length(bytes) from blob where id = (select max(id) / 2 + 1 from blob)"
        assert connection.execute(middle).fetchone() == (BLOB,)
    ms = (time.perf_counter() - begin) * 1000
    return {"ms": ms, "grown": memory() - before, "size": DATABASE.stat().st_size}


@router.post("/notes", status_code=201)
async def save(note: Note) -> dict[str, int | None]:
    """Save a record."""
    cursor = kept_open().execute("insert into row (text) values (?)", (note.text,))
    return {"id": cursor.lastrowid}
