"""The transport to JavaScript: turns Python values into what a MessagePort can carry."""

import json
from typing import Protocol

from pyodide.ffi import JsProxy, to_js

from .entry import start
from .server import Server


class Answers(Protocol):
    """What `worker/answers.js` gives to the bridge; bodies are Uint8Array, copied."""

    def respond(
        self, request_id: int, status: int, headers: str, body: JsProxy, more: bool
    ) -> None: ...

    def chunk(self, request_id: int, body: JsProxy, more: bool) -> None: ...

    def fail(self, request_id: int, reason: str) -> None: ...


class PortTransport:
    """An asgi.Transport over `answers`."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers

    def respond(
        self, request_id: int, status: int, headers: list[tuple[str, str]], body: bytes, more: bool
    ) -> None:
        self._answers.respond(request_id, status, json.dumps(headers), to_js(body), more)

    def chunk(self, request_id: int, body: bytes, more: bool) -> None:
        self._answers.chunk(request_id, to_js(body), more)

    def fail(self, request_id: int, reason: str) -> None:
        self._answers.fail(request_id, reason)


class Door:
    """What the worker calls: the server's methods, taking JavaScript's values."""

    def __init__(self, server: Server) -> None:
        self.pull = server.pull
        self.cancel = server.cancel
        self._server = server

    def request(
        self, request_id: int, method: str, url: str, headers: str, body: JsProxy | None
    ) -> None:
        """Begin a request. `headers` is JSON, `body` an ArrayBuffer or undefined."""
        self._server.request(
            request_id,
            method,
            url,
            [(name, value) for name, value in json.loads(headers)],
            None if body is None else body.to_bytes(),
        )


async def open_door(reference: str, answers: Answers, root_path: str) -> Door:
    """Start the application `reference` names and return the door to it."""
    return Door(await start(reference, PortTransport(answers), root_path))
