"""app/upgrade.py: whole or not at all, and never without a copy."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any, NoReturn

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, event
from sqlmodel import Session, SQLModel, select

from app import database
from app.models import NewRecord, Record
from app.records import create
from app.upgrade import MIGRATIONS, DatabaseIsNewer, UpgradeFailed, heads, upgrade
from tests.unit.app.samples import record

ADDS_A_COLUMN = """
    with op.batch_alter_table("record", recreate="always") as record:
        record.add_column(sa.Column("depth", sa.Float(), server_default="1.5"))
"""
FAILS_AFTERWARDS = ADDS_A_COLUMN + '    raise RuntimeError("no such category")\n'
REFERS_TO_NOTHING = """
    op.execute("CREATE TABLE photo (record CHAR(32) REFERENCES record (id))")
    op.execute("INSERT INTO photo VALUES ('none')")
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database of the first revision, with three records in it."""
    path = tmp_path / "app.db"
    engine = database.connect(f"sqlite:///{path}")
    upgrade(engine)
    with Session(engine) as session:
        for _ in range(3):
            create(session, NewRecord(**record()))
    engine.dispose()
    return path


def next_release(folder: Path, body: str) -> Path:
    """Return the migrations of a release that has one more, whose upgrade is `body`."""
    migrations = folder / "migrations"
    shutil.copytree(MIGRATIONS, migrations, ignore=shutil.ignore_patterns("__pycache__"))
    [head] = heads(MIGRATIONS)
    text = (
        "import sqlalchemy as sa\nfrom alembic import op\n\n"
        f'revision = "next"\ndown_revision = "{head}"\n\n\ndef upgrade() -> None:\n{body}'
    )
    (migrations / "versions" / "next.py").write_text(text, "utf-8")
    return migrations


def content(path: Path) -> list[Any]:
    """Return all that a database holds: its schema and every row."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return list(connection.iterdump())


def upgraded(path: Path, migrations: Path) -> None:
    engine = database.connect(f"sqlite:///{path}")
    try:
        upgrade(engine, migrations)
    finally:
        engine.dispose()


def test_a_new_database_is_what_the_models_say(tmp_path: Path) -> None:
    engine: Engine = database.connect(f"sqlite:///{tmp_path / 'app.db'}")
    upgrade(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []
    engine.dispose()
    assert not (tmp_path / "backups").exists()


def test_records_are_brought_to_the_next_revision(path: Path, tmp_path: Path) -> None:
    before = content(path)
    upgraded(path, next_release(tmp_path, ADDS_A_COLUMN))
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT depth FROM record").fetchall() == [(1.5,)] * 3
        assert connection.execute("SELECT * FROM alembic_version").fetchall() == [("next",)]
    engine = database.connect(f"sqlite:///{path}")
    with Session(engine) as session:
        assert len(session.exec(select(Record)).all()) == 3
    engine.dispose()
    [copy] = (tmp_path / "backups").iterdir()
    assert content(copy) == before


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (FAILS_AFTERWARDS, "no such category"),
        (REFERS_TO_NOTHING, "refer to rows that do not exist"),
    ],
)
def test_a_failure_leaves_everything_as_it_was(
    path: Path, tmp_path: Path, body: str, words: str
) -> None:
    before = content(path)
    with pytest.raises(UpgradeFailed, match=words) as failure:
        upgraded(path, next_release(tmp_path, body))
    assert "They are as they were before." in str(failure.value)
    assert content(path) == before


def test_a_database_of_a_newer_release_is_not_touched(path: Path, tmp_path: Path) -> None:
    upgraded(path, next_release(tmp_path, ADDS_A_COLUMN))
    before = path.read_bytes()
    with pytest.raises(DatabaseIsNewer, match="did not touch them"):
        upgraded(path, MIGRATIONS)
    assert path.read_bytes() == before


def test_without_room_for_a_copy_nothing_is_changed(path: Path, tmp_path: Path) -> None:
    before = content(path)
    (tmp_path / "backups").write_text("in the way")
    with pytest.raises(UpgradeFailed, match="no room for a copy"):
        upgraded(path, next_release(tmp_path, ADDS_A_COLUMN))
    assert content(path) == before


def test_nothing_to_do_is_known_without_alembic(path: Path) -> None:
    script = (
        "import sys; from app import database; from app.upgrade import upgrade; "
        f"upgrade(database.connect({f'sqlite:///{path}'!r})); assert 'alembic' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is of Unix: run it on Linux or macOS")
def test_a_kill_before_any_statement_loses_nothing(path: Path, tmp_path: Path) -> None:
    before = content(path)
    migrations = next_release(tmp_path, ADDS_A_COLUMN)
    kills = 0
    while True:
        if (child := os.fork()) == 0:
            _upgrade_until_killed(path, migrations, kills)
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            break
        kills += 1
        assert content(path) == before
    assert kills >= 15
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT depth FROM record").fetchall() == [(1.5,)] * 3


def _upgrade_until_killed(path: Path, migrations: Path, statement: int) -> NoReturn:
    """End this process, as SIGKILL does, when SQLite is about to run the given statement."""
    left = statement

    def count(*_: object) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", count)
    upgrade(database.connect(f"sqlite:///{path}"), migrations)
    os._exit(0)
