"""The copies that are kept on the device: automatic ones, and those before a risk."""

import logging
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from filecmp import cmp
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from .. import copies, settings
from ..copies import FOLDER, MOMENT, PARTIAL, database_file, keep_copy, remove_partial
from . import archive
from .stored import content_of

logger = logging.getLogger(__name__)

AUTOMATIC = "automatic"
BEFORE_RESTORE = "restore"
NAME = re.compile(r".+-(?P<moment>\d{8}T\d{6,12}Z)-(?P<why>\w+)\.(?:db|zip)")

RETRY = timedelta(hours=1)
_last_failure: datetime | None = None


@dataclass(frozen=True)
class Copy:
    """A copy on the device: `.db` is the database alone, `.zip` a backup of everything."""

    path: Path
    made_at: datetime
    why: str
    """AUTOMATIC, BEFORE_RESTORE, or the revision that an upgrade found."""
    size: int


def list_copies(engine: Engine) -> list[Copy]:
    """Return the copies that are kept, the newest first."""
    if (database := database_file(engine)) is None:
        return []
    found = []
    for path in (database.parent / FOLDER).glob("*"):
        if match := NAME.fullmatch(path.name):
            format = MOMENT if len(match["moment"]) > 16 else MOMENT.replace("%f", "")
            made_at = datetime.strptime(match["moment"], format).replace(tzinfo=UTC)
            found.append(Copy(path, made_at, match["why"], path.stat().st_size))
    return sorted(found, key=lambda copy: copy.made_at, reverse=True)


def find(engine: Engine, name: str) -> Copy | None:
    """Return the copy whose file has that name."""
    return next((copy for copy in list_copies(engine) if copy.path.name == name), None)


def revision_in(copy: Path) -> str:
    """Return the revision of a copied database; reading it leaves no file beside it."""
    uri = f"{copy.resolve().as_uri()}?immutable=1"
    with closing(sqlite3.connect(uri, uri=True)) as connection:
        [(revision,)] = connection.execute("SELECT version_num FROM alembic_version")
    return str(revision)


def pack(copy: Copy) -> Iterator[bytes]:
    """Return the pieces of a backup file that holds a copied database."""
    revision = revision_in(copy.path)

    def pieces() -> Iterator[bytes]:
        with copy.path.open("rb") as database:
            yield from archive.pack(database, {}, revision)

    return pieces()


def remove_unfinished(engine: Engine) -> None:
    """Remove what a copy that was cut off left behind; called when nothing else runs."""
    if database := database_file(engine):
        for partial in (database.parent / FOLDER).glob(f"*{PARTIAL}"):
            remove_partial(partial)


def keep_when_due(engine: Engine) -> None:
    """Keep an automatic copy if the last one is old, and drop the oldest. Never raises for room."""
    global _last_failure
    now = copies.now()
    if database_file(engine) is None or settings.AUTOMATIC_COPIES == 0:
        return
    if _last_failure and abs(now - _last_failure) < RETRY:
        return
    automatic = [copy for copy in list_copies(engine) if copy.why == AUTOMATIC]
    # abs: a device's clock may have been ahead when the last one was made.
    recent = automatic and abs(now - automatic[0].made_at) < settings.AUTOMATIC_COPY_AGE
    if recent:
        return
    try:
        if content_of(engine, {}).records:
            _keep(engine, automatic)
    except (OSError, sqlite3.Error, SQLAlchemyError) as error:
        _last_failure = now
        logger.warning("no automatic copy of the records was made: %s", error)


def _keep(engine: Engine, automatic: list[Copy]) -> None:
    new = keep_copy(engine, AUTOMATIC)
    if new is None:
        return
    if automatic and cmp(new, automatic[0].path, shallow=False):
        # Nothing changed since the last one: it takes the new one's date and pushes none out.
        automatic.pop(0).path.unlink()
    for copy in automatic[settings.AUTOMATIC_COPIES - 1 :]:
        copy.path.unlink()
