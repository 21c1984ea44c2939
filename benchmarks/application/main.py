"""An application small enough that the way to it is what is measured."""

from collections.abc import AsyncIterator

from fastapi import FastAPI
from fastapi.responses import StreamingResponse

from .storage import router

app = FastAPI()
app.include_router(router)
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
