"""Errors that a person can meet: the API answers in JSON, everything else with a page."""

import errno
import sqlite3

from fastapi import FastAPI, Request, Response
from fastapi.exception_handlers import http_exception_handler
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DBAPIError
from starlette.exceptions import HTTPException

from .templating import templates

NOT_FOUND = ("Not found", "There is nothing at this address. It may have been deleted.")
NOT_UNDERSTOOD = (
    "Not understood",
    "This address or form is not complete, or it is too long. Nothing was changed.",
)

FULL = (
    "There is no room left on this device, so this was not saved. What was saved before is safe. "
    "Free some space, for example by deleting photos or apps that you do not need, or old copies "
    "on the page Backup in another tab. Then try again."
)
NOT_WRITTEN = (
    "The database could not write ({error}), so this was not saved. What was saved before is safe. "
    "Try again. If it fails again, copy what you entered to another place, close the app "
    "everywhere, and open it again."
)
NOT_READ = (
    "The database could not be read ({error}). Nothing was changed. Close the app everywhere, and "
    "open it again."
)


def add_error_handlers(app: FastAPI) -> None:
    app.add_exception_handler(HTTPException, on_http_error)
    app.add_exception_handler(RequestValidationError, on_invalid_request)
    app.add_exception_handler(UnicodeEncodeError, on_half_a_character)
    app.add_exception_handler(DBAPIError, on_database_error)


async def on_http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if _is_api(request):
        return await http_exception_handler(request, error)
    words = NOT_FOUND if error.status_code == 404 else NOT_UNDERSTOOD
    return _page(request, error.status_code, *words)


async def on_invalid_request(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    if not _is_api(request):
        return _page(request, 422, *NOT_UNDERSTOOD)
    # Without the input: it can hold what is no JSON, such as half a surrogate pair.
    details = [{name: e[name] for name in ("type", "loc", "msg")} for e in error.errors()]
    return JSONResponse({"detail": details}, status_code=422)


async def on_half_a_character(request: Request, error: Exception) -> Response:
    """For a form in an encoding that can say half a surrogate pair, which no page can show."""
    return _page(request, 422, *NOT_UNDERSTOOD)


async def on_database_error(request: Request, error: Exception) -> Response:
    """For what has no form to go back to; 507 is Insufficient Storage."""
    status, title, text = 507, "Not saved", not_saved(error)
    if request.method in ("GET", "HEAD"):
        status, title, text = 500, "Not shown", NOT_READ.format(error=_cause(error))
    if _is_api(request):
        return JSONResponse({"detail": text}, status_code=status)
    return _page(request, status, title, text)


def not_saved(error: Exception) -> str:
    """Return what to tell people when the database, or the disk, refused to write."""
    cause = _cause(error)
    code, number = getattr(cause, "sqlite_errorcode", None), getattr(cause, "errno", None)
    if code == sqlite3.SQLITE_FULL or number == errno.ENOSPC:
        return FULL
    return NOT_WRITTEN.format(error=cause)


def _cause(error: Exception) -> object:
    """Return what the driver said, without the statement and the values that SQLAlchemy adds."""
    return getattr(error, "orig", error)


def _is_api(request: Request) -> bool:
    path: str = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
    return path.startswith("/api/")


def _page(request: Request, status: int, title: str, text: str) -> Response:
    context = {"heading": title, "text": text}
    return templates.TemplateResponse(request, "error.html", context, status_code=status)
