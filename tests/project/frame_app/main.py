"""An application whose addresses are not all pages that load, for test_frame.py in a browser."""

import asyncio
from collections.abc import AsyncIterator

from fastapi import FastAPI, Response
from fastapi.responses import HTMLResponse, StreamingResponse

app = FastAPI()


@app.get("/", response_class=HTMLResponse)
def start() -> str:
    return "<!doctype html><title>Start</title><h1>Start</h1>"


@app.get("/endless")
async def endless(kind: str) -> Response:
    """A document that begins and never ends."""

    async def pieces() -> AsyncIterator[str]:
        # Chromium looks at the first 1024 bytes of plain text before it shows it.
        yield "<!doctype html><title>Endless</title><h1>Begun</h1>".ljust(1024)
        await asyncio.Event().wait()

    return StreamingResponse(pieces(), media_type=f"text/{kind}")


@app.get("/picture", response_class=HTMLResponse)
def picture() -> str:
    return "<!doctype html><title>Picture</title><h1>Begun</h1><img src=never>"


@app.get("/never")
async def never() -> None:
    await asyncio.Event().wait()


@app.get("/file")
def file() -> Response:
    disposition = 'attachment; filename="report.txt"'
    return Response("a file of the app", headers={"content-disposition": disposition})


@app.get("/nothing")
def nothing() -> Response:
    return Response(status_code=204)
