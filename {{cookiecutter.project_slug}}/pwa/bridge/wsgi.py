"""WSGI applications (PEP 3333), served inline: there is one thread, and they block it.

What an application returns is asked for one piece at a time, and the next when the page has taken
enough of those before; other requests have their turns in between.
"""

import asyncio
import logging
import re
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextvars import Context, copy_context
from io import BufferedIOBase, BufferedReader, RawIOBase
from tempfile import SpooledTemporaryFile
from types import TracebackType
from typing import IO, Any
from urllib.parse import unquote_to_bytes

from . import write_lock
from .asgi import Headers, Receive, Scope, Send
from .disconnect import ClientDisconnected
from .threads import run_in_thread

log = logging.getLogger("pwa.bridge")

WsgiApplication = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
ExceptionInfo = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)

HOP_BY_HOP = frozenset(
    {
        *("connection", "keep-alive", "proxy-authenticate", "proxy-authorization"),
        *("te", "trailers", "transfer-encoding", "upgrade"),
    }
)
"""Headers of a connection, which is the server's (RFC 2616, section 13.5.1, as PEP 3333 has it)."""

STATUS = re.compile(r"\d{3}( |$)")
END = object()
IN_MEMORY = 1024 * 1024
"""Bytes of a body that are not written to a file."""
THREAD = threading.Thread(name="wsgi")
"""What applications see as theirs."""


class WsgiServer:
    """A WSGI application as one of ASGI 3.

    With `is_inner` it is inside of others, whose `receive` may have to wait: then the whole body is
    read, to a file if it is large, before the application is called.
    """

    def __init__(self, application: WsgiApplication, *, is_inner: bool = False) -> None:
        self.application = application
        self.is_inner = is_inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and self.is_inner:
            with SpooledTemporaryFile(IN_MEMORY) as file:
                await _read(receive, file)
                await _serve(self.application, environ_of(scope, file), send)
        elif scope["type"] == "http":
            body = BufferedReader(Input(receive))
            await _serve(self.application, environ_of(scope, body), send)
        elif scope["type"] == "lifespan":
            for event in ("startup", "shutdown"):
                await receive()
                await send({"type": f"lifespan.{event}.complete"})
        else:  # a WebSocket: the handshake is refused
            await receive()
            await send({"type": "websocket.close"})


async def _read(receive: Receive, file: IO[bytes]) -> None:
    """Read a request's body into `file`, and go back to its beginning."""
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnected("the page no longer waits for the answer")
        file.write(message.get("body", b""))
        more = message.get("more_body", False)
    file.seek(0)


async def _serve(application: WsgiApplication, environ: dict[str, Any], send: Send) -> None:
    await write_lock.others_have_written(write_lock.are_of_another_request)
    answer = Answer(send)
    context = copy_context()
    result = _call(context, application, environ, answer.start_response)
    try:
        await answer.send_written()
        pieces = _call(context, iter, result)
        while (piece := _call(context, next, pieces, END)) is not END:
            await answer.send_written()
            await answer.send_piece(piece)
        await answer.end()
    finally:
        if close := getattr(result, "close", None):
            _call(context, close)


def _call(context: Context, function: Callable[..., Any], *args: Any) -> Any:
    """Call in the request's context, as in a thread of its own."""
    return run_in_thread(THREAD, context, function, *args)


def environ_of(scope: Scope, body: BufferedIOBase | IO[bytes]) -> dict[str, Any]:
    """Return the environ of an `http` scope; text is bytes as Latin-1, as PEP 3333 wants it."""
    script_name, path_info = _split_path(scope)
    host, port = scope["server"]
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": script_name.decode("latin-1"),
        "PATH_INFO": path_info.decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": host,
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": scope["client"][0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": body,
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in _headers(scope["headers"]):
        separator = "; " if name == "HTTP_COOKIE" else ","
        environ[name] = f"{environ[name]}{separator}{value}" if name in environ else value
    return environ


def _split_path(scope: Scope) -> tuple[bytes, bytes]:
    """Return the bytes of SCRIPT_NAME and PATH_INFO: the URL's path, cut behind `root_path`."""
    raw, root = scope["raw_path"], scope["root_path"].encode()
    if raw == root or raw.startswith(root + b"/"):
        return unquote_to_bytes(root), unquote_to_bytes(raw[len(root) :])
    return b"", unquote_to_bytes(raw)


def _headers(headers: Headers) -> Iterator[tuple[str, str]]:
    for name, value in headers:
        key = name.decode("latin-1").upper().replace("-", "_")
        prefix = "" if key in {"CONTENT_TYPE", "CONTENT_LENGTH"} else "HTTP_"
        yield prefix + key, value.decode("latin-1")


class Input(RawIOBase):
    """`wsgi.input` below its buffer: the request's body, a piece when it is asked for.

    All of the body is there before a request begins, so `receive` never waits for a piece of it.
    """

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._rest = memoryview(b"")
        self._more = True

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._rest and self._more:
            self._next()
        taken = min(len(buffer), len(self._rest))
        buffer[:taken] = self._rest[:taken]
        self._rest = self._rest[taken:]
        return taken

    def readall(self) -> bytes:
        pieces = [self._rest]
        while self._more:
            self._next()
            pieces.append(self._rest)
        self._rest = memoryview(b"")
        return b"".join(pieces)

    def _next(self) -> None:
        waiting = self._receive().__await__()
        try:
            next(waiting)
        except StopIteration as done:
            message = done.value
        else:
            raise RuntimeError("the request's body is not there yet")
        if message["type"] == "http.disconnect":
            raise ClientDisconnected("the page no longer waits for the answer")
        self._rest = memoryview(message.get("body", b""))
        self._more = bool(message.get("more_body", False))


class Answer:
    """What an application has said of its answer, and what of it was sent.

    The head goes with the first piece that is not empty, or at the end: until then the
    application may take it back (`exc_info`).
    """

    def __init__(self, send: Send) -> None:
        self._send = send
        self._head: tuple[int, Headers] | None = None
        self._committed = False
        self._head_sent = False
        self._written: list[bytes] = []
        self._left: int | None = None
        self._ended = False

    def start_response(
        self,
        status: str,
        headers: list[tuple[str, str]],
        exc_info: ExceptionInfo | None = None,
    ) -> Callable[[bytes], None]:
        """WSGI `start_response`; returns `write`."""
        try:
            if exc_info is None and self._head is not None:
                raise RuntimeError("start_response was called twice, without exc_info")
            if exc_info is not None and exc_info[1] is not None and self._committed:
                raise exc_info[1].with_traceback(exc_info[2])
        finally:
            exc_info = None  # it would keep the frame that it names
        self._head = checked_status(status), checked_headers(headers)
        return self.write

    def write(self, data: bytes) -> None:
        """WSGI `write`: kept in memory until the application returns or gives its next piece."""
        if piece := checked_piece(data):
            self._committed = True
            self._written.append(piece)

    async def send_written(self) -> None:
        """Send what `write` was called with since the last time."""
        written, self._written = self._written, []
        for piece in written:
            await self.send_piece(piece)

    async def send_piece(self, data: bytes) -> None:
        """Send a piece of the body, after the head if it is the first that is not empty.

        Raises RuntimeError for what comes before `start_response`, or behind Content-Length.
        """
        piece = checked_piece(data)
        if not piece and not self._head_sent:
            await asyncio.sleep(0)
            return
        await self._send_head()
        left = self._left
        if left is None:
            await self._send_body(piece, more=True)
            return
        self._left = max(0, left - len(piece))
        if not self._ended:
            await self._send_body(piece[:left], more=self._left > 0)
        if len(piece) > left:
            raise RuntimeError("the application's answer is longer than its Content-Length")

    async def end(self) -> None:
        """End the answer."""
        await self.send_written()
        await self._send_head()
        if not self._ended:
            await self._send_body(b"", more=False)

    async def _send_head(self) -> None:
        if self._head is None:
            raise RuntimeError("the application has not called start_response")
        if not self._head_sent:
            self._committed = self._head_sent = True
            status, headers = self._head
            length = dict(headers).get(b"content-length", b"")
            self._left = int(length) if length.isdigit() else None
            await self._send({"type": "http.response.start", "status": status, "headers": headers})

    async def _send_body(self, piece: bytes, *, more: bool) -> None:
        self._ended = not more
        await self._send({"type": "http.response.body", "body": piece, "more_body": more})


def checked_piece(data: object) -> bytes:
    """Return a piece of a body. Raises TypeError for what is not bytes."""
    if not isinstance(data, bytes | bytearray | memoryview):
        raise TypeError(f"a WSGI body is made of bytes, not of {type(data).__name__}")
    return bytes(data)


def checked_status(status: str) -> int:
    """Return the number of a status such as "200 OK". Raises ValueError for anything else."""
    if not STATUS.match(status):
        raise ValueError(f'{status!r} is no status of WSGI, such as "200 OK"')
    return int(status[:3])


def checked_headers(headers: Iterable[tuple[str, str]]) -> Headers:
    """Return headers as ASGI has them, without those of the connection."""
    checked = []
    for name, value in headers:
        key = name.lower()
        if key in HOP_BY_HOP:
            log.warning("the header %s is the connection's, not the application's: left out", name)
        else:
            checked.append((key.encode("latin-1"), value.encode("latin-1")))
    return checked
