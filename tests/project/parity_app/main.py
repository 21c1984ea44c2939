"""The applications of the parity suite; a client chooses one, and asks what it was told.

`app/parity/` is a copy of tests/unit/bridge/parity without its tests.
"""

import asyncio
import hashlib
import json
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any

from pwa.bridge.asgi import Application, Headers, Receive, Scope, Send

from .parity import applications, ends
from .parity.differences import SPEC_VERSION
from .parity.exchange import Recorder
from .parity.framework import WITHOUT_CHANCE, build, write_files

for target, value in WITHOUT_CHANCE.items():
    module, _, name = target.rpartition(".")
    setattr(import_module(module), name, value)

folder = Path(tempfile.mkdtemp())
write_files(folder)
framework = build(folder)

SIMPLE = [
    applications.scope_as_json,
    applications.echo,
    applications.echo_in_pieces,
    applications.echo_all_headers,
    applications.size_by_path,
    applications.status_by_path,
    applications.reads_on,
    *(application for application, _, _ in ends.ENDS),
]
APPLICATIONS: dict[str, Application] = {
    "framework": framework,
    **{application.__name__: application for application in SIMPLE},
}
MADE_BY_NETWORK = {b"accept-encoding", b"connection", b"pragma", b"cache-control"}
"""Headers of a request that a browser adds on its way to a socket."""

PAGE = b"<!doctype html><link rel=icon href='data:,'><title>Parity</title>"

chosen: Application = framework
recorders: list[Recorder] = []


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Serve the chosen application, and below /parity/ what the test needs."""
    if scope["type"] != "http":
        await framework(scope, receive, send)
    elif scope["path"] == "/parity/page":
        await answer(send, PAGE, [(b"content-type", b"text/html")])
    elif scope["path"] == "/parity/recorded":
        await answer(send, json.dumps(await recorded(), default=text).encode())
    elif scope["path"].startswith("/parity/choose/"):
        choose(scope["path"].rpartition("/")[2])
        await answer(send, b"")
    else:
        recorder = Recorder(chosen, SPEC_VERSION)
        recorders.append(recorder)
        scope["headers"] = [pair for pair in scope["headers"] if pair[0] not in MADE_BY_NETWORK]
        await recorder(scope, receive, send)


def choose(name: str) -> None:
    global chosen
    chosen = APPLICATIONS[name]
    recorders.clear()


async def recorded() -> list[dict[str, Any]]:
    """Return scope and events of each request since the last call, when all are over."""
    while not all(recorder.ended for recorder in recorders):
        await asyncio.sleep(0.001)
    found = [{"scope": recorder.scope, "events": recorder.events} for recorder in recorders]
    recorders.clear()
    return found


def text(value: object) -> str:
    """Return what JSON lacks as a string that two servers can be compared by."""
    if isinstance(value, bytes) and len(value) > 1000:
        return f"{len(value)} bytes, SHA-256 {hashlib.sha256(value).hexdigest()}"
    return value.decode("latin-1") if isinstance(value, bytes) else repr(value)


async def answer(send: Send, body: bytes, headers: Headers = []) -> None:  # noqa: B006
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})
