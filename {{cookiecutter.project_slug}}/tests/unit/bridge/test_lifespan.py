"""bridge/lifespan.py: start-up and shutdown, of applications that know them and that do not."""

import asyncio
from collections.abc import Callable

import pytest

from pwa.bridge.asgi import Receive, Scope, Send
from pwa.bridge.lifespan import StartupFailed

from .conftest import Client

Run = Callable[..., None]


def test_startup_shutdown_and_state(run: Run) -> None:
    seen: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        assert scope["type"] == "lifespan"
        seen.append((await receive())["type"])
        scope["state"]["started"] = True
        await send({"type": "lifespan.startup.complete"})
        seen.append((await receive())["type"])
        await send({"type": "lifespan.shutdown.complete"})

    async def scenario(client: Client) -> None:
        await client.server.startup()
        assert client.server.lifespan.state == {"started": True}
        await client.server.shutdown()
        assert seen == ["lifespan.startup", "lifespan.shutdown"]

    run(app, scenario)


def test_a_failed_startup_has_the_application_s_words(run: Run) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "lifespan.startup.failed", "message": "no table"})

    async def scenario(client: Client) -> None:
        with pytest.raises(StartupFailed, match="no table"):
            await client.server.startup()

    run(app, scenario)


async def asserts_http(scope: Scope, receive: Receive, send: Send) -> None:
    assert scope["type"] == "http"


async def ignores(scope: Scope, receive: Receive, send: Send) -> None:
    return


@pytest.mark.parametrize("app", [asserts_http, ignores])
def test_an_application_without_lifespan_is_served(run: Run, app: object) -> None:
    async def scenario(client: Client) -> None:
        await client.server.startup()
        await client.server.shutdown()

    run(app, scenario)


def test_a_lifespan_that_ends_early_does_not_hang_the_shutdown(run: Run) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "lifespan.startup.complete"})
        raise ValueError("later")

    async def scenario(client: Client) -> None:
        await client.server.startup()
        await asyncio.sleep(0)
        await client.server.shutdown()

    run(app, scenario)


def test_who_says_that_the_startup_failed_need_not_say_it_twice(
    run: Run, caplog: pytest.LogCaptureFixture
) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "lifespan.startup.failed", "message": "no table"})
        raise ValueError("no table")

    async def scenario(client: Client) -> None:
        with pytest.raises(StartupFailed, match="no table"):
            await client.server.startup()
        await asyncio.sleep(0)

    run(app, scenario)
    assert caplog.text == ""
