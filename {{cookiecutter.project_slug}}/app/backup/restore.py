"""Restore: a file is unpacked and checked beside the data, shown, and then takes its place.

What waits lies in `.restore` below DATA_DIR: `app.db`, `files/`, and, written last, `pending.json`.
The database takes the place of the old one in one transaction, and brings a number with it, as
its `user_version`: a start that finds that number moves the files that are left, any other start
throws away what waits. So a restore is done whole or not at all, whenever the power fails.
"""

import logging
import secrets
import shutil
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from pydantic import BaseModel
from sqlalchemy import URL, Connection, Engine, select
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import SQLModel

from .. import settings
from ..database import connect
from ..upgrade import MIGRATIONS, UpgradeFailed, heads, revisions, upgrade
from . import archive, kept, stored
from .archive import DAMAGED, DATABASE, FILES, NEWER, OTHER_APP, PIECE, TOO_LARGE, Refused

logger = logging.getLogger(__name__)

SQLITE = b"SQLite format 3\0"
BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}

NOT_STORED = (
    "This file could not be unpacked here ({error}). Nothing on this device was changed. "
    "Delete copies that you do not need, or free some space on the device, and try again."
)
NOT_KEPT = (
    "There was no room to keep a copy of what is here now ({error}), without which nothing is "
    "restored. Nothing was changed. Delete copies that you do not need, or free some space on the "
    "device, and try again."
)
NOT_RESTORED = (
    "The backup could not be restored ({error}). Nothing was changed: all records are as they "
    "were. Free some space on the device, and try again."
)
GONE = "That file is no longer waiting to be restored. Nothing was changed. Choose it again."
FILES_LEFT = (
    "All records were restored. Some other files are still to follow ({error}); they do when the "
    "app starts the next time. Close it everywhere, and open it again."
)


class Pending(BaseModel):
    """A file that was checked and waits for the answer whether to restore it."""

    number: int
    name: str
    made_at: datetime | None
    """None where nothing says it."""
    revision: str
    """The migration that the database in the file was at."""
    older: bool
    """It was written by an older version of the application."""
    unreadable: int


def _folder() -> Path:
    return settings.DATA_DIR / ".restore"


def stage(engine: Engine, file: BinaryIO, name: str, made_at: datetime | None = None) -> Pending:
    """Check `file`, a backup or a bare database, and leave it waiting. Raises Refused.

    `made_at` is of a bare database, which does not say when it was made.
    """
    stored.own_file(engine)
    discard()
    folder = _folder()
    try:
        folder.mkdir(parents=True)
        said, unreadable = _unpack(file, folder)
        number = 1 + secrets.randbelow(2**31 - 1)
        revision = _check(folder / DATABASE, engine, number)
        _check_places(folder / FILES)
        pending = Pending(
            number=number,
            name=name,
            made_at=said or made_at,
            revision=revision,
            older=[revision] != heads(MIGRATIONS),
            unreadable=unreadable,
        )
        with (folder / "pending.json").open("wb") as out:
            out.write(pending.model_dump_json().encode())
            archive.flush(out)
        return pending
    except OSError as error:
        discard()
        raise Refused(NOT_STORED.format(error=error)) from error
    except BaseException:
        discard()
        raise


def _unpack(file: BinaryIO, folder: Path) -> tuple[datetime | None, int]:
    bare = file.read(len(SQLITE)) == SQLITE
    file.seek(0)
    if not bare:
        manifest = archive.unpack(file, folder)
        return manifest.made_at, len(manifest.unreadable)
    size = 0
    with (folder / DATABASE).open("wb") as out:
        while piece := file.read(PIECE):
            size += len(piece)
            if size > settings.RESTORE_LIMIT:
                raise Refused(TOO_LARGE)
            out.write(piece)
        archive.flush(out)
    return None, 0


def _check(database: Path, engine: Engine, number: int) -> str:
    """Make sure that the app can work with `database`; return the revision that it was at."""
    try:
        with closing(sqlite3.connect(database)) as connection:
            revision = _checked_revision(connection)
        if revision not in revisions(MIGRATIONS):
            raise Refused(NEWER)
        staged = connect(URL.create("sqlite", database=str(database)))
        try:
            upgrade(staged, copy=False)
            with staged.connect() as own, engine.connect() as present:
                if not _code_in(own) <= _code_in(present):
                    raise Refused(DAMAGED)
                _read_everything(own)
                own.exec_driver_sql(f"PRAGMA user_version={number}")
                own.commit()
        finally:
            staged.dispose()
    except (sqlite3.Error, SQLAlchemyError, UpgradeFailed, LookupError, ValueError) as error:
        if _is_full(error):
            raise OSError(str(error)) from error
        raise Refused(DAMAGED) from error
    return revision


def _checked_revision(connection: sqlite3.Connection) -> str:
    # What a file says is to be run in queries is not trusted before it was looked at.
    connection.execute("PRAGMA trusted_schema=OFF")
    if connection.execute("PRAGMA integrity_check(1)").fetchall() != [("ok",)]:
        raise Refused(DAMAGED)
    if connection.execute("PRAGMA foreign_key_check").fetchone():
        raise Refused(DAMAGED)
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    if "alembic_version" not in tables:
        raise Refused(OTHER_APP)
    [(revision,)] = connection.execute("SELECT version_num FROM alembic_version").fetchall()
    return str(revision)


def _code_in(connection: Connection) -> set[tuple[str, str]]:
    """Return triggers and views: a backup must not bring any that the app does not have."""
    query = "SELECT name, sql FROM sqlite_master WHERE type IN ('trigger', 'view')"
    return {(name, sql) for name, sql in connection.exec_driver_sql(query)}


def _read_everything(connection: Connection) -> None:
    """Read each value once, as its column's type: what cannot be read would stop the pages."""
    for table in SQLModel.metadata.sorted_tables:
        for rows in connection.execution_options(yield_per=500).execute(select(table)).partitions():
            del rows


def _is_full(error: BaseException) -> bool:
    cause = getattr(error, "orig", error)
    return getattr(cause, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL


def _check_places(files: Path) -> None:
    """Refuse a file whose place is taken by a folder, or whose folder's place by a file."""
    for path in files.rglob("*"):
        place = settings.DATA_DIR / path.relative_to(files)
        if place.exists() and place.is_dir() != path.is_dir():
            raise Refused(DAMAGED)


def pending() -> Pending | None:
    """Return what waits to be restored."""
    try:
        return Pending.model_validate_json((_folder() / "pending.json").read_text("utf-8"))
    except (FileNotFoundError, ValueError):  # cut off while it was written
        return None


def content() -> stored.Content:
    """Return what the pending backup holds."""
    files = {str(path): path for path in (_folder() / FILES).rglob("*") if path.is_file()}
    engine = connect(URL.create("sqlite", database=str(_folder() / DATABASE)))
    try:
        return stored.content_of(engine, files)
    finally:
        engine.dispose()


def discard() -> None:
    """Throw away what waits."""
    shutil.rmtree(_folder(), ignore_errors=True)


def restore(engine: Engine, number: int) -> None:
    """Put the pending backup in the place of what is here, of which a copy is kept.

    Raises Refused: what it says is true, and unless it is FILES_LEFT nothing has changed.
    """
    waiting = pending()
    if waiting is None or waiting.number != number:
        raise Refused(GONE)
    try:
        stored.keep_everything(engine, kept.BEFORE_RESTORE)
    except (OSError, sqlite3.Error) as error:
        raise Refused(NOT_KEPT.format(error=error)) from error
    try:
        _replace(engine, _folder() / DATABASE)
    except (OSError, sqlite3.Error, SQLAlchemyError) as error:
        raise Refused(NOT_RESTORED.format(error=error)) from error
    try:
        _finish()
    except OSError as error:
        raise Refused(FILES_LEFT.format(error=error)) from error


def _replace(engine: Engine, database: Path) -> None:
    """Copy `database` over the app's own, in one transaction of the latter."""
    raw = engine.raw_connection()
    try:
        own = raw.driver_connection
        assert isinstance(own, sqlite3.Connection)
        with closing(sqlite3.connect(database)) as source:
            source.backup(own, progress=_never_wait)
    finally:
        raw.close()
    # No connection may go on with what it knew of the old database.
    engine.dispose()


def _never_wait(status: int, remaining: int, total: int) -> None:
    """End a backup that the driver would try for ever: nobody else runs in a browser meanwhile."""
    if status in BUSY:
        raise sqlite3.OperationalError("something else is being saved at this moment")


def _finish() -> None:
    """Move the files of a restored backup to their places; may be called again. Raises OSError."""
    files = _folder() / FILES
    for path in sorted(path for path in files.rglob("*") if path.is_file()):
        place = settings.DATA_DIR / path.relative_to(files)
        place.parent.mkdir(parents=True, exist_ok=True)
        path.replace(place)
    discard()


def recover(engine: Engine) -> None:
    """At the start: finish a restore whose database is in its place, throw away any other."""
    waiting = pending()
    if waiting is not None:
        with engine.connect() as connection:
            present = connection.exec_driver_sql("PRAGMA user_version").scalar()
        if present == waiting.number:
            try:
                _finish()
            except OSError as error:
                logger.warning("files of a restored backup are still to follow: %s", error)
            return
    discard()
