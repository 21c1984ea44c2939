"""An application that uses what the bridge has to bring, for test_bridge.py in a browser."""

import asyncio
import hashlib
import json
import logging
import os
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from queue import Queue
from typing import Annotated

from fastapi import Depends, FastAPI, File, Form, Request, Response, UploadFile, WebSocket
from fastapi.responses import HTMLResponse, RedirectResponse, StreamingResponse
from starlette.middleware.sessions import SessionMiddleware
from starlette.websockets import WebSocketDisconnect

log = logging.getLogger("app")
app = FastAPI()
app.add_middleware(SessionMiddleware, secret_key="only for tests")
runs: Counter[str] = Counter()
ended: Counter[str] = Counter()

PAGE = """<!doctype html><html><head><title>Bridge</title></head><body>
<form method="post" action="form"><input name="text" value="typed"><button>Send</button></form>
<form method="post" action="form" target="_blank"><input name="text" value="blank">
<button>Send to a new tab</button></form>
<a href="file" download>Download</a></body></html>"""


@app.get("/", response_class=HTMLResponse)
def page() -> HTMLResponse:
    return HTMLResponse(PAGE, headers={"x-frame-options": "DENY"})


@app.get("/strict", response_class=HTMLResponse)
def strict() -> HTMLResponse:
    policy = "default-src 'none'; script-src 'nonce-abc'; frame-ancestors 'none'"
    html = "<!doctype html><script nonce='abc'>document.title = typeof WebSocket.scope</script>"
    return HTMLResponse(html, headers={"content-security-policy": policy})


@app.get("/logs")
def logs(title: str) -> None:
    log.warning("the record %s is strange", title)
    log.error(f"what stands in a string: {title}")
    raise ValueError(f"{title} is no number")


pool: Queue[str] = Queue()
pool.put("the only connection")


def connection() -> Iterator[str]:
    taken = pool.get(timeout=30)
    time.sleep(0.02)  # longer than the bridge lets one request run without looking at others
    yield taken
    pool.put(taken)


@app.get("/pooled")
def pooled(taken: Annotated[str, Depends(connection)]) -> str:
    return taken


@app.get("/runs")
def counted() -> dict[str, dict[str, int]]:
    return {"runs": dict(runs), "ended": dict(ended)}


@app.get("/headers")
def headers(request: Request) -> dict[str, str]:
    return dict(request.headers)


@app.post("/headers")
def posted_headers(request: Request) -> dict[str, str]:
    return dict(request.headers)


@app.post("/form", response_class=HTMLResponse)
def form(text: Annotated[str, Form()]) -> str:
    runs["form"] += 1
    return f"<!doctype html><title>Answer</title><h1>Got {text}, {runs['form']}</h1>"


@app.get("/file")
def file() -> Response:
    disposition = 'attachment; filename="report.txt"'
    return Response("a file of the app", headers={"content-disposition": disposition})


@app.post("/slow")
async def slow(request: Request, seconds: float = 3) -> dict[str, int]:
    await request.body()
    runs["slow"] += 1
    await asyncio.sleep(seconds)
    return {"runs": runs["slow"]}


@app.post("/hang")
def hang() -> None:
    while True:
        pass


@app.post("/upload")
async def upload(files: Annotated[list[UploadFile], File()]) -> list[str]:
    return [hashlib.sha256(await file.read()).hexdigest() for file in files]


@app.get("/count")
def count(request: Request) -> int:
    request.session["count"] = request.session.get("count", 0) + 1
    return int(request.session["count"])


@app.get("/set")
def set_cookies() -> Response:
    response = Response()
    response.set_cookie("seen", "1", max_age=3600)
    response.set_cookie("hidden", "2", httponly=True)
    return response


@app.get("/cookies")
def cookies(request: Request) -> dict[str, str]:
    return dict(request.cookies)


@app.get("/redirect")
def redirect() -> RedirectResponse:
    return RedirectResponse("runs", 303)


@app.post("/redirect", status_code=307)
def redirect_with_body() -> RedirectResponse:
    return RedirectResponse("form", 307)


@app.get("/large")
def large() -> StreamingResponse:
    def pieces() -> Iterator[bytes]:
        for _ in range(800):
            yield b"x" * 262_144

    return StreamingResponse(pieces(), media_type="application/octet-stream")


@app.get("/events")
async def events() -> StreamingResponse:
    async def endless() -> AsyncIterator[str]:
        try:
            for number in range(100_000):
                yield f"data: {json.dumps(number)}\n\n"
                await asyncio.sleep(0.2)
        finally:
            ended["events"] += 1

    return StreamingResponse(endless(), media_type="text/event-stream")


@app.post("/crash")
def crash() -> None:
    os.abort()


@app.websocket("/socket")
async def socket(websocket: WebSocket) -> None:
    if "refuse" in websocket.query_params:
        await websocket.close()
        return
    offered = websocket.scope["subprotocols"]
    await websocket.accept(subprotocol=offered[0] if offered else None)
    try:
        while True:
            message = await websocket.receive()
            if message["type"] == "websocket.disconnect":
                raise WebSocketDisconnect(message["code"], message.get("reason"))
            if message.get("text") == "close":
                await websocket.close(4001, "asked for")
                return
            if message.get("text") is not None:
                await websocket.send_text(message["text"])
            else:
                await websocket.send_bytes(message["bytes"])
    except WebSocketDisconnect as gone:
        ended[f"socket {gone.code}"] += 1
