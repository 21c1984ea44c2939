"""What the application learns when the page goes away before the answer is whole."""

import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from fastapi.responses import StreamingResponse

from pwa.bridge.asgi import Application, Receive, Scope, Send

from ..conftest import Client
from .applications import body, start
from .conftest import Switch
from .servers import TIMEOUT

Work = Callable[[Scope, Receive, Send, list[Any], threading.Event], Awaitable[None]]


async def before_the_head(
    scope: Scope, receive: Receive, send: Send, seen: list[Any], going: threading.Event
) -> None:
    seen.append(await receive())
    going.set()
    seen.append(await receive())
    seen.append(await receive())


async def before_the_body(
    scope: Scope, receive: Receive, send: Send, seen: list[Any], going: threading.Event
) -> None:
    seen.append(await receive())
    await send(start())
    going.set()
    seen.append(await receive())


async def within_the_body(
    scope: Scope, receive: Receive, send: Send, seen: list[Any], going: threading.Event
) -> None:
    seen.append(await receive())
    await send(start())
    await send(body(b"a", more=True))
    going.set()
    seen.append(await receive())


async def seen_by_a_task(
    scope: Scope, receive: Receive, send: Send, seen: list[Any], going: threading.Event
) -> None:
    async def listen() -> None:
        while True:
            message = await receive()
            seen.append(message)
            if message["type"] == "http.disconnect":
                return

    listener = asyncio.create_task(listen())
    await send(start())
    await asyncio.sleep(0)
    going.set()
    await listener


async def unread_body(
    scope: Scope, receive: Receive, send: Send, seen: list[Any], going: threading.Event
) -> None:
    going.set()
    while (message := await receive())["type"] == "http.request":
        await asyncio.sleep(0.001)
    seen.append(message)


async def framework_stream(
    scope: Scope, receive: Receive, send: Send, seen: list[Any], going: threading.Event
) -> None:
    async def ticks() -> AsyncIterator[bytes]:
        try:
            while True:
                yield b"a" * 1000
                going.set()
                await asyncio.sleep(0.001)
        finally:
            seen.append("closed")

    await StreamingResponse(ticks())(scope, receive, send)


WORKS: list[Work] = [
    *(before_the_head, before_the_body, within_the_body, seen_by_a_task, unread_body),
    framework_stream,
]


def bind(work: Work, seen: list[Any], going: threading.Event, done: threading.Event) -> Application:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await work(scope, receive, send, seen, going)
        finally:
            done.set()

    return app


def under_uvicorn(work: Work, switch: Switch, port: int) -> list[Any]:
    seen: list[Any] = []
    going, done = threading.Event(), threading.Event()
    switch.application = bind(work, seen, going, done)
    with socket.create_connection(("127.0.0.1", port), TIMEOUT) as connection:
        connection.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc")
        assert going.wait(TIMEOUT)
    assert done.wait(TIMEOUT), "the application did not notice"
    return seen


def under_bridge(work: Work) -> list[Any]:
    seen: list[Any] = []
    going, done = threading.Event(), threading.Event()

    async def main() -> None:
        async with asyncio.timeout(TIMEOUT):
            client = Client(bind(work, seen, going, done))
            number, answer = client.send("POST", "http://127.0.0.1/", [], b"abc")
            while not going.is_set():
                await asyncio.sleep(0)
            client.server.cancel(number)
            while client.server._exchanges:
                await asyncio.sleep(0)
            assert not answer.end.is_set()

    asyncio.run(main())
    assert done.is_set()
    return seen


@pytest.mark.parametrize("work", WORKS)
def test_the_application_learns_the_same(
    work: Work, switch: Switch, port: int, capsys: pytest.CaptureFixture[str]
) -> None:
    expected = under_uvicorn(work, switch, port)
    assert expected
    assert under_bridge(work) == expected
    assert capsys.readouterr().err == "", "a page that leaves is no failure"
