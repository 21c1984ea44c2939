"""Brings the database to the newest revision when the application starts, whole or not at all."""

import re
import sqlite3
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect

from .copies import keep_copy
from .database import connect

MIGRATIONS = Path(__file__).parent / "migrations"


class UpgradeFailed(Exception):
    """The database could not be upgraded; it is as it was. The message is for people."""


class DatabaseIsNewer(UpgradeFailed):
    """The database was written by a newer version of the application."""


def upgrade(engine: Engine, migrations: Path = MIGRATIONS, *, copy: bool = True) -> None:
    """Run the migrations that the database lacks, in one transaction, after making a copy.

    Raises UpgradeFailed, or DatabaseIsNewer, with nothing changed.
    """
    with engine.connect() as connection:
        revision = revision_of(connection)
    if revision is not None and [revision] == heads(migrations):
        return  # as at nearly every start: Alembic need not be imported
    if revision is not None and revision not in revisions(migrations):
        raise DatabaseIsNewer(
            f"The records on this device were saved by a newer version (revision {revision}). "
            "This version did not touch them. Open the app again with a network, so that it can "
            "update itself."
        )
    if copy and revision is not None:
        _keep_copy(engine, revision)
    own = connect(engine.url)  # its connection is set up for this and nothing else
    try:
        with own.connect() as connection:
            _run(connection, migrations)
    except Exception as error:
        reason = str(getattr(error, "orig", error)).strip().splitlines() or [repr(error)]
        raise UpgradeFailed(
            f"The records could not be brought to the form that this version needs ({reason[0]}). "
            "They are as they were before."
        ) from error
    finally:
        own.dispose()


def revision_of(connection: Connection) -> str | None:
    """Return the revision that the database is at, None when it was never migrated."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.exec_driver_sql(
        "SELECT version_num FROM alembic_version"
    ).scalar()
    return found


def revisions(migrations: Path) -> dict[str, str]:
    """Return the revision before each, "" before the first, as the migrations' files say."""
    pattern = r"""^revision\b.*?["'](\w+)["']$.*?^down_revision\b.*?(?:["'](\w+)["']|None)$"""
    texts = (path.read_text("utf-8") for path in (migrations / "versions").glob("*.py"))
    found = (re.search(pattern, text, re.MULTILINE | re.DOTALL) for text in texts)
    return {match[1]: match[2] or "" for match in found if match}


def heads(migrations: Path) -> list[str]:
    """Return the revisions that none comes after: one, unless two lines were not merged."""
    known = revisions(migrations)
    return [revision for revision in known if revision not in known.values()]


def _keep_copy(engine: Engine, revision: str) -> None:
    try:
        keep_copy(engine, revision)
    except (OSError, sqlite3.Error) as error:
        raise UpgradeFailed(
            f"There was no room for a copy of the records ({error}), without which they are not "
            "changed. They are as they were before. Free some space, then open the app again."
        ) from error


def _run(connection: Connection, migrations: Path) -> None:
    from alembic import command
    from alembic.config import Config

    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        # Python's driver would commit before each change of a table: it must not begin by itself.
        driver = connection.connection.dbapi_connection
        assert isinstance(driver, sqlite3.Connection)
        driver.isolation_level = None
        # A table that is copied is dropped first: what refers to it is checked at the end.
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    if sqlite:
        _check(connection)
    connection.commit()


def _check(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise UpgradeFailed(f"{len(broken)} rows would refer to rows that do not exist")
    [(found,)] = connection.exec_driver_sql("PRAGMA integrity_check(1)").fetchall()
    if found != "ok":
        raise UpgradeFailed(f"the result would be damaged: {found}")
