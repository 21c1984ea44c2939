"""bridge/entry.py: what counts as an application."""

import functools
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.endpoints import HTTPEndpoint

from pwa.bridge.asgi import Receive, Scope, Send
from pwa.bridge.entry import asgi_2, is_asgi_2

from .conftest import Client

Run = Callable[..., None]


async def three(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 204})
    await send({"type": "http.response.body"})


def three_without_async(scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
    return three(scope, receive, send)


@functools.wraps(three)
def wrapped(*args: Any) -> Awaitable[None]:
    return three(*args)


class Instance:
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await three(scope, receive, send)


class TwoSteps:
    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    async def __call__(self, receive: Receive, send: Send) -> None:
        await three(self.scope, receive, send)


def two_steps(scope: Scope) -> TwoSteps:
    return TwoSteps(scope)


class MakesTwoSteps:
    def __call__(self, scope: Scope) -> TwoSteps:
        return TwoSteps(scope)


ASGI_3 = [three, three_without_async, wrapped, Instance(), FastAPI(), HTTPEndpoint]
ASGI_2 = [TwoSteps, two_steps, MakesTwoSteps(), functools.partial(TwoSteps)]


@pytest.mark.parametrize("application", [*ASGI_3, functools.partial(three)])
def test_asgi_3(application: Any) -> None:
    assert not is_asgi_2(application)


@pytest.mark.parametrize("application", ASGI_2)
def test_asgi_2(run: Run, application: Any) -> None:
    assert is_asgi_2(application)

    async def scenario(client: Client) -> None:
        assert (await client.request("GET", "http://localhost/")).status == 204

    run(asgi_2(application), scenario)
