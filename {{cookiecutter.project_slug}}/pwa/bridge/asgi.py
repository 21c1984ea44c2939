"""The types of the ASGI 3 specification that the bridge speaks (asgi.readthedocs.io)."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Protocol

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

VERSION = {"version": "3.0", "spec_version": "2.4"}
"""2.4: `send` raises OSError once the client is gone, so no framework needs a listener task."""

LIFESPAN_VERSION = {"version": "3.0", "spec_version": "2.0"}
"""Of the lifespan protocol, which has versions of its own."""


class Transport(Protocol):
    """Where answers go. `request_id` is the number that came with the request."""

    def respond(
        self, request_id: int, status: int, headers: list[tuple[str, str]], body: bytes, more: bool
    ) -> None:
        """Send the head of an answer and the first piece of its body.

        Raises head.UnsendableHead where the page could not take it; then nothing was sent.
        """

    def chunk(self, request_id: int, body: bytes, more: bool) -> None:
        """Send the next piece of a body; `more=False` ends it."""

    def fail(self, request_id: int, reason: str) -> None:
        """Say that the answer ends here, broken: the application failed after its head."""
