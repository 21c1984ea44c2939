"""One commit, for the worker to see that it reaches the disk before anybody relies on it."""

import sqlite3
from pathlib import Path


def commit(path: Path | str) -> str:
    """Commit one row to the SQLite file at `path`, over the last one; return why not, or "".

    What is refused, by a full disk for example, is not called saved, so it proves nothing and
    does no harm.
    """
    database = sqlite3.connect(path, isolation_level=None)
    try:
        database.execute("pragma synchronous = full")
        database.execute("create table if not exists starts (id integer primary key, at text)")
        database.execute("insert or replace into starts values (1, datetime('now'))")
    except sqlite3.Error as error:
        return str(error)
    finally:
        database.close()
    return ""
