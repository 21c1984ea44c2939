"""What can be done with records; the pages and the API share it."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from sqlmodel import Session, col, func, select

from .models import Category, NewRecord, Record, RecordContent, folded

PAGE_SIZE = 20


class Conflict(Exception):
    """The record is saved with other content than the sender knows; nothing was changed."""


@dataclass(frozen=True)
class Page:
    """One page of a list; `number` counts from 1."""

    records: list[Record]
    total: int
    number: int
    pages: int


def find(session: Session, text: str, category: Category | None, number: int) -> Page:
    """Return the records that hold every word of `text`, newest first."""
    conditions = [_holds_words(text)] if text else []
    if category:
        conditions.append(col(Record.category) == category)
    total = session.exec(select(func.count()).select_from(Record).where(*conditions)).one()
    pages = max(1, -(-total // PAGE_SIZE))
    number = min(max(1, number), pages)
    # A form shows minutes: what was observed in the same one comes in the order of entry.
    newest = (col(Record.observed_at).desc(), col(Record.created_at).desc(), col(Record.id))
    query = select(Record).where(*conditions).order_by(*newest)
    found = session.exec(query.offset((number - 1) * PAGE_SIZE).limit(PAGE_SIZE))
    return Page(list(found), total, number, pages)


def _holds_words(text: str) -> ColumnElement[bool]:
    """Text of any length: SQLite's LIKE takes 50,000 bytes, and a row of ANDs a thousand."""
    words = json.dumps(folded(text).split())
    word = func.json_each(words).table_valued("value").c.value
    return ~select(word).where(func.instr(Record.search_text, word) == 0).exists()


def summary(session: Session) -> tuple[int, datetime | None]:
    """Return how many records there are, and when the newest was entered."""
    query = select(func.count(), func.max(Record.created_at))
    total, newest = session.exec(query.select_from(Record)).one()
    return total, newest and newest.replace(tzinfo=UTC)


def create(session: Session, new: NewRecord) -> Record:
    """Save a record, once: a repeat with equal content returns the saved one.

    Raises Conflict when the id is taken by other content.
    """
    if (saved := session.get(Record, new.id)) is None:
        record = Record(**new.model_dump())
        session.add(record)
        try:
            session.commit()
            return record
        except IntegrityError:  # another request saved it since we looked
            session.rollback()
            saved = session.get_one(Record, new.id)
    if saved.content != RecordContent(**new.model_dump(exclude={"id"})):
        raise Conflict
    return saved


def replace(session: Session, record: Record, content: RecordContent, version: int | None) -> None:
    """Give a record new content. `version` is the one the sender saw, None for any.

    A repeat changes nothing. Raises Conflict when someone else changed the record.
    """
    if record.content == content:
        return
    if version is not None and version != record.version:
        raise Conflict
    for name, value in content.model_dump().items():
        setattr(record, name, value)
    try:
        session.commit()
    except StaleDataError:
        session.rollback()
        raise Conflict from None


def delete(session: Session, record_id: UUID) -> None:
    """Delete a record; deleting it again is no error."""
    if record := session.get(Record, record_id):
        session.delete(record)
        session.commit()
