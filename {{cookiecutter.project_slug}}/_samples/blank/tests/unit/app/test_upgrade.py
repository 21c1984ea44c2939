"""app/migrations: they make the tables that the models describe."""

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlmodel import SQLModel

from app import database
from app.upgrade import upgrade


def test_a_new_database_is_what_the_models_say(tmp_path: Path) -> None:
    engine = database.connect(f"sqlite:///{tmp_path / 'app.db'}")
    upgrade(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []
    engine.dispose()
