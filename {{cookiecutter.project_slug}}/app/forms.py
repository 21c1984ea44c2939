"""The record's form: text as it was typed, and what to say where it will not do."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from .models import FIRST_YEAR, LAST_YEAR, NOTE_LENGTH, TITLE_LENGTH, Record, RecordContent

Errors = dict[str, str]

MESSAGES = {
    "title": f"Enter a title that can be seen, of 1 to {TITLE_LENGTH} characters.",
    "category": "Choose a category.",
    "value": "Enter a number such as 12.5, or leave this empty.",
    "observed_at": f"Enter a date and a time, in the years {FIRST_YEAR} to {LAST_YEAR} of UTC.",
    "note": f"Enter a note of at most {NOTE_LENGTH:,} characters.",
    "latitude": "Enter degrees from -90 to 90, or leave this empty.",
    "longitude": "Enter degrees from -180 to 180, or leave this empty.",
    "accuracy": "Enter metres, 0 or more, or leave this empty.",
}
"""By field, in the order of the form."""

TOO_LONG = "Shorten the {name} to {most:,} characters or fewer: it has {number:,}."
NO_ZONE = "Check the time, and save again: the page did not say in which time zone it is."
HALF_A_POSITION = (
    "Enter both latitude and longitude, or leave latitude, longitude and accuracy empty."
)


class RecordForm(BaseModel):
    """The fields as a browser sends them: any text is taken, so that it can be shown again."""

    id: str = ""
    version: str = ""
    title: str = ""
    category: str = ""
    value: str = ""
    observed_at: str = ""
    """As `<input type=datetime-local>` writes it, without a time zone."""
    utc_offset: str = "0"
    """Minutes that the clock of `observed_at` is ahead of UTC. Before there were time zones, clocks
    went by the sun: 321.1666666666667 in Kolkata in 1905."""
    note: str = ""
    latitude: str = ""
    longitude: str = ""
    accuracy: str = ""

    @classmethod
    def blank(cls, record_id: UUID) -> "RecordForm":
        return cls(id=str(record_id), observed_at=_local(datetime.now(UTC).replace(second=0)))

    @classmethod
    def of(cls, record: Record) -> "RecordForm":
        fields = {name: number_text(getattr(record, name)) for name in NUMBERS}
        return cls(
            id=str(record.id),
            version=str(record.version),
            title=record.title,
            category=record.category,
            observed_at=_local(record.observed_at),
            note=record.note,
            **fields,
        )

    @classmethod
    def shared(cls, record_id: UUID, title: str, text: str, url: str) -> "RecordForm":
        """Return the form for what another app shares; each part may be empty.

        A title that is too long goes whole into the note. Some apps put the address into the text
        and send no `url`, some do both.
        """
        whole = title if len(title) > TITLE_LENGTH else ""
        parts = [whole, text, "" if url in text else url]
        note = "\n".join(part for part in parts if part)
        form = cls.blank(record_id)
        return form.model_copy(update={"title": title[:TITLE_LENGTH], "note": note})

    @property
    def zone(self) -> timezone | None:
        """Where the clock of `observed_at` is, None if the page did not say it."""
        try:
            return timezone(timedelta(seconds=round(float(self.utc_offset) * 60)))
        except (ValueError, OverflowError):
            return None

    def content(self) -> tuple[RecordContent | None, Errors]:
        """Return the content, or None and a message for each field that will not do."""
        fields: dict[str, Any] = {"title": self.title, "note": self.note}
        fields["category"] = self.category
        fields["observed_at"] = _aware(self.observed_at, self.zone or UTC)
        fields |= {name: _number(getattr(self, name)) for name in NUMBERS}
        errors = {} if self.zone else {"observed_at": NO_ZONE}
        try:
            content = RecordContent.model_validate(fields)
        except ValidationError as error:
            errors |= dict(map(_message, error.errors()))
        else:
            if not errors:
                return content, {}
        return None, {name: errors[name] for name in MESSAGES if name in errors}


NUMBERS = ("value", "latitude", "longitude", "accuracy")


def _message(error: ErrorDetails) -> tuple[str, str]:
    """Return the field, and what to do about it."""
    if not error["loc"]:
        return "latitude", HALF_A_POSITION
    name = str(error["loc"][0])
    if error["type"] == "string_too_long":
        most, number = error["ctx"]["max_length"], len(error["input"])
        return name, TOO_LONG.format(name=name, most=most, number=number)
    return name, MESSAGES[name]


def number_text(value: float | None) -> str:
    """Return the shortest text that reads back as exactly `value`."""
    return "" if value is None else repr(value).removesuffix(".0")


def _number(text: str) -> str | None:
    """Return what Pydantic reads as a number; in much of the world 12.5 is written 12,5."""
    return text.strip().replace(",", ".").replace("\N{MINUS SIGN}", "-") or None


def _local(moment: datetime) -> str:
    """Return `moment` (UTC) as `<input type=datetime-local>` wants it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S" if moment.second else "%Y-%m-%dT%H:%M")


def _aware(text: str, zone: timezone) -> datetime | None:
    """Return the moment that `text` says; in `zone`, unless it names another."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)
