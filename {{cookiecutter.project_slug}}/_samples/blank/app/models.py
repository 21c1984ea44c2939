"""What a note is."""

from datetime import UTC, datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

TEXT_LENGTH = 2000


def _now() -> datetime:
    return datetime.now(UTC)


class Note(SQLModel, table=True):
    # The form makes the id, so that sending it twice does not save it twice.
    id: UUID = Field(primary_key=True)
    text: str = Field(max_length=TEXT_LENGTH)
    created: datetime = Field(default_factory=_now, index=True)
