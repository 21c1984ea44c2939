"""One HTTP request and its answer, as an ASGI connection of type `http`."""

import asyncio
import logging
from collections.abc import Iterable
from dataclasses import dataclass

from .asgi import Application, Message, Scope, Transport
from .disconnect import ClientDisconnected, is_disconnect
from .head import checked_headers, checked_status

log = logging.getLogger("pwa.bridge")

WINDOW = 4
"""Pieces of a body that may be under way before the reader must ask for more."""

PIECE = 256 * 1024
"""Bytes of a body in one message at most, so that a slow reader holds WINDOW * PIECE bytes."""


@dataclass(frozen=True, slots=True)
class Body:
    """A request's body: its length in bytes, and its pieces, made when they are asked for."""

    length: int
    pieces: Iterable[bytes]

    @classmethod
    def of(cls, data: bytes) -> "Body":
        """Return the body that holds `data`, in pieces of PIECE bytes."""
        return cls(len(data), (data[at : at + PIECE] for at in range(0, len(data), PIECE)))


HEAD_PIECES = 1024
"""Pieces of a body that an answer to HEAD may have; an endless body would never let go."""

FAILURE = (500, [("content-type", "text/plain; charset=utf-8")])
"""The head of the answer of an application that has failed; uvicorn's."""

FAILURE_BODY = b"Internal Server Error"

NO_LONGER = "the page no longer waits for this answer"


class Exchange:
    """Runs the application for one request and passes its answer to the transport."""

    def __init__(
        self,
        application: Application,
        scope: Scope,
        body: Body | None,
        transport: Transport,
        request_id: int,
    ) -> None:
        self.application = application
        self.scope = scope
        self.transport = transport
        self.request_id = request_id
        self.finished = asyncio.Event()
        self.credit = WINDOW
        self._credit_added = asyncio.Event()
        self._pieces = iter(body.pieces if body else ())
        self._piece: bytes | None = next(self._pieces, b"")
        self._head: tuple[int, list[tuple[str, str]]] | None = None
        self._head_sent = False
        self._dropped = 0
        self._complete = False
        self._disconnected = False

    async def run(self) -> None:
        """Call the application; whatever it does, the request is answered exactly once."""
        try:
            await self.application(self.scope, self.receive, self.send)
        except BaseException as error:
            # SystemExit and CancelledError too: they would end more than this request.
            if not (self._disconnected and is_disconnect(error)):
                self._answer_failure(error)
        else:
            if not self._complete and not self._disconnected:
                self._answer_failure(None)
        finally:
            self.finished.set()

    async def receive(self) -> Message:
        """ASGI `receive`: the body's pieces, then `http.disconnect` when the exchange is over."""
        if self._piece is not None and not self.finished.is_set():
            piece, self._piece = self._piece, next(self._pieces, None)
            return {"type": "http.request", "body": piece, "more_body": self._piece is not None}
        await self.finished.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        """ASGI `send`: the head waits for its body, so that a small answer is one message."""
        kind = message["type"]
        if self._disconnected:
            await asyncio.sleep(0)  # whoever tries again and again must not keep all others waiting
            raise ClientDisconnected(NO_LONGER)
        if kind == "http.response.start":
            self._start(message)
        elif kind == "http.response.body":
            await self._send_body(message)
        else:
            raise RuntimeError(f"unexpected ASGI message {kind!r} on an http connection")

    def pull(self) -> None:
        """Note that the reader took one piece and can take another."""
        self.credit += 1
        self._credit_added.set()

    def disconnect(self) -> None:
        """Note that nobody waits for the answer any more."""
        self._disconnected = True
        self.finished.set()
        self._credit_added.set()

    def _start(self, message: Message) -> None:
        if self._head is not None:
            raise RuntimeError("http.response.start was sent twice")
        head = checked_status(message["status"]), checked_headers(message.get("headers", ()))
        self._head = head
        # Without a length the body may come much later (an event stream): the page must
        # see the head now. With one, it follows at once and head and body go together.
        if not any(name.lower() == "content-length" for name, _ in head[1]):
            self._emit(b"", more=True)

    async def _send_body(self, message: Message) -> None:
        if self._head is None:
            raise RuntimeError("http.response.body was sent before http.response.start")
        if self._complete:
            raise RuntimeError("http.response.body was sent after the end of the body")
        body = self._body_of(bytes(message.get("body", b"")))
        more = bool(message.get("more_body", False))
        if more and not body:
            await self._drop_piece()
        for start in range(PIECE, len(body), PIECE):
            await self._emit_with_credit(body[start - PIECE : start], more=True)
        last = body[(len(body) - 1) // PIECE * PIECE :] if body else b""
        if more and not last:
            return
        if more:
            await self._emit_with_credit(last, more=True)
        else:
            self._finish(last)

    async def _drop_piece(self) -> None:
        """Let others have a turn: nothing goes to the page that would make the application wait."""
        await asyncio.sleep(0)
        self._dropped += 1
        if self.scope["method"] == "HEAD" and self._dropped > HEAD_PIECES and not self._complete:
            self._finish(b"")
            self.disconnect()
        if self._disconnected:
            raise ClientDisconnected(NO_LONGER)

    def _finish(self, body: bytes) -> None:
        self._emit(body, more=False)
        self._complete = True
        self.finished.set()

    async def _emit_with_credit(self, body: bytes, *, more: bool) -> None:
        while self.credit <= 0 and not self._disconnected:
            self._credit_added.clear()
            await self._credit_added.wait()
        if self._disconnected:
            raise ClientDisconnected(NO_LONGER)
        if self._complete:
            raise RuntimeError("http.response.body was sent after the end of the body")
        self.credit -= 1
        self._emit(body, more=more)

    def _body_of(self, body: bytes) -> bytes:
        return b"" if self.scope["method"] == "HEAD" else body

    def _emit(self, body: bytes, *, more: bool) -> None:
        assert self._head is not None
        if self._head_sent:
            self.transport.chunk(self.request_id, body, more)
        else:
            # Only afterwards: a head that the transport refuses has not been sent.
            self.transport.respond(self.request_id, *self._head, body, more)
            self._head_sent = True

    def _answer_failure(self, error: BaseException | None) -> None:
        """Answer first: whatever logging does, the page must not wait for it."""
        try:
            if not self._complete and not self._disconnected:
                self._fail()
        finally:
            asked = (self.scope["method"], self.scope["path"])
            if error is None:
                log.error("%s %s: the application returned without completing its answer", *asked)
            else:
                log.error("%s %s: the application failed", *asked, exc_info=error)

    def _fail(self) -> None:
        self._complete = True
        if self._head_sent:
            self.transport.fail(
                self.request_id, "the application failed in the middle of its answer"
            )
        else:
            self._head = FAILURE
            self._emit(self._body_of(FAILURE_BODY), more=False)
