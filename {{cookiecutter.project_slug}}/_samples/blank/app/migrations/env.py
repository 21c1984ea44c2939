"""Alembic's environment: for its commands, and for upgrade.py when the application starts."""

from alembic import context
from sqlalchemy import Connection
from sqlmodel import SQLModel

from app import models  # noqa: F401 - fills SQLModel.metadata
from app.database import engine


def migrate(connection: Connection) -> None:
    # SQLite changes a table by copying it: render_as_batch writes such migrations.
    context.configure(connection, target_metadata=SQLModel.metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


given: Connection | None = context.config.attributes.get("connection")
if given is not None:
    migrate(given)
else:
    with engine.begin() as connection:
        migrate(connection)
