"""bridge/interface.py: which protocol an application speaks."""

import functools
from collections.abc import Awaitable, Callable, Iterable, Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.endpoints import HTTPEndpoint

from pwa.bridge.asgi import Receive, Scope, Send
from pwa.bridge.interface import adapted, is_factory, recognised
from pwa.bridge.wsgi import WsgiServer

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


Environ = dict[str, Any]
Started = Callable[..., Callable[[bytes], None]]


def wsgi(environ: Environ, start_response: Started) -> Iterable[bytes]:
    start_response("204 No Content", [])
    return []


def wsgi_with_more(env: Environ, start_response: Started, exc: object = None) -> Iterable[bytes]:
    return wsgi(env, start_response)


@functools.wraps(wsgi)
def wrapped_wsgi(*args: Any, **kwargs: Any) -> Iterable[bytes]:
    return wsgi(*args, **kwargs)


def request_application(view: Callable[[Any], bytes]) -> Any:
    """As Werkzeug's `Request.application`."""

    @functools.wraps(view)
    def application(*args: Any) -> Iterable[bytes]:
        return wsgi(*args[-2:])

    return application


@request_application
def view(request: Environ) -> bytes:
    return b"x"


class Wsgify:
    """As WebOb's `wsgify`."""

    def __call__(self, req: Environ, *args: Any, **kwargs: Any) -> Iterable[bytes]:
        return wsgi(req, *args)


class Framework:
    """As Flask, Django's WSGIHandler, Bottle and Falcon's App."""

    def wsgi_app(self, environ: Environ, start_response: Started) -> Iterable[bytes]:
        return wsgi(environ, start_response)

    def __call__(self, environ: Environ, start_response: Started) -> Iterable[bytes]:
        return self.wsgi_app(environ, start_response)


class OfThePep:
    """PEP 3333's example of a class that is an application."""

    def __init__(self, environ: Environ, start_response: Started) -> None:
        self.start = start_response

    def __iter__(self) -> Iterator[bytes]:
        self.start("204 No Content", [])
        yield b""


def create_app(config: object = None) -> Framework:
    return Framework()


def create_asgi() -> Instance:
    return Instance()


ASGI_3 = [three, three_without_async, wrapped, Instance(), FastAPI(), HTTPEndpoint]
ASGI_2 = [TwoSteps, two_steps, MakesTwoSteps(), functools.partial(TwoSteps)]
WSGI = [wsgi, wsgi_with_more, wrapped_wsgi, Framework(), Framework().wsgi_app, OfThePep]
WSGI += [view, Wsgify(), functools.partial(wsgi_with_more, exc=1), functools.partial(wsgi)]
FACTORIES = [create_app, create_asgi, functools.partial(create_app, {}), FastAPI, Framework]


async def no_content(client: Client) -> None:
    assert (await client.request("GET", "http://localhost/")).status == 204


@pytest.mark.parametrize("application", [*ASGI_3, functools.partial(three)])
def test_asgi_3(application: Any) -> None:
    assert recognised(application) == "asgi3"
    assert not is_factory(application)


@pytest.mark.parametrize("application", ASGI_2)
def test_asgi_2(run: Run, application: Any) -> None:
    assert recognised(application) == "asgi2"
    assert not is_factory(application)
    run(adapted(application), no_content)


@pytest.mark.parametrize("application", WSGI)
def test_wsgi(run: Run, application: Any) -> None:
    assert recognised(application) == "wsgi"
    assert not is_factory(application)
    run(adapted(application), no_content)


@pytest.mark.parametrize("factory", FACTORIES)
def test_factories(factory: Any) -> None:
    assert is_factory(factory)


def test_a_factory_is_called(run: Run) -> None:
    run(adapted(create_app), no_content)
    run(adapted(create_asgi), no_content)


def test_the_setting_wins(run: Run) -> None:
    def says_nothing(*args: Any) -> Iterable[bytes]:
        return wsgi(*args)

    assert recognised(says_nothing) == "asgi3"
    assert isinstance(adapted(says_nothing, "wsgi"), WsgiServer)
    run(adapted(says_nothing, "wsgi"), no_content)
    assert not isinstance(adapted(wsgi, "asgi3"), WsgiServer)
