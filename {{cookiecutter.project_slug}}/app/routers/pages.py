"""The pages. Every link and form of them works without JavaScript: POST, 303, GET."""

import re
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Form, HTTPException, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.exc import DBAPIError

from .. import records
from ..database import SessionDependency
from ..errors import not_saved
from ..forms import Errors, RecordForm
from ..models import Category, NewRecord, Record
from ..templating import templates

router = APIRouter(include_in_schema=False)

NOTICES = {"saved": "Saved", "deleted": "Deleted"}
CHANGED = (
    "This record was already saved with other content, and nothing was changed now. "
    "What you entered is below: save again to replace what is stored."
)
DELETED = (
    "This record was deleted while you changed it. "
    "What you entered is below: save again to keep it as a record."
)

NOT_WRITTEN = (DBAPIError, OSError)
"""What the database and the disk raise; the form then comes back with all that was typed."""

FilledForm = Annotated[RecordForm, Form()]


@router.get("/", name="records")
def list_records(
    request: Request,
    session: SessionDependency,
    q: str = "",
    category: str = "",
    page: int = 1,
    notice: str = "",
) -> Response:
    chosen = Category(category) if category in set(Category) else None
    context = {
        "found": records.find(session, q, chosen, page),
        "q": q,
        "category": chosen,
        "categories": list(Category),
        "notice": NOTICES.get(notice),
    }
    return templates.TemplateResponse(request, "list.html", context)


@router.get("/records/new", name="new_record")
def new_record(request: Request, session: SessionDependency, id: UUID | None = None) -> Response:
    """Show the empty form. Its address holds the new id, so that going back to it keeps it."""
    if id is None:
        address = request.url_for("new_record").include_query_params(id=uuid4())
        return RedirectResponse(address, 303)
    if session.get(Record, id):
        return RedirectResponse(request.url_for("record", record_id=id), 303)
    return _form(request, RecordForm.blank(id))


@router.post("/records/shared", name="share_record")
def share_record(
    request: Request,
    title: Annotated[str, Form()] = "",
    text: Annotated[str, Form()] = "",
    url: Annotated[str, Form()] = "",
) -> Response:
    """Fill in the form with what another app shares ([tool.pwa] share_target).

    It saves nothing: a page of another site can send the same.
    """
    return _form(request, RecordForm.shared(uuid4(), title, text, url), shared=True)


@router.get("/records/shared")
def no_longer_shared(request: Request) -> Response:
    """For who opens the address of a share again: what it brought is gone."""
    return RedirectResponse(request.url_for("new_record"), 303)


@router.post("/records", name="create_record")
def create_record(request: Request, session: SessionDependency, form: FilledForm) -> Response:
    content, errors = form.content()
    if content is None:
        return _form(request, form, errors)
    new = NewRecord.model_validate(content.model_dump() | {"id": _parse_id(form.id)})
    try:
        records.create(session, new)
    except records.Conflict:
        return _conflict(request, form, session.get_one(Record, new.id))
    except NOT_WRITTEN as error:
        return _form(request, form, problem=not_saved(error), status=507)
    return _saved(request, new.id)


@router.get("/records/{record_id}", name="record")
def show_record(
    request: Request, session: SessionDependency, record_id: UUID, notice: str = ""
) -> Response:
    context = {"record": _get(session, record_id), "notice": NOTICES.get(notice)}
    return templates.TemplateResponse(request, "detail.html", context)


@router.get("/records/{record_id}/edit", name="edit_record")
def edit_record(request: Request, session: SessionDependency, record_id: UUID) -> Response:
    record = _get(session, record_id)
    return _form(request, RecordForm.of(record), record_id=record_id)


@router.post("/records/{record_id}/edit", name="update_record")
def update_record(
    request: Request, session: SessionDependency, record_id: UUID, form: FilledForm
) -> Response:
    content, errors = form.content()
    # A version that is none can be no one's: it is treated as an old one.
    version = int(form.version) if re.fullmatch(r"\d{1,18}", form.version) else 0
    try:
        record = session.get(Record, record_id)
        if record is None:
            form = form.model_copy(update={"id": str(record_id), "version": ""})
            return _form(request, form, problem=DELETED, status=409)
        if content is None:
            return _form(request, form, errors, record_id)
        records.replace(session, record, content, version)
    except records.Conflict:
        return _conflict(request, form, _get(session, record_id))
    except NOT_WRITTEN as error:
        return _form(request, form, record_id=record_id, problem=not_saved(error), status=507)
    return _saved(request, record_id)


@router.get("/records/{record_id}/delete", name="confirm_delete")
def confirm_delete(request: Request, session: SessionDependency, record_id: UUID) -> Response:
    context = {"record": _get(session, record_id)}
    return templates.TemplateResponse(request, "delete.html", context)


@router.post("/records/{record_id}/delete", name="delete_record")
def delete_record(request: Request, session: SessionDependency, record_id: UUID) -> Response:
    records.delete(session, record_id)
    address = request.url_for("records").include_query_params(notice="deleted")
    return RedirectResponse(address, 303)


@router.get("/docs", name="docs")
def docs(request: Request) -> Response:
    """The API's documentation, by Swagger UI from our own static files."""
    return templates.TemplateResponse(request, "docs.html")


def _get(session: SessionDependency, record_id: UUID) -> Record:
    if record := session.get(Record, record_id):
        return record
    raise HTTPException(404)


def _parse_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise HTTPException(422) from None


def _saved(request: Request, record_id: UUID) -> Response:
    address = request.url_for("record", record_id=record_id).include_query_params(notice="saved")
    return RedirectResponse(address, 303)


def _conflict(request: Request, form: RecordForm, record: Record) -> Response:
    """Show what was typed once more; saving it again then replaces what is stored."""
    form = form.model_copy(update={"version": str(record.version)})
    return _form(request, form, record_id=record.id, problem=CHANGED, status=409)


def _form(
    request: Request,
    form: RecordForm,
    errors: Errors | None = None,
    record_id: UUID | None = None,
    problem: str = "",
    status: int = 200,
    shared: bool = False,
) -> Response:
    context = {
        "form": form,
        "errors": errors or {},
        "record_id": record_id,
        "problem": problem,
        "shared": shared,
        "categories": list(Category),
    }
    status = 422 if errors else status
    return templates.TemplateResponse(request, "form.html", context, status_code=status)
