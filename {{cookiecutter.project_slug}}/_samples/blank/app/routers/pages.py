"""The page: a form, and the list of notes."""

from pathlib import Path
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from fastapi.templating import Jinja2Templates

from ..database import SessionDependency
from ..models import TEXT_LENGTH, Note
from ..text import plain
from .api import list_notes

router = APIRouter(include_in_schema=False)
templates = Jinja2Templates(Path(__file__).parents[1] / "templates")

EMPTY = f"Write a note that can be seen, of 1 to {TEXT_LENGTH:,} characters."
TOO_LONG = f"Shorten the note to {TEXT_LENGTH:,} characters or fewer: it has {{number:,}}."


@router.get("/", name="notes")
def show_notes(request: Request, session: SessionDependency, saved: bool = False) -> Response:
    return _page(request, session, saved=saved)


@router.post("/", name="add_note")
def add_note(
    request: Request,
    session: SessionDependency,
    id: Annotated[UUID, Form()],
    text: Annotated[str, Form()] = "",
) -> Response:
    plain_text = plain(text)
    if not plain_text:
        return _page(request, session, text=text, error=EMPTY)
    if (number := len(plain_text)) > TEXT_LENGTH:
        return _page(request, session, text=text, error=TOO_LONG.format(number=number))
    note = session.get(Note, id)
    if note is None:
        session.add(Note(id=id, text=plain_text))
        session.commit()
    elif note.text != plain_text:
        return _page(request, session, text=text, error="Not saved yet: save this as a new note.")
    address = request.url_for("notes").include_query_params(saved=1)
    return RedirectResponse(address, 303)


def _page(
    request: Request,
    session: SessionDependency,
    text: str = "",
    error: str = "",
    saved: bool = False,
) -> Response:
    context = {
        "notes": list_notes(session),
        "id": uuid4(),
        "text": text,
        "error": error,
        "saved": saved,
    }
    return templates.TemplateResponse(
        request, "notes.html", context, status_code=422 if error else 200
    )
