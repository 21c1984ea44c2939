"""What a note is."""

from datetime import UTC, datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

TEXT_LENGTH = 2000


def _now() -> datetime:
    # Without its zone, because SQLite has none: every time in the database is UTC.
    return datetime.now(UTC).replace(tzinfo=None)


class Note(SQLModel, table=True):
    # The form makes the id, so that sending it twice does not save it twice.
    id: UUID = Field(primary_key=True)
    text: str = Field(max_length=TEXT_LENGTH)
    created: datetime = Field(default_factory=_now, index=True)
