"""The JSON API, under /api."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, HTTPException, Query, Request, Response
from sqlmodel import SQLModel

from .. import records
from ..database import SessionDependency
from ..models import Category, NewRecord, Record, RecordContent, SavedRecord

router = APIRouter(prefix="/api", tags=["records"])

OTHER_CONTENT = "A record with this id is saved with other content; nothing was changed."
OTHER_VERSION = "The record was changed since that version; nothing was changed now."
CONFLICT: dict[int | str, dict[str, Any]] = {
    409: {"description": "Saved with other content; nothing was changed"}
}


class RecordPage(SQLModel):
    records: list[SavedRecord]
    total: int
    page: int
    pages: int


@router.get("/records")
def find_records(
    session: SessionDependency,
    q: str = "",
    category: Category | None = None,
    page: Annotated[int, Query(ge=1)] = 1,
) -> RecordPage:
    """Newest first; `q` finds the records whose title and note hold every word of it."""
    found = records.find(session, q, category, page)
    saved = [SavedRecord.model_validate(record) for record in found.records]
    return RecordPage(records=saved, total=found.total, page=found.number, pages=found.pages)


@router.post("/records", status_code=201, response_model=SavedRecord, responses=CONFLICT)
def add_record(
    session: SessionDependency, request: Request, response: Response, new: NewRecord
) -> Record:
    """Save a record. Sending it again answers as the first time and saves nothing more."""
    try:
        record = records.create(session, new)
    except records.Conflict:
        raise HTTPException(409, OTHER_CONTENT) from None
    response.headers["location"] = str(request.url_for("read_record", record_id=record.id))
    return record


@router.get("/records/{record_id}", response_model=SavedRecord)
def read_record(session: SessionDependency, record_id: UUID) -> Record:
    if record := session.get(Record, record_id):
        return record
    raise HTTPException(404, "There is no such record.")


@router.put("/records/{record_id}", response_model=SavedRecord, responses=CONFLICT)
def replace_record(
    session: SessionDependency, record_id: UUID, content: RecordContent, version: int | None = None
) -> Record:
    """Replace a record's content, if it still has `version` (where given)."""
    record = read_record(session, record_id)
    try:
        records.replace(session, record, content, version)
    except records.Conflict:
        raise HTTPException(409, OTHER_VERSION) from None
    return record


@router.delete("/records/{record_id}", status_code=204)
def remove_record(session: SessionDependency, record_id: UUID) -> None:
    """Delete a record; deleting it again is no error."""
    records.delete(session, record_id)
