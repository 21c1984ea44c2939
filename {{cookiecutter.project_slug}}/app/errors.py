"""Errors that a person can meet: the API answers in JSON, everything else with a page."""

from fastapi import FastAPI, Request, Response
from fastapi.exception_handlers import http_exception_handler
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from .templating import templates

NOT_FOUND = ("Not found", "There is nothing at this address. It may have been deleted.")
NOT_UNDERSTOOD = ("Not understood", "This address or form is not complete. Nothing was changed.")


def add_error_handlers(app: FastAPI) -> None:
    app.add_exception_handler(HTTPException, on_http_error)
    app.add_exception_handler(RequestValidationError, on_invalid_request)


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


def _is_api(request: Request) -> bool:
    path: str = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
    return path.startswith("/api/")


def _page(request: Request, status: int, title: str, text: str) -> Response:
    context = {"heading": title, "text": text}
    return templates.TemplateResponse(request, "error.html", context, status_code=status)
