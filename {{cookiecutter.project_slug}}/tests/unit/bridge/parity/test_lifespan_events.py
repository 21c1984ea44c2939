"""Start-up, shutdown and the state between them, under both servers."""

import asyncio
import copy
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from pwa.bridge.asgi import Application, Message, Receive, Scope, Send

from ..conftest import Client
from .applications import body, start
from .exchange import Request
from .servers import TIMEOUT, ask_uvicorn, listening

Life = Callable[[Scope, Receive, Send], Awaitable[None]]
COMPLETE = {"type": "lifespan.startup.complete"}
STOPPED = {"type": "lifespan.shutdown.complete"}


async def usual(scope: Scope, receive: Receive, send: Send) -> None:
    await receive()
    scope["state"].update(text="a", shared=[])
    await send(COMPLETE)
    await receive()
    await send(STOPPED)


async def without_state(scope: Scope, receive: Receive, send: Send) -> None:
    await receive()
    await send(COMPLETE)
    await receive()
    await send(STOPPED)


async def slow(scope: Scope, receive: Receive, send: Send) -> None:
    await receive()
    await asyncio.sleep(0.01)
    await send(COMPLETE)
    await receive()
    await asyncio.sleep(0.01)
    await send(STOPPED)


async def complete_before_receive(scope: Scope, receive: Receive, send: Send) -> None:
    await send(COMPLETE)
    await receive()
    await receive()
    await send(STOPPED)


async def raises_at_once(scope: Scope, receive: Receive, send: Send) -> None:
    raise NotImplementedError


async def raises_at_startup(scope: Scope, receive: Receive, send: Send) -> None:
    await receive()
    raise NotImplementedError


async def raises_at_shutdown(scope: Scope, receive: Receive, send: Send) -> None:
    await receive()
    await send(COMPLETE)
    await receive()
    raise ZeroDivisionError


async def shutdown_failed(scope: Scope, receive: Receive, send: Send) -> None:
    await receive()
    await send(COMPLETE)
    await receive()
    await send({"type": "lifespan.shutdown.failed", "message": "later"})


async def returns_at_once(scope: Scope, receive: Receive, send: Send) -> None:
    return


async def returns_after_startup(scope: Scope, receive: Receive, send: Send) -> None:
    await receive()
    await send(COMPLETE)


async def state_after_startup(scope: Scope, receive: Receive, send: Send) -> None:
    await receive()
    await send(COMPLETE)
    scope["state"]["late"] = True
    await receive()
    await send(STOPPED)


async def exits_at_once(scope: Scope, receive: Receive, send: Send) -> None:
    sys.exit("an application is not the process")


async def exits_after_startup(scope: Scope, receive: Receive, send: Send) -> None:
    await receive()
    await send(COMPLETE)
    sys.exit(1)


async def is_cancelled_at_startup(scope: Scope, receive: Receive, send: Send) -> None:
    await receive()
    raise asyncio.CancelledError


async def completes_twice(scope: Scope, receive: Receive, send: Send) -> None:
    await receive()
    await send(COMPLETE)
    await send(COMPLETE)


async def stops_before_the_start(scope: Scope, receive: Receive, send: Send) -> None:
    await receive()
    await send(STOPPED)


async def says_something_else(scope: Scope, receive: Receive, send: Send) -> None:
    await receive()
    await send({"type": "lifespan.startup.unknown"})


LIVES: list[Life] = [
    *(exits_at_once, exits_after_startup, is_cancelled_at_startup, completes_twice),
    *(stops_before_the_start, says_something_else),
    *(usual, without_state, slow, complete_before_receive, raises_at_once, raises_at_startup),
    *(raises_at_shutdown, shutdown_failed, returns_at_once, returns_after_startup),
    state_after_startup,
]


def application(life: Life, seen: list[Any]) -> Application:
    """Return an application with that life; `seen` gets its events and each request's state."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            scope["state"].get("shared", []).append("of all requests")
            seen.append(copy.deepcopy(scope["state"]))
            scope["state"]["own"] = "of this request"
            await send(start())
            return await send(body())

        async def noted_receive() -> Message:
            message = await receive()
            seen.append(dict(message))
            return message

        async def noted_send(message: Message) -> None:
            seen.append(dict(message))
            await send(message)

        seen.append((sorted(scope), scope["asgi"]))
        await life(scope, noted_receive, noted_send)

    return app


async def two_requests(application: Application) -> list[int]:
    async with asyncio.timeout(TIMEOUT):
        client = Client(application)
        await client.server.startup()
        answers = [await client.request("GET", "http://127.0.0.1/") for _ in range(2)]
        await client.server.shutdown()
    return [answer.status for answer in answers]


@pytest.mark.parametrize("life", LIVES)
def test_the_same_life(life: Life) -> None:
    under_uvicorn: list[Any] = []
    with listening(application(life, under_uvicorn), lifespan="auto") as port:
        statuses = [ask_uvicorn(port, Request("GET", "/")).status for _ in range(2)]
    under_bridge: list[Any] = []
    assert asyncio.run(two_requests(application(life, under_bridge))) == statuses == [200, 200]
    assert under_bridge == under_uvicorn
