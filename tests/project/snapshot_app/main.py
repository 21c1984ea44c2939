"""An application that says what a start from a memory snapshot could have got wrong."""

import asyncio
import os
import random
import sqlite3
import sys
import tempfile
import time
import uuid
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from fastapi import FastAPI

app = FastAPI()
imported_at = time.time()


def rows(statement: str, *values: str) -> list[Any]:
    with closing(sqlite3.connect(Path(os.environ["DATA_DIR"], "app.db"))) as database, database:
        database.execute("create table if not exists note (text)")
        return database.execute(statement, values).fetchall()


@app.post("/notes")
def add(text: str) -> None:
    rows("insert into note values (?)", text)


@app.get("/notes")
def notes() -> list[str]:
    return [text for (text,) in rows("select text from note order by rowid")]


@app.get("/random")
def numbers() -> dict[str, Any]:
    return {
        "random": random.random(),
        "uuid": str(uuid.uuid4()),
        "temporary file": Path(tempfile.mktemp()).name,
        "sqlite": rows("select random()")[0][0],
    }


@app.get("/same")
def same() -> dict[str, Any]:
    return {
        "environment": {name: os.environ[name] for name in ("DATABASE_URL", "DATA_DIR", "HOME")},
        "folder": str(Path.cwd()),
        "path": sys.path,
        "zone": time.tzname,
        "source": Path(__file__).read_text("utf-8"),
    }


@app.get("/time")
async def clock() -> dict[str, Any]:
    before = time.monotonic()
    await asyncio.gather(asyncio.sleep(0.01), asyncio.sleep(0.02))
    return {
        "now": time.time(),
        "local": datetime.now().isoformat(),
        "slept": time.monotonic() - before,
        "imported at": imported_at,
    }


@app.get("/late")
def late() -> str:
    import difflib  # of the standard library: not imported before
    import plistlib

    from sqlalchemy.dialects import postgresql  # of a package

    return f"{difflib.__name__} {plistlib.__name__} {postgresql.__name__}"
