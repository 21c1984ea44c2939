"""A client of the bridge: what the service worker is, without a browser."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import pytest

from pwa.bridge.asgi import Application
from pwa.bridge.server import Server


@dataclass
class Answer:
    """What came back for one request; `pieces` are the messages that carried the body."""

    status: int = 0
    headers: list[tuple[str, str]] = field(default_factory=list)
    pieces: list[bytes] = field(default_factory=list)
    failure: str | None = None
    head: asyncio.Event = field(default_factory=asyncio.Event)
    end: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def body(self) -> bytes:
        return b"".join(self.pieces)


class Client:
    """An asgi.Transport that keeps what it is told."""

    def __init__(self, application: Application, root_path: str = "") -> None:
        self.server = Server(application, self, root_path)
        self.answers: dict[int, Answer] = {}

    def send(
        self,
        method: str,
        url: str,
        headers: list[tuple[str, str]] | None = None,
        body: bytes | None = None,
    ) -> tuple[int, Answer]:
        """Begin a request; return its number and the answer to be."""
        number = len(self.answers)
        answer = self.answers[number] = Answer()
        self.server.request(number, method, url, headers or [], body)
        return number, answer

    async def request(
        self,
        method: str,
        url: str,
        headers: list[tuple[str, str]] | None = None,
        body: bytes | None = None,
    ) -> Answer:
        """Send a request and wait for the whole answer, taking pieces as they come."""
        number, answer = self.send(method, url, headers, body)
        while not answer.end.is_set():
            self.server.pull(number)
            await asyncio.sleep(0)
        return answer

    def respond(
        self, request_id: int, status: int, headers: list[tuple[str, str]], body: bytes, more: bool
    ) -> None:
        answer = self.answers[request_id]
        assert not answer.head.is_set(), "a second head"
        answer.status, answer.headers = status, headers
        answer.head.set()
        self.chunk(request_id, body, more)

    def chunk(self, request_id: int, body: bytes, more: bool) -> None:
        answer = self.answers[request_id]
        assert answer.head.is_set() and not answer.end.is_set()
        answer.pieces.append(body)
        if not more:
            answer.end.set()

    def fail(self, request_id: int, reason: str) -> None:
        answer = self.answers[request_id]
        answer.failure = reason
        answer.end.set()


Scenario = Callable[[Client], Awaitable[None]]


@pytest.fixture
def run() -> Callable[..., None]:
    """Run a scenario against an application, in an event loop of its own."""

    def run(application: Application, scenario: Scenario, root_path: str = "") -> None:
        async def main() -> None:
            async with asyncio.timeout(10):
                await scenario(Client(application, root_path))

        asyncio.run(main())

    return run
