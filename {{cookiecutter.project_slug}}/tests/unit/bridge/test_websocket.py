"""bridge/websocket.py: the messages of a WebSocket, whatever either side does."""

import asyncio
from collections.abc import Callable

import pytest

from pwa.bridge.asgi import Application, Message, Receive, Scope, Send
from pwa.bridge.server import Server
from pwa.bridge.websocket import Socket

from .conftest import Client


class Page:
    """A websocket.Peer that keeps what it hears."""

    def __init__(self) -> None:
        self.heard: list[tuple[object, ...]] = []

    def accept(self, subprotocol: str | None) -> None:
        self.heard.append(("accept", subprotocol))

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
        for task in server._tasks:
            task.cancel()
        return page.heard, server

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


@pytest.mark.parametrize(
    ("accepts", "message", "closed"),
    [
        (True, {"type": "websocket.close", "code": 4001, "reason": "r"}, ("close", 4001, "r")),
        (True, {"type": "websocket.close"}, ("close", 1000, "")),
        (True, None, ("close", 1000, "")),
        (False, {"type": "websocket.close"}, ("close", 1006, "")),
        (False, None, ("close", 1006, "")),
    ],
)
def test_the_application_closes_or_refuses(
    accepts: bool, message: Message | None, closed: tuple[object, ...]
) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if accepts:
            await send({"type": "websocket.accept"})
        if message:
            await send(message)

    heard, _ = talk(app)
    assert heard[-1] == closed
    assert len(heard) == (2 if accepts else 1)


@pytest.mark.parametrize(("accepts", "code"), [(True, 1011), (False, 1006)])
def test_an_exception_closes_and_is_logged(
    accepts: bool, code: int, caplog: pytest.LogCaptureFixture
) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if accepts:
            await send({"type": "websocket.accept"})
        raise ValueError("reason for the console")

    heard, _ = talk(app)
    assert heard[-1] == ("close", code, "")
    assert "WebSocket /x: the application failed\nTraceback" in caplog.text


@pytest.mark.parametrize(
    "messages",
    [
        [{"type": "websocket.send", "text": "early"}],
        [{"type": "websocket.accept"}, {"type": "websocket.accept"}],
        [{"type": "http.response.start"}],
    ],
)
def test_messages_out_of_order_raise(
    messages: list[Message], caplog: pytest.LogCaptureFixture
) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        for message in messages:
            await send(message)

    talk(app)
    assert "unexpected ASGI message" in caplog.text
