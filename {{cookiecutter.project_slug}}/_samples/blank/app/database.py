"""The database: ordinary SQLAlchemy on the SQLite file that `DATABASE_URL` names."""

import os
from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import Depends
from sqlalchemy import URL, Engine, create_engine, event
from sqlmodel import Session


def connect(url: str | URL) -> Engine:
    """Return an engine for the SQLAlchemy `url`; nothing is opened before its first use."""
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_pragmas)
    return engine


def _set_pragmas(connection: Any, _: Any) -> None:
    cursor = connection.cursor()
    # Readers go on while someone writes, and a commit costs one flush instead of several.
    cursor.execute("PRAGMA journal_mode=WAL")
    # In WAL mode only FULL flushes at every commit: "Saved" stays true when the power fails.
    cursor.execute("PRAGMA synchronous=FULL")
    # SQLite checks foreign keys only for a connection that asks for it.
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


engine = connect(os.environ.get("DATABASE_URL", "sqlite:///app.db"))


def get_session() -> Iterator[Session]:
    with Session(engine) as session:
        yield session


SessionDependency = Annotated[Session, Depends(get_session)]
