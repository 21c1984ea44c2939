"""One request and what came of it, on either server: the terms in which they are compared."""

import threading
from dataclasses import dataclass, field
from typing import Any

from pwa.bridge.asgi import Application, Message, Receive, Scope, Send

from .differences import HOP_HEADERS, SCOPE_KEYS_NOT_COMPARED

Pairs = list[tuple[str, str]]
Event = tuple[str, Any]


@dataclass(frozen=True)
class Request:
    """A request as a browser would make it; `body` None means that there is none."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None


@dataclass
class Outcome:
    """What the client got, and what the application saw and sent, in order.

    `broken` means that the answer stopped before its end; then `body` is not compared, because
    how much of it arrived is a matter of buffers.
    """

    status: int
    headers: Pairs
    body: bytes
    broken: bool
    scope: dict[str, Any] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)

    def compared(self) -> dict[str, Any]:
        """Return what must be equal on both servers."""
        return {
            "status": self.status,
            "headers": [pair for pair in self.headers if pair[0].lower() not in HOP_HEADERS],
            "body": None if self.broken else self.body,
            "broken": self.broken,
            "scope": {k: v for k, v in self.scope.items() if k not in SCOPE_KEYS_NOT_COMPARED},
            "events": self.events,
        }


class Recorder:
    """Runs an application and notes its events, in the same way under both servers.

    Successive pieces of a request's body are noted as one: where a body is cut on its way is
    no server's promise. With `spec_version` the application is told that one.
    """

    def __init__(self, application: Application, spec_version: str | None = None) -> None:
        self.application = application
        self.spec_version = spec_version
        self.scope: dict[str, Any] = {}
        self.events: list[Event] = []
        self._ended = threading.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.application(scope, receive, send)
        self.scope, self.events = dict(scope), []
        if self.spec_version is not None:
            scope["asgi"] = {**scope["asgi"], "spec_version": self.spec_version}

        async def recorded_receive() -> Message:
            message = await receive()
            self._note_received(_plain(message))
            return message

        async def recorded_send(message: Message) -> None:
            self.events.append(("send", _plain(message)))
            try:
                await send(message)
            except Exception as error:
                self.events.append(("send raised", type(error).__name__))
                raise

        try:
            await self.application(scope, recorded_receive, recorded_send)
            self.events.append(("returned", None))
        except BaseException as error:
            self.events.append(("raised", type(error).__name__))
            raise
        finally:
            self._ended.set()

    @property
    def ended(self) -> bool:
        """Whether the application has returned from the last request."""
        return self._ended.is_set()

    def complete(self, outcome: Outcome) -> Outcome:
        """Wait for the application, then add to `outcome` what was noted of the last request.

        With background tasks it returns later than its answer ends.
        """
        assert self._ended.wait(60), "the application did not return"
        self._ended.clear()
        outcome.scope, outcome.events = self.scope, self.events
        return outcome

    def _note_received(self, message: dict[str, Any]) -> None:
        kind, previous = self.events[-1] if self.events else ("", {})
        if kind == "receive" and previous.get("more_body"):
            message["body"] = previous["body"] + message.get("body", b"")
            self.events.pop()
        self.events.append(("receive", message))


def _plain(message: Message) -> dict[str, Any]:
    copy = dict(message)
    if "headers" in copy:
        copy["headers"] = message["headers"] = list(copy["headers"])
    if "body" in copy:
        copy["body"] = bytes(copy["body"])
    return copy
