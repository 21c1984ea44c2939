"""An application small enough that the way to it is what is measured."""

from collections.abc import AsyncIterator

from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from . import sessions, storage

HEADERS = [(b"content-type", b"application/json"), (b"content-length", b"13")]


class Plain:
    """Answers one address itself, as an ASGI application without a framework."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].endswith("/plain"):
            await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
            await send({"type": "http.response.body", "body": b'{"answer":42}'})
        else:
            await self.app(scope, receive, send)


app = FastAPI()
app.add_middleware(Plain)
app.include_router(storage.router)
app.include_router(sessions.router)
PIECE = bytes(256 * 1024)
PIECES = 400


@app.get("/")
async def ready() -> None:
    """What the reference way asks once to be ready."""


@app.get("/json")
async def small_json() -> dict[str, int]:
    return {"answer": 42}


@app.get("/stream")
async def stream() -> StreamingResponse:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(PIECES):
            yield PIECE

    return StreamingResponse(pieces(), media_type="application/octet-stream")
