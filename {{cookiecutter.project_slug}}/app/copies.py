"""Copies of the database that are kept on the device, in a folder beside it."""

import sqlite3
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine

FOLDER = "backups"
MOMENT = "%Y%m%dT%H%M%S%fZ"
"""How the name of a copy says when it was made, in UTC."""
PARTIAL = ".partial"
"""The ending of what is still being written."""


def database_file(engine: Engine) -> Path | None:
    """Return the SQLite file of `engine`, None where the database is something else."""
    name = engine.url.database
    if engine.dialect.name != "sqlite" or name in {None, "", ":memory:"}:
        return None
    return Path(str(name))


def keep_copy(engine: Engine, why: str) -> Path | None:
    """Copy an SQLite database into the folder beside it; `why` is letters and digits, for the name.

    Raises OSError or sqlite3.Error, and then leaves nothing behind.
    """
    if (database := database_file(engine)) is None:
        return None
    copy = place_for(database, why, ".db")
    return keep_partial(database).replace(copy)


def keep_partial(database: Path) -> Path:
    """Copy a database whole, also while it is in use, to a name that the next start removes.

    Raises OSError or sqlite3.Error, and then leaves nothing behind.
    """
    partial = place_for(database, "copying", PARTIAL)
    try:
        with closing(sqlite3.connect(database)) as own, closing(sqlite3.connect(partial)) as copy:
            own.backup(copy)
    except (OSError, sqlite3.Error):
        remove_partial(partial)
        raise
    return partial


def place_for(database: Path, why: str, suffix: str) -> Path:
    """Return the name of a new copy, in a folder that is there. Raises OSError."""
    folder = database.parent / FOLDER
    folder.mkdir(exist_ok=True)
    return folder / f"{database.stem}-{now():{MOMENT}}-{why}{suffix}"


def now() -> datetime:
    return datetime.now(UTC)


def remove_partial(partial: Path) -> None:
    """Remove what was not finished, and the journal that SQLite may have left beside it."""
    for path in partial.parent.glob(f"{partial.name}*"):
        with suppress(OSError):
            path.unlink()
