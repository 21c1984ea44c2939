"""One ordinary FastAPI application that uses what people use; it knows no server.

Its answers depend on nothing but the request, so that two servers can be compared.
"""

import contextvars
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Annotated, Any

import anyio
from fastapi import (
    BackgroundTasks,
    Depends,
    FastAPI,
    File,
    Form,
    Header,
    HTTPException,
    Query,
    Request,
    Response,
    UploadFile,
)
from fastapi.middleware.cors import CORSMiddleware
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.responses import (
    FileResponse,
    HTMLResponse,
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    StreamingResponse,
)
from fastapi.security import HTTPBasic, HTTPBasicCredentials
from fastapi.staticfiles import StaticFiles
from pydantic import BaseModel, Field

request_name: contextvars.ContextVar[str] = contextvars.ContextVar("request_name", default="none")


WITHOUT_CHANCE = {
    "starlette.responses.token_hex": lambda size: "00" * size,
    "gzip.time": SimpleNamespace(time=lambda: 0.0),
}
"""Patches of what Starlette draws by lot, and of the time in gzip's head."""


class Item(BaseModel):
    name: str = Field(min_length=1, max_length=20)
    price: float = Field(gt=0)
    tags: list[str] = []


class NoSuchItem(Exception):
    """An error of the application's own, with a handler of its own."""


def write_files(folder: Path) -> None:
    """Write what the application serves under /static, with times that are fixed."""
    contents = {name: b"0123456789" * 100 for name in ("text.txt", "a b.txt", "ש.txt")}
    contents |= {"empty": b"", "big.bin": bytes(range(256)) * 3000}
    contents |= {"index.html": b"<h1>root</h1>", "folder/index.html": b"<h1>folder</h1>"}
    (folder / "folder").mkdir()
    for name, content in contents.items():
        (folder / name).write_bytes(content)
        os.utime(folder / name, (1e9, 1e9))


def build(files: Path) -> FastAPI:
    """Return the application; `files` is a folder that it serves under /static."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, Any]]:
        yield {"started": "by the lifespan"}

    app = FastAPI(lifespan=lifespan, title="Parity")
    app.add_middleware(GZipMiddleware, minimum_size=500)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=["https://ok.example"],
        allow_methods=["GET", "PUT"],
        allow_headers=["X-Own"],
        allow_credentials=True,
        expose_headers=["X-Shown"],
    )
    app.mount("/static", StaticFiles(directory=files, html=True), name="static")
    app.mount("/sub", _sub_application(), name="sub")
    _add_middleware(app)
    _add_inputs(app)
    _add_answers(app, files)
    _add_streams(app)
    _add_dependencies(app)
    return app


def _sub_application() -> FastAPI:
    sub = FastAPI()

    @sub.get("/where/{rest:path}", name="where")
    def where(request: Request, rest: str) -> dict[str, Any]:
        return {
            "rest": rest,
            "root_path": request.scope["root_path"],
            "path": request.scope["path"],
            "raw_path": request.scope["raw_path"].decode(),
            "url": str(request.url),
            "base_url": str(request.base_url),
            "url_for": str(request.url_for("sub:where", rest="x")),
        }

    return sub


def _add_middleware(app: FastAPI) -> None:
    @app.middleware("http")
    async def name_the_request(request: Request, call_next: Any) -> Any:
        request_name.set(request.headers.get("x-name", "unnamed"))
        response = await call_next(request)
        response.headers["x-passed"] = request.scope["raw_path"].decode()
        return response

    @app.exception_handler(NoSuchItem)
    def no_such_item(request: Request, error: NoSuchItem) -> JSONResponse:
        return JSONResponse({"no such item": str(error)}, 404, {"x-handled": "1"})


def _add_inputs(app: FastAPI) -> None:
    @app.get("/items/{number}")
    def by_number(number: int, q: str | None = None) -> dict[str, Any]:
        return {"number": number, "q": q}

    @app.get("/lists")
    async def lists(
        a: Annotated[list[str] | None, Query()] = None,
        x_many: Annotated[list[str] | None, Header()] = None,
    ) -> dict[str, Any]:
        return {"a": a, "x-many": x_many}

    @app.put("/json", status_code=200)
    @app.post("/json", status_code=201)
    def json_body(item: Item) -> Item:
        return item

    @app.post("/form")
    def form(name: Annotated[str, Form()], age: Annotated[int, Form()]) -> dict[str, Any]:
        return {"name": name, "age": age}

    @app.post("/upload")
    def upload(file: UploadFile, note: Annotated[str, Form()] = "") -> dict[str, Any]:
        content = file.file.read()
        total = sum(content)
        return {"name": file.filename, "type": file.content_type, "sum": total, "note": note}

    @app.post("/uploads")
    async def uploads(files: Annotated[list[UploadFile], File()]) -> list[Any]:
        return [[file.filename, file.size, (await file.read())[-4:].hex()] for file in files]

    @app.post("/raw")
    async def raw(request: Request) -> Response:
        return Response(b"".join([piece async for piece in request.stream()]))


def _add_answers(app: FastAPI, files: Path) -> None:
    @app.get("/html", response_class=HTMLResponse)
    def html(repeat: int = 1) -> str:
        return "<!doctype html><title>שלום</title>" + "<p>gzip me</p>" * repeat

    @app.get("/file")
    def file(name: str = "text.txt") -> FileResponse:
        return FileResponse(files / name, filename=name)

    @app.get("/redirect/{status}")
    def redirect(status: int, to: str = "/items/1") -> RedirectResponse:
        return RedirectResponse(to, status)

    @app.get("/cookies")
    def cookies(request: Request, response: Response) -> dict[str, str]:
        response.set_cookie("a", "1", httponly=True, samesite="strict")
        response.set_cookie("b", "\xe9; ,", max_age=60, path="/sub")
        response.delete_cookie("c")
        return dict(sorted(request.cookies.items()))

    @app.get("/empty", status_code=204)
    def empty() -> None:
        return None

    @app.get("/raise/{kind}")
    def raises(kind: str) -> None:
        if kind == "http":
            raise HTTPException(418, {"why": [kind]}, {"x-why": kind})
        if kind == "own":
            raise NoSuchItem(kind)
        raise ZeroDivisionError(kind)

    @app.get("/urls")
    async def urls(request: Request) -> dict[str, Any]:
        known = {"host": request.url.hostname, "scheme": request.url.scheme}
        return known | {"url": str(request.url), "to": str(request.url_for("urls"))}

    @app.get("/state")
    def state(request: Request) -> dict[str, Any]:
        return {"started": request.state.started}


def _add_streams(app: FastAPI) -> None:
    def pieces(count: int) -> Iterator[str]:
        for n in range(count):
            yield f"{n}:{request_name.get()}\n"

    async def pieces_slowly(count: int) -> AsyncIterator[str]:
        for piece in pieces(count):
            await anyio.sleep(0)
            yield piece

    @app.get("/stream/sync")
    def stream_sync(count: int = 3) -> StreamingResponse:
        return StreamingResponse(pieces(count), media_type="text/plain")

    @app.get("/stream/async")
    async def stream_async(count: int = 3) -> StreamingResponse:
        return StreamingResponse(pieces_slowly(count), media_type="text/event-stream")

    @app.get("/stream/breaks")
    def stream_breaks() -> StreamingResponse:
        def breaks() -> Iterator[bytes]:
            yield b"a"
            raise ZeroDivisionError

        return StreamingResponse(breaks())


def _add_dependencies(app: FastAPI) -> None:
    def opened_sync(response: Response) -> Iterator[list[str]]:
        steps = ["sync opened"]
        response.headers["x-dependency"] = "sync"
        yield steps
        assert steps[-1] == "used"

    async def opened_async() -> AsyncIterator[list[str]]:
        yield ["async opened"]

    Sync = Annotated[list[str], Depends(opened_sync)]
    Async = Annotated[list[str], Depends(opened_async)]

    @app.get("/depends/def")
    def depends_def(one: Sync, two: Async) -> list[str]:
        one.append("used")
        return [*one, *two, request_name.get()]

    @app.get("/depends/async")
    async def depends_async(one: Sync, two: Async) -> list[str]:
        one.append("used")
        return [*one, *two, request_name.get()]

    @app.get("/background")
    def background(tasks: BackgroundTasks, fails: bool = False) -> PlainTextResponse:
        tasks.add_task(anyio.sleep, 0.001)
        if fails:
            tasks.add_task(divmod, 1, 0)
        return PlainTextResponse("before the background", background=tasks)

    @app.get("/secret")
    def secret(who: Annotated[HTTPBasicCredentials, Depends(HTTPBasic())]) -> dict[str, str]:
        return {"user": who.username}
