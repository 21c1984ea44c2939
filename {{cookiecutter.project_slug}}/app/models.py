"""What a record is, and which values it may have."""

import unicodedata
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, model_validator
from sqlalchemy import Column, Integer, event
from sqlmodel import Field, SQLModel

from .text import plain

TITLE_LENGTH = 200
NOTE_LENGTH = 10_000
FIRST_YEAR, LAST_YEAR = 1900, 2199


class Category(StrEnum):
    """Names equal values, so that the database (names) and JSON (values) hold the same text."""

    plant = "plant"
    animal = "animal"
    water = "water"
    soil = "soil"
    structure = "structure"
    other = "other"


def _plain_text(value: Any) -> Any:
    return plain(value) if isinstance(value, str) else value


def _to_utc(value: datetime) -> datetime:
    """To whole seconds of UTC: what a form can show, it can send back unchanged."""
    try:
        utc = value.astimezone(UTC).replace(microsecond=0)
    except OverflowError:  # the first and the last hours of the calendar
        utc = value
    if not FIRST_YEAR <= utc.year <= LAST_YEAR:
        raise ValueError(f"the year must be from {FIRST_YEAR} to {LAST_YEAR}")
    return utc


PlainText = Annotated[str, BeforeValidator(_plain_text)]
UtcTime = Annotated[AwareDatetime, AfterValidator(_to_utc)]


class RecordContent(SQLModel):
    """What a person enters. Two records with equal content say the same."""

    title: PlainText = Field(min_length=1, max_length=TITLE_LENGTH)
    note: PlainText = Field(default="", max_length=NOTE_LENGTH)
    category: Category
    value: float | None = Field(default=None, ge=-1e12, le=1e12)
    observed_at: UtcTime = Field(index=True)
    latitude: float | None = Field(default=None, ge=-90, le=90, description="Degrees, WGS 84")
    longitude: float | None = Field(default=None, ge=-180, le=180, description="Degrees, WGS 84")
    accuracy: float | None = Field(default=None, ge=0, le=1e7, description="Metres")

    @model_validator(mode="after")
    def position_is_whole(self) -> "RecordContent":
        if (self.latitude is None) != (self.longitude is None):
            raise ValueError("latitude and longitude belong together")
        if self.accuracy is not None and self.latitude is None:
            raise ValueError("an accuracy belongs to a position")
        return self


class NewRecord(RecordContent):
    """A record as its maker sends it. The id is made with it, so that a repeat is known."""

    id: UUID


class SavedRecord(SQLModel):
    """A record as it is stored; `version` counts its changes.

    It is not checked again: what was saved before there was a rule can still be read.
    """

    id: UUID
    version: int
    title: str
    note: str
    category: Category
    value: float | None
    observed_at: AwareDatetime
    latitude: float | None
    longitude: float | None
    accuracy: float | None


_version = Column("version", Integer, nullable=False)


def _now() -> datetime:
    return datetime.now(UTC)


class Record(RecordContent, table=True):
    # SQLAlchemy refuses to write over a version that it did not read.
    __mapper_args__ = {"version_id_col": _version}

    id: UUID = Field(primary_key=True)
    version: int | None = Field(default=None, sa_column=_version)
    search_text: str = Field(default="", exclude=True)
    created_at: datetime = Field(default_factory=_now, exclude=True)

    @property
    def content(self) -> RecordContent:
        names = set(RecordContent.model_fields)
        return RecordContent.model_construct(**self.model_dump(include=names))


def folded(text: str) -> str:
    """Return `text` as the search compares it. SQLite itself folds the case of ASCII only."""
    folded = unicodedata.normalize("NFKC", plain(text).casefold())
    return unicodedata.normalize("NFKC", folded.casefold())  # NFKC makes an H of a Gothic one


@event.listens_for(Record, "before_insert")
@event.listens_for(Record, "before_update")
def _keep_search_text(mapper: Any, connection: Any, record: Record) -> None:
    record.search_text = folded(f"{record.title}\n{record.note}")
