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

import requests
from fastapi import (
    Depends,
    FastAPI,
    File,
    Form,
    HTTPException,
    Request,
    Response,
    UploadFile,
    WebSocket,
)
from fastapi.responses import HTMLResponse, RedirectResponse, StreamingResponse
from starlette.middleware.base import RequestResponseEndpoint
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


@app.get("/pick", response_class=HTMLResponse)
def pick(policy: str, target: str = "") -> HTMLResponse:
    html = f"""<!doctype html><title>Pick</title>
<form method="post" action="upload" enctype="multipart/form-data" target="{target}">
<input name="text" autocomplete="off"><input name="files" type="file"><button>Send</button>
</form>"""
    return HTMLResponse(html, headers={"referrer-policy": policy})


@app.get("/around", response_class=HTMLResponse)
def around(policy: str) -> str:
    return f"<!doctype html><title>Around</title><iframe src='pick?policy={policy}'></iframe>"


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


behind = FastAPI()
app.mount("/behind", behind)


@behind.middleware("http")
async def passes_everything_on(request: Request, call_next: RequestResponseEndpoint) -> Response:
    return await call_next(request)


@app.get("/raises")
@behind.get("/raises")
async def raises() -> None:
    try:
        raise ExceptionGroup("g", [ValueError("of the app")])
    except ExceptionGroup as group:
        raise group.exceptions[0]  # noqa: B904


@app.get("/raises/late")
@behind.get("/raises/late")
async def raises_late() -> StreamingResponse:
    async def pieces() -> AsyncIterator[str]:
        yield "first"
        await raises()

    return StreamingResponse(pieces())


@app.get("/outside")
async def outside(url: str) -> str:
    await asyncio.sleep(0.05)  # what follows runs in a later turn of the loop
    try:
        return str(requests.get(url, timeout=5).status_code)
    except requests.RequestException as error:
        return type(error).__name__


@app.get("/head")
async def any_head(name: str = "x", value: str = "1", status: int = 200) -> Response:
    async def endless() -> AsyncIterator[str]:
        ended["head"] += 1
        try:
            while True:
                yield "x"
                await asyncio.sleep(0)
        finally:
            ended["head"] -= 1

    answer = StreamingResponse(endless(), status)
    answer.raw_headers.append((name.encode("latin-1"), value.encode("latin-1")))
    return answer


@app.api_route("/length", methods=["POST", "PUT", "PATCH", "DELETE"])
async def length(request: Request) -> dict[str, str | None]:
    return {"length": request.headers.get("content-length")}


@app.get("/cookie-bytes")
def cookie_bytes(request: Request) -> Response:
    response = Response(request.headers.get("cookie", "").encode("latin-1").hex())
    response.raw_headers.append((b"set-cookie", "answer=Łódź; Path=/".encode()))
    return response


@app.api_route("/endless", methods=["GET", "HEAD"])
def endless() -> StreamingResponse:
    async def pieces() -> AsyncIterator[bytes]:
        while True:
            yield b"x" * 1000

    return StreamingResponse(pieces())


@app.websocket("/socket/dependency")
async def refuses(websocket: WebSocket) -> None:
    raise HTTPException(401, "a reason of the app")


@app.websocket("/socket/ends")
async def ends(websocket: WebSocket, how: str) -> None:
    headers = [(b"set-cookie", b"socket=seen; Path=/")]
    await websocket.accept(subprotocol="chosen" if how == "subprotocol" else None, headers=headers)
    if how == "cancelled":
        raise asyncio.CancelledError
    if how == "exits":
        raise SystemExit
    if how == "code":
        await websocket.close(1005)
    if how == "late":
        await websocket.close(4000)
        await websocket.send_text("late")
    if how == "crashes":
        os.abort()


@app.websocket("/socket/endless")
async def sends_without_end(websocket: WebSocket) -> None:
    await websocket.accept()
    try:
        while True:
            await websocket.send_json({"sent": ended["sent"]})
            ended["sent"] += 1
    finally:
        ended["endless socket"] += 1
        await websocket.close()
