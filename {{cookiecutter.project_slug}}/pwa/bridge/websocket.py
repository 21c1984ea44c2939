"""One WebSocket of a page, as an ASGI connection of type `websocket`."""

import asyncio
import logging
from typing import Protocol

from .asgi import Application, Message, Scope

log = logging.getLogger("pwa.bridge")

ABNORMAL, GOING_AWAY, INTERNAL_ERROR, NORMAL = 1006, 1001, 1011, 1000
"""Close codes (RFC 6455, section 7.4.1)."""


class Peer(Protocol):
    """The page's end of a socket."""

    def accept(self, subprotocol: str | None) -> None:
        """The application took the connection."""

    def send(self, data: str | bytes) -> None:
        """A message for the page."""

    def close(self, code: int, reason: str) -> None:
        """The connection ends; before `accept` this refuses it."""


class Socket:
    """Runs the application for one WebSocket."""

    def __init__(self, application: Application, scope: Scope, peer: Peer) -> None:
        self._application = application
        self._scope = scope
        self._peer = peer
        self._incoming: asyncio.Queue[Message] = asyncio.Queue()
        self._incoming.put_nowait({"type": "websocket.connect"})
        self._accepted = False
        self._closed = False

    async def run(self) -> None:
        """Call the application; the page always hears how the connection ended."""
        try:
            await self._application(self._scope, self._incoming.get, self._send)
        except Exception as error:
            if not (self._closed and isinstance(error, OSError)):
                path = self._scope["path"]
                log.error("WebSocket %s: the application failed", path, exc_info=error)
            self._end(INTERNAL_ERROR if self._accepted else ABNORMAL, "")
        else:
            # As uvicorn: an application that returns has ended the connection.
            self._end(NORMAL if self._accepted else ABNORMAL, "")

    def receive(self, data: str | bytes) -> None:
        """Take a message from the page."""
        kind = "text" if isinstance(data, str) else "bytes"
        self._incoming.put_nowait({"type": "websocket.receive", kind: data})

    def disconnect(self, code: int, reason: str) -> None:
        """Note that the page closed the connection, or went away (1001)."""
        self._end(code, reason)

    async def _send(self, message: Message) -> None:
        kind = message["type"]
        if self._closed:
            raise OSError("the WebSocket is closed")
        if kind == "websocket.accept":
            self._expect(not self._accepted, kind)
            self._accepted = True
            self._peer.accept(message.get("subprotocol"))
        elif kind == "websocket.send":
            self._expect(self._accepted, kind)
            text = message.get("text")
            self._peer.send(bytes(message["bytes"]) if text is None else text)
        elif kind == "websocket.close":
            code = message.get("code", NORMAL) if self._accepted else ABNORMAL
            self._end(code, message.get("reason") or "")
        else:
            self._expect(False, kind)

    def _expect(self, right: bool, kind: str) -> None:
        if not right:
            raise RuntimeError(f"unexpected ASGI message {kind!r} on this websocket connection")

    def _end(self, code: int, reason: str) -> None:
        if not self._closed:
            self._closed = True
            self._peer.close(code, reason)
            message = {"type": "websocket.disconnect", "code": code, "reason": reason}
            self._incoming.put_nowait(message)
