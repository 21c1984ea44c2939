"""bridge/websocket.py: the messages of a WebSocket, whatever either side does."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

import pytest

from pwa.bridge.asgi import Application, Message, Receive, Scope, Send
from pwa.bridge.server import Server
from pwa.bridge.websocket import BYTES, MESSAGES, Socket

from .conftest import Client


class Page:
    """A websocket.Peer that keeps what it hears."""

    def __init__(self) -> None:
        self.heard: list[tuple[object, ...]] = []

    def accept(self, subprotocol: str | None, headers: list[tuple[str, str]]) -> None:
        self.heard.append(("accept", subprotocol, *headers))

    def send(self, data: str | bytes) -> None:
        self.heard.append(("send", data))

    def close(self, code: int, reason: str) -> None:
        self.heard.append(("close", code, reason))


Conversation = Callable[[Socket], None]


def talk(application: Application, *steps: Conversation) -> tuple[list[tuple[object, ...]], Server]:
    """Open a socket, take the steps one after the other, return what the page heard."""

    async def main() -> tuple[list[tuple[object, ...]], Server]:
        page = Page()
        server = Server(application, Client(application), "")
        socket = server.websocket("ws://localhost/x?q=1", [("X-A", "1")], ["chat"], page)
        for step in (lambda socket: None, *steps):
            step(socket)
            for _ in range(20):
                await asyncio.sleep(0)
        heard = list(page.heard)
        for task in server._tasks:
            task.cancel()
        return heard, server

    return asyncio.run(main())


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    assert (await receive())["type"] == "websocket.connect"
    await send({"type": "websocket.accept", "subprotocol": scope["subprotocols"][0]})
    while (message := await receive())["type"] == "websocket.receive":
        await send({**message, "type": "websocket.send"})


def test_text_and_bytes_are_told_apart_and_keep_their_order() -> None:
    heard, _ = talk(echo, lambda s: s.receive("é"), lambda s: s.receive(b"\xff"))
    assert heard == [("accept", "chat"), ("send", "é"), ("send", b"\xff")]


def test_the_scope() -> None:
    scopes: list[Scope] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        scopes.append(scope)

    talk(app)
    [scope] = scopes
    assert (scope["type"], scope["scheme"], scope["path"]) == ("websocket", "ws", "/x")
    assert (scope["query_string"], scope["subprotocols"]) == (b"q=1", ["chat"])
    assert (b"x-a", b"1") in scope["headers"]


def test_a_page_that_closes_is_answered_and_the_application_hears_the_code() -> None:
    seen: list[Message] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        seen.append(await receive())
        with pytest.raises(OSError, match="closed"):
            await send({"type": "websocket.send", "text": "late"})

    heard, server = talk(app, lambda s: s.disconnect(4000, "bye"))
    assert heard == [("accept", None), ("close", 4000, "bye")]
    assert seen == [{"type": "websocket.disconnect", "code": 4000, "reason": "bye"}]
    assert not server._tasks


def test_the_headers_of_an_acceptance_reach_the_page_s_end() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "websocket.accept", "headers": [(b"Set-Cookie", b"a=1")]})

    heard, _ = talk(app)
    assert heard[0] == ("accept", None, ("Set-Cookie", "a=1"))


@pytest.mark.parametrize(("text", "most"), [("x", MESSAGES), ("x" * (BYTES // 4), 4)])
def test_who_sends_without_end_waits_for_the_page_and_hears_that_it_left(
    text: str, most: int, caplog: pytest.LogCaptureFixture
) -> None:
    ended: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "websocket.accept"})
        try:
            while True:
                await send({"type": "websocket.send", "text": text})
        finally:
            ended.append("app")

    def taken_twice(socket: Socket) -> None:
        socket.taken()
        socket.taken()

    heard, _ = talk(app)
    assert len(heard) == 1 + most
    caplog.clear()  # of the application that was cancelled
    heard, server = talk(app, taken_twice, lambda s: s.disconnect(1001, ""))
    assert len(heard) == 1 + most + 2 + 1
    assert ended == ["app", "app"]
    assert not server._tasks
    assert caplog.text == ""


def test_who_goes_on_after_the_page_has_left_keeps_nobody_waiting() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "websocket.accept"})
        while True:
            with suppress(OSError):
                await send({"type": "websocket.send", "text": "still there?"})

    heard, _ = talk(app, lambda s: s.disconnect(1001, ""))
    assert heard[-1] == ("close", 1001, "")


def test_a_socket_that_cannot_be_begun_is_closed(caplog: pytest.LogCaptureFixture) -> None:
    async def main() -> None:
        page = Page()
        server = Server(echo, Client(echo), "")
        assert server.websocket("no address", [], [], page) is None
        assert server.websocket("ws://localhost/", [("x", "\u0141")], [], page) is None
        assert page.heard == [("close", 1006, "")] * 2

    asyncio.run(main())
    assert "it could not be begun" in caplog.text
