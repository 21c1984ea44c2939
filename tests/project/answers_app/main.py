"""An application whose answers a service worker has to shape; tests of a browser beside uvicorn."""

import asyncio
import gzip
import mimetypes
import zlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated

from fastapi import FastAPI, Query, Response
from fastapi.responses import FileResponse, HTMLResponse, StreamingResponse
from fastapi.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

mimetypes.add_type("audio/wav", ".wav")  # not the same in every version of Python
STATIC = Path(__file__).parent / "static"
TEXT = "<!doctype html><title>Packed</title><h1>" + "Unpacked, שלום. " * 500 + "</h1>"


def deflate_raw(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


PLAIN = TEXT.encode()
BROTLI = b"\x0b\x02\x80hello\x03"
PACKED = {
    "gzip": ("gzip", gzip.compress(PLAIN)),
    "GZip": ("GZip", gzip.compress(PLAIN)),
    "x-gzip": ("x-gzip", gzip.compress(PLAIN)),
    "deflate": ("deflate", zlib.compress(PLAIN)),
    "raw deflate": ("deflate", deflate_raw(PLAIN)),
    "gzip twice": ("gzip, gzip", gzip.compress(gzip.compress(PLAIN))),
    "deflate, then gzip": ("deflate, gzip", gzip.compress(zlib.compress(PLAIN))),
    "identity": ("identity", PLAIN),
    "unknown": ("utf-8", PLAIN),
    "nothing": ("", PLAIN),
    "empty body": ("gzip", b""),
    "not packed": ("gzip", PLAIN),
    "broken": ("gzip", gzip.compress(PLAIN)[:40] + b"?" * 40),
    "broken deflate": ("deflate", b"\x78\x9c" + b"?" * 40),
    "cut": ("gzip", gzip.compress(PLAIN)[:-20]),
    "brotli": ("br", BROTLI),
}
"""By name: Content-Encoding, and the body."""

app = FastAPI()


@app.get("/", response_class=HTMLResponse)
def start() -> str:
    return """<!doctype html><link rel=icon href='data:,'><title>Start</title><h1>Start</h1>
<form method=post action=packed/brotli><button>Send</button></form>"""


@app.api_route("/packed/{name}", methods=["GET", "HEAD", "POST"])
async def packed(name: str, pieces: bool = False, status: int = 200) -> Response:
    """A body that was packed whatever the browser takes; in `pieces` it has no length."""
    coding, body = PACKED[name]
    headers = {"content-encoding": coding}
    if not pieces:
        return HTMLResponse(body, status, headers)

    async def split() -> AsyncIterator[bytes]:
        for at in range(len(body)):
            yield body[at : at + 1]

    return StreamingResponse(split(), status, headers, "text/html; charset=utf-8")


seen: list[asyncio.Event] = []
"""One for each event of /packed-events that a page has seen."""


@app.get("/packed-events")
async def packed_events() -> Response:
    """Events that are packed one by one; each waits until the page has seen the one before."""
    packer = zlib.compressobj(wbits=zlib.MAX_WBITS | 16)
    seen[:] = [asyncio.Event() for _ in range(3)]

    async def events() -> AsyncIterator[bytes]:
        for number, event in enumerate(seen):
            yield packer.compress(f"data: {number}\n\n".encode()) + packer.flush(zlib.Z_SYNC_FLUSH)
            await event.wait()
        yield packer.flush()

    return StreamingResponse(events(), 200, {"content-encoding": "gzip"}, "text/event-stream")


@app.post("/packed-events/{number}")
async def event_seen(number: int) -> None:
    seen[number].set()


async def endless(scope: Scope, receive: Receive, send: Send) -> None:
    """A packed answer whose first byte never comes."""
    left.clear()
    headers = [(b"content-encoding", b"gzip")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    while (await receive())["type"] != "http.disconnect":
        pass
    left.set()


app.mount("/endless", endless)


@app.get("/left")
async def page_has_left() -> None:
    """Answers when /endless knows that its page has left."""
    await left.wait()


left = asyncio.Event()

MARK = """
const mark = (name) => document.documentElement.classList.add(name);
mark("external");
try { eval("mark('eval')"); } catch {}
try {
  const added = document.createElement("script");
  added.src = "added.js";
  document.head.append(added);
} catch {}
try {
  const worker = new Worker("worker.js");
  worker.onmessage = () => { mark("worker"); mark("worker-known"); };
  worker.onerror = () => mark("worker-known");
} catch { mark("worker-known"); }
"""
SCRIPTS = {"external": MARK, "added": 'mark("added")', "worker": "postMessage(1)"}


@app.get("/{name}.js")
def script(name: str) -> Response:
    return Response(SCRIPTS[name], media_type="text/javascript")


INLINE = 'document.documentElement.classList.add("hashed")'


@app.get("/page", response_class=HTMLResponse)
def page(
    csp: Annotated[list[str], Query()] = [],  # noqa: B006
    report: Annotated[list[str], Query()] = [],  # noqa: B006
    meta: Annotated[list[str], Query()] = [],  # noqa: B006
    options: Annotated[list[str], Query()] = [],  # noqa: B006
) -> Response:
    """A page that marks which of its scripts have run, with the policies that are asked for."""
    tags = [f'<meta http-equiv="Content-Security-Policy" content="{policy}">' for policy in meta]
    html = f"""<!doctype html><html lang=en><head>{"".join(tags)}<title>Page</title>
<link rel=icon href=data:,>
<script>document.documentElement.classList.add("inline")</script>
<script>{INLINE}</script>
<script nonce=abc>document.documentElement.classList.add("nonce")</script>
<script nonce=xyz>document.documentElement.classList.add("other-nonce")</script>
<script src=external.js></script><script src=external.js nonce=abc></script>
</head><body onload='document.documentElement.classList.add("handler")'><h1>Shown</h1>"""
    answer = HTMLResponse(html)
    for name, values in (
        ("content-security-policy", csp),
        ("content-security-policy-report-only", report),
        ("x-frame-options", options),
    ):
        for value in values:
            answer.headers.append(name, value)
    return answer


@app.get("/encoded")
def encoded(text: str, coding: str, type: str) -> Response:
    """`text` in a coding that the Content-Type says, or not."""
    return Response(text.encode(coding), media_type=type)


@app.get("/located")
def located(status: int, location: str) -> Response:
    return Response("Located", status, {"location": location}, "text/plain")


@app.get("/file")
def file(name: str) -> FileResponse:
    return FileResponse(STATIC / name)


app.mount("/static", StaticFiles(directory=STATIC), name="static")
