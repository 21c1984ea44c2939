"""What is stored on this device, and the way out for it."""

import io
import os
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import Engine
from sqlmodel import Session

from .. import records, settings
from ..copies import PARTIAL, database_file, keep_partial, place_for, remove_partial
from ..upgrade import revision_of
from . import archive

NO_FILE = "The records are in a database server, which has its own tools to copy and restore them."


@dataclass(frozen=True)
class Content:
    """What a database and the files beside it hold; `size` in bytes."""

    records: int
    newest: datetime | None
    """When the newest record was entered."""
    files: int
    size: int


def own_file(engine: Engine) -> Path:
    """Return the database's file. Raises archive.Refused where there is none."""
    if file := database_file(engine):
        return file
    raise archive.Refused(NO_FILE)


def content_of(engine: Engine, files: dict[str, Path]) -> Content:
    """Count what is there. Raises SQLAlchemyError when the database cannot be read."""
    with Session(engine) as session:
        total, newest = records.summary(session)
        pages = session.connection().exec_driver_sql("PRAGMA page_count").scalar_one()
        page_size = session.connection().exec_driver_sql("PRAGMA page_size").scalar_one()
    size = pages * page_size + sum(path.stat().st_size for path in files.values())
    return Content(total, newest, len(files), size)


def other_files() -> dict[str, Path]:
    """Return the files of DATA_DIR by their names below it, without databases and copies."""
    found = {}
    for folder, folders, names in os.walk(settings.DATA_DIR):
        if Path(folder) == settings.DATA_DIR:
            folders[:] = [name for name in folders if not archive.is_own(name)]
            names = [name for name in names if not archive.is_own(name)]
        for path in sorted(Path(folder) / name for name in names):
            if path.is_file() and not path.is_symlink():
                found[path.relative_to(settings.DATA_DIR).as_posix()] = path
    return found


def pack(engine: Engine) -> Iterator[bytes]:
    """Return the pieces of a backup of everything, as it is at this moment.

    Raises OSError, sqlite3.Error or archive.Refused at once, not only when the pieces are taken.
    """
    file = own_file(engine)
    with engine.connect() as connection:
        revision = revision_of(connection) or ""
    stack = ExitStack()
    database = stack.enter_context(_snapshot(file))

    def pieces() -> Iterator[bytes]:
        with stack:
            yield from archive.pack(database, other_files(), revision)

    return pieces()


def keep_everything(engine: Engine, why: str) -> None:
    """Keep a backup of everything on the device. Raises OSError or sqlite3.Error."""
    copy = place_for(own_file(engine), why, ".zip")
    partial = copy.with_suffix(PARTIAL)
    try:
        with partial.open("wb") as out:
            for piece in pack(engine):
                out.write(piece)
            archive.flush(out)
        partial.replace(copy)
    except (OSError, sqlite3.Error):
        remove_partial(partial)
        raise


@contextmanager
def _snapshot(database: Path) -> Iterator[BinaryIO]:
    """Open the bytes that the database has at this moment."""
    try:
        partial = keep_partial(database)
    except (OSError, sqlite3.Error):
        # A full disk is when people need their records elsewhere: then in memory.
        yield io.BytesIO(_in_memory(database))
        return
    try:
        with partial.open("rb") as file:
            yield file
    finally:
        remove_partial(partial)


def _in_memory(database: Path) -> bytes:
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(":memory:")) as copy:
        source.backup(copy)
        return copy.serialize()
