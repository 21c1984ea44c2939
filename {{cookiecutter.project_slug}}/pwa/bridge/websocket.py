"""One WebSocket of a page, as an ASGI connection of type `websocket`.

What is not the page's doing ends as under uvicorn: an application that returns, or fails, drops the
connection, and the page reads 1006.
"""

import asyncio
import logging
from collections import deque
from typing import Protocol

from .asgi import Application, Message, Scope
from .disconnect import ClientDisconnected, is_disconnect
from .head import checked_headers

log = logging.getLogger("pwa.bridge")

NORMAL, NO_STATUS, ABNORMAL = 1000, 1005, 1006
"""Close codes (RFC 6455, section 7.4.1)."""

CODES = {*range(1000, 1004), *range(1007, 1015), *range(3000, 5000)}
"""Those that a server may send."""

REASON = 123
"""Bytes of a reason at most (RFC 6455, section 5.5)."""

MESSAGES, BYTES = 64, 1 << 20
"""How much may be under way to the page before it has taken some of it."""


class Peer(Protocol):
    """The page's end of a socket."""

    def accept(self, subprotocol: str | None, headers: list[tuple[str, str]]) -> None:
        """The application took the connection."""

    def send(self, data: str | bytes) -> None:
        """A message for the page, which says when it has taken it (Socket.taken)."""

    def close(self, code: int, reason: str) -> None:
        """The connection ends; before `accept` this refuses it."""


class UnsendableClose(ValueError):
    """The application closes with what no close frame can hold."""


class Socket:
    """Runs the application for one WebSocket."""

    def __init__(self, application: Application, scope: Scope, peer: Peer) -> None:
        self._application = application
        self._scope = scope
        self._peer = peer
        self._incoming: asyncio.Queue[Message] = asyncio.Queue()
        self._incoming.put_nowait({"type": "websocket.connect"})
        self._take = self._begin
        """Takes the next message of the application."""
        self._ended = False
        self._gone = False
        self._under_way: deque[int] = deque()
        self._taken = asyncio.Event()

    async def run(self) -> None:
        """Call the application; the page always hears how the connection ended."""
        path = self._scope["path"]
        try:
            await self._application(self._scope, self._incoming.get, self._send)
        except BaseException as error:
            # SystemExit and CancelledError too: they would end more than this connection.
            self._end(ABNORMAL, "")
            if not (self._gone and is_disconnect(error)):
                log.error("WebSocket %s: the application failed", path, exc_info=error)
        else:
            if self._take in (self._begin, self._refuse):
                log.error("WebSocket %s: the application returned without an answer", path)
            self._end(ABNORMAL, "")

    def receive(self, data: str | bytes) -> None:
        """Take a message from the page."""
        kind = "text" if isinstance(data, str) else "bytes"
        self._incoming.put_nowait({"type": "websocket.receive", kind: data})

    def taken(self) -> None:
        """Note that the page has taken one message, the oldest that was under way."""
        if self._under_way:
            self._under_way.popleft()
        self._taken.set()

    def disconnect(self, code: int, reason: str) -> None:
        """Note that the page closed the connection, or went away (1001)."""
        self._gone = self._gone or not self._ended
        self._end(code, reason)
        self._taken.set()

    async def _send(self, message: Message) -> None:
        if self._gone:
            await asyncio.sleep(0)  # whoever tries again and again must not keep others waiting
            raise ClientDisconnected("the page has closed this WebSocket, or is gone")
        await self._take(message)

    async def _begin(self, message: Message) -> None:
        kind = message["type"]
        if kind == "websocket.accept":
            headers = checked_headers(message.get("headers", ()))
            self._peer.accept(message.get("subprotocol"), headers)
            self._take = self._converse
        elif kind == "websocket.close":
            self._end(ABNORMAL, "")
        elif kind == "websocket.http.response.start":
            # A browser shows a page nothing of it; the answer only has to be a right one.
            if message["status"] not in range(100, 600):
                raise RuntimeError(f"{message['status']} is no status of an answer")
            self._take = self._refuse
        else:
            self._unexpected(kind)

    async def _refuse(self, message: Message) -> None:
        if message["type"] != "websocket.http.response.body":
            self._unexpected(message["type"])
        if not message.get("more_body", False):
            self._end(ABNORMAL, "")

    async def _converse(self, message: Message) -> None:
        kind = message["type"]
        if kind == "websocket.send":
            await self._send_data(message)
        elif kind == "websocket.close":
            code, reason = message.get("code", NORMAL), message.get("reason") or ""
            if code not in CODES and code is not None:
                raise UnsendableClose(f"{code} is no close code that a server may send")
            if len(reason.encode()) > REASON:
                raise UnsendableClose(f"the reason is longer than {REASON} bytes")
            self._end(NO_STATUS if code is None else code, reason)
        else:
            self._unexpected(kind)

    async def _send_data(self, message: Message) -> None:
        data = message.get("bytes")
        data = message.get("text") if data is None else bytes(data)
        if data is None:
            return
        # Text that is no Unicode raises here, in the application.
        size = len(data) if isinstance(data, bytes) or data.isascii() else len(data.encode())
        while len(self._under_way) >= MESSAGES or sum(self._under_way) >= BYTES:
            self._taken.clear()
            await self._taken.wait()
            if self._gone:
                raise ClientDisconnected("the page has closed this WebSocket, or is gone")
            if self._ended:
                self._unexpected(message["type"])
        self._under_way.append(size)
        self._peer.send(data)

    async def _over(self, message: Message) -> None:
        self._unexpected(message["type"])

    def _unexpected(self, kind: str) -> None:
        after = " after its close" if self._ended else ""
        raise RuntimeError(f"unexpected ASGI message {kind!r} on this websocket connection{after}")

    def _end(self, code: int, reason: str) -> None:
        if not self._ended:
            self._ended = True
            self._take = self._over
            self._taken.set()
            message = {"type": "websocket.disconnect", "code": code, "reason": reason}
            self._incoming.put_nowait(message)
            self._peer.close(code, reason)
