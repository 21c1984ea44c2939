"""The JSON API, under /api."""

from collections.abc import Sequence

from fastapi import APIRouter
from sqlmodel import col, select

from ..database import SessionDependency
from ..models import Note

router = APIRouter(prefix="/api")


@router.get("/notes", name="api_notes")
def list_notes(session: SessionDependency) -> Sequence[Note]:
    """Newest first; times are UTC."""
    return session.exec(select(Note).order_by(col(Note.created).desc())).all()
