"""The page Backup: a copy to take away, the copies that are kept here, and restoring one."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Form, HTTPException, Request, Response, UploadFile
from fastapi.responses import FileResponse, RedirectResponse, StreamingResponse
from sqlalchemy.exc import SQLAlchemyError

from .. import database, settings
from ..backup import kept, restore, stored
from ..backup.archive import Refused
from ..templating import templates

router = APIRouter(prefix="/backup", include_in_schema=False)

NOTICES = {
    "restored": "Restored. What was here before is kept below.",
    "kept": "Nothing was changed",
    "deleted": "Copy deleted",
}
NOT_COPIED = (
    "The copy could not be made ({error}). All records are still here. Close the app everywhere, "
    "open it again, and try once more."
)


def keep_copy_when_due(request: Request, background: BackgroundTasks) -> None:
    """After the answer to a change, keep an automatic copy if it is time for one."""
    if request.method not in ("GET", "HEAD"):
        background.add_task(kept.keep_when_due, database.engine)


@router.get("", name="backup")
def show_backup(request: Request, notice: str = "") -> Response:
    return _page(request, notice=NOTICES.get(notice))


@router.get("/file", name="save_backup")
def save_backup(request: Request) -> Response:
    """Give out everything as one file, while it is made."""
    try:
        pieces = stored.pack(database.engine)
    except (OSError, sqlite3.Error, SQLAlchemyError) as error:
        return _page(request, problem=NOT_COPIED.format(error=error), status=500)
    except Refused as refusal:
        return _page(request, problem=str(refusal), status=409)
    return _download(pieces, datetime.now(UTC))


@router.post("/file", name="upload_backup")
def upload_backup(request: Request, file: UploadFile | None = None) -> Response:
    """Check a file that a person chose, and ask."""
    if file is None or not file.filename:
        return _page(request, problem="Choose a file first.", status=422)
    try:
        restore.stage(database.engine, file.file, file.filename)
    except Refused as refusal:
        return _page(request, problem=str(refusal), status=422)
    return RedirectResponse(request.url_for("confirm_restore"), 303)


@router.get("/restore", name="confirm_restore")
def confirm_restore(request: Request) -> Response:
    pending = restore.pending()
    if pending is None:
        return RedirectResponse(request.url_for("backup"), 303)
    context = {"pending": pending, "there": restore.content(), "here": _here()}
    return templates.TemplateResponse(request, "restore.html", context)


@router.post("/restore", name="restore_backup")
def restore_backup(
    request: Request,
    number: Annotated[int, Form()],
    answer: Annotated[str, Form()],
) -> Response:
    if answer != "restore":
        restore.discard()
        return _back(request, "kept")
    try:
        restore.restore(database.engine, number)
    except Refused as refusal:
        return _page(request, problem=str(refusal), status=409)
    return _back(request, "restored")


@router.get("/copies/{file_name}", name="save_copy")
def save_copy(file_name: str) -> Response:
    """Give out a copy that is kept; a bare database goes into a backup file on the way."""
    copy = _copy(file_name)
    if copy.path.suffix == ".zip":
        return FileResponse(copy.path, filename=_file_name(copy.made_at))
    return _download(kept.pack(copy), copy.made_at)


@router.post("/copies/{file_name}", name="restore_copy")
def restore_copy(request: Request, file_name: str) -> Response:
    """Check a copy that is kept, and ask."""
    copy = _copy(file_name)
    try:
        with copy.path.open("rb") as file:
            restore.stage(database.engine, file, copy.path.name, copy.made_at)
    except Refused as refusal:
        return _page(request, problem=str(refusal), status=422)
    return RedirectResponse(request.url_for("confirm_restore"), 303)


@router.get("/copies/{file_name}/delete", name="confirm_delete_copy")
def confirm_delete_copy(request: Request, file_name: str) -> Response:
    return templates.TemplateResponse(request, "delete_copy.html", {"copy": _copy(file_name)})


@router.post("/copies/{file_name}/delete", name="delete_copy")
def delete_copy(request: Request, file_name: str) -> Response:
    if copy := kept.find(database.engine, file_name):
        copy.path.unlink(missing_ok=True)
    return _back(request, "deleted")


def _copy(file_name: str) -> kept.Copy:
    if copy := kept.find(database.engine, file_name):
        return copy
    raise HTTPException(404)


def _here() -> stored.Content | None:
    """Return what is stored, None when the database cannot be read: then a restore may help."""
    try:
        return stored.content_of(database.engine, stored.other_files())
    except (OSError, SQLAlchemyError):
        return None


def _page(
    request: Request, problem: str = "", notice: str | None = None, status: int = 200
) -> Response:
    context = {
        "here": _here(),
        "copies": kept.list_copies(database.engine),
        "problem": problem,
        "notice": notice,
    }
    return templates.TemplateResponse(request, "backup.html", context, status_code=status)


def _back(request: Request, notice: str) -> Response:
    address = request.url_for("backup").include_query_params(notice=notice)
    return RedirectResponse(address, 303)


def _file_name(moment: datetime) -> str:
    return f"{settings.NAME}-{moment:%Y-%m-%d-%H%M}.zip"


def _download(pieces: Iterator[bytes], moment: datetime) -> Response:
    headers = {
        "content-disposition": f'attachment; filename="{_file_name(moment)}"',
        "cache-control": "no-store",
    }
    return StreamingResponse(pieces, media_type="application/zip", headers=headers)
