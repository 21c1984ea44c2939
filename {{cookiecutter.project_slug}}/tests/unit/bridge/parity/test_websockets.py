"""WebSockets: what a client reads, what the application is told, and what is logged."""

import asyncio
import logging
import sys
from collections.abc import Callable

import pytest
from fastapi import FastAPI, HTTPException, WebSocket, WebSocketException

from pwa.bridge.asgi import Application, Message, Receive, Scope, Send
from pwa.bridge.server import Server

from ..conftest import Client
from .sockets import (
    ABRUPT,
    ACCEPT,
    CLOSE,
    OPEN,
    Heard,
    Noting,
    Page,
    Talk,
    over_bridge,
    over_uvicorn,
)

TEXT = {"type": "websocket.send", "text": "x"}
START = {"type": "websocket.http.response.start", "status": 401, "headers": []}
BODY = {"type": "websocket.http.response.body", "body": b"no"}


@pytest.fixture
def both(caplog: pytest.LogCaptureFixture) -> Callable[..., Talk]:
    """Talk to both servers, compare, and return uvicorn's talk."""

    def talk(application: Application, *sent: str, offered: tuple[str, ...] = ()) -> Talk:
        talks = []
        for way in (over_uvicorn, over_bridge):
            caplog.clear()
            noting = Noting(application)
            heard = way(noting, list(sent), list(offered))
            assert noting.ended
            failed = any(record.exc_info for record in caplog.records)
            talks.append(Talk(heard, noting.events, failed))
        assert talks[1] == talks[0]
        return talks[0]

    return talk


def sends(*messages: Message) -> Application:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        for message in messages:
            await send(message)

    return app


def raises_after(error: BaseException, *messages: Message) -> Application:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await sends(*messages)(scope, receive, send)
        raise error

    return app


@pytest.mark.parametrize(
    ("messages", "heard"),
    [
        ([], [ABRUPT]),
        ([CLOSE], [ABRUPT]),
        ([{**CLOSE, "code": 4003, "reason": "a secret of the application"}], [ABRUPT]),
        ([START, BODY], [ABRUPT]),
        ([START, {**BODY, "more_body": True}, BODY], [ABRUPT]),
        ([START], [ABRUPT]),
        ([{**START, "status": 99}], [ABRUPT]),
        ([START, ACCEPT], [ABRUPT]),
        ([BODY], [ABRUPT]),
        ([TEXT], [ABRUPT]),
        ([{"type": "http.response.start", "status": 200}], [ABRUPT]),
        ([ACCEPT], [OPEN, ABRUPT]),
        ([ACCEPT, TEXT], [OPEN, ("data", "x"), ABRUPT]),
        ([ACCEPT, {**TEXT, "bytes": b"first"}], [OPEN, ("data", b"first"), ABRUPT]),
        ([ACCEPT, {**TEXT, "text": None, "bytes": b""}], [OPEN, ("data", b""), ABRUPT]),
        ([ACCEPT, {"type": "websocket.send"}], [OPEN, ABRUPT]),
        ([ACCEPT, ACCEPT], [OPEN, ABRUPT]),
        ([ACCEPT, START], [OPEN, ABRUPT]),
        ([ACCEPT, CLOSE], [OPEN, ("close", 1000, "")]),
        ([ACCEPT, {**CLOSE, "code": 4001, "reason": "é"}], [OPEN, ("close", 4001, "é")]),
        ([ACCEPT, {**CLOSE, "code": 1011, "reason": None}], [OPEN, ("close", 1011, "")]),
        ([ACCEPT, CLOSE, TEXT], [OPEN, ("close", 1000, "")]),
        ([ACCEPT, CLOSE, CLOSE], [OPEN, ("close", 1000, "")]),
    ],
)
def test_messages(both: Callable[..., Talk], messages: list[Message], heard: Heard) -> None:
    assert both(sends(*messages)).heard == heard


@pytest.mark.parametrize("accepts", [True, False])
@pytest.mark.parametrize(
    "error",
    [
        ValueError("its own reason"),
        OSError("nothing to do with the page"),
        asyncio.CancelledError(),
        SystemExit(3),
        ExceptionGroup("two", [ValueError(), KeyError()]),
    ],
)
def test_exceptions(both: Callable[..., Talk], accepts: bool, error: BaseException) -> None:
    done = both(raises_after(error, *([ACCEPT] if accepts else [])))
    assert done.heard == ([OPEN, ABRUPT] if accepts else [ABRUPT])
    assert done.failed


def test_exit_by_the_interpreter_s_function(both: Callable[..., Talk]) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send(ACCEPT)
        sys.exit("an application is not the process")

    assert both(app).heard == [OPEN, ABRUPT]


def test_what_an_application_hears_after_its_own_close(both: Callable[..., Talk]) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send(ACCEPT)
        await send({**CLOSE, "code": 4000, "reason": "bye"})
        await receive()

    assert both(app).events[-1] == {
        "type": "websocket.disconnect",
        "code": 4000,
        "reason": "bye",
    }


def test_a_subprotocol_of_those_offered(both: Callable[..., Talk]) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        assert scope["subprotocols"] == ["a", "b"]
        await send({**ACCEPT, "subprotocol": "b"})

    assert both(app, offered=("a", "b")).heard == [("accept", "b"), ABRUPT]


def framework() -> FastAPI:
    app = FastAPI()

    @app.websocket("/x")
    async def endpoint(websocket: WebSocket) -> None:
        raise HTTPException(403, "a reason of the application")

    return app


def policy() -> FastAPI:
    app = FastAPI()

    @app.websocket("/x")
    async def endpoint(websocket: WebSocket) -> None:
        raise WebSocketException(1008, "a reason of the application")

    return app


def missing() -> FastAPI:
    return FastAPI()


def accepted_policy() -> FastAPI:
    app = FastAPI()

    @app.websocket("/x")
    async def endpoint(websocket: WebSocket) -> None:
        await websocket.accept()
        raise WebSocketException(1008, "told to the page")

    return app


@pytest.mark.parametrize(
    ("make", "heard"),
    [
        (framework, [ABRUPT]),
        (policy, [ABRUPT]),
        (missing, [ABRUPT]),
        (accepted_policy, [OPEN, ("close", 1008, "told to the page")]),
    ],
)
def test_refusals_of_a_framework(
    both: Callable[..., Talk], make: Callable[[], FastAPI], heard: Heard
) -> None:
    done = both(make())
    assert done.heard == heard
    assert not done.failed


def test_closing_after_the_page_left_is_no_failure(caplog: pytest.LogCaptureFixture) -> None:
    app = FastAPI()

    @app.websocket("/")
    async def endpoint(websocket: WebSocket) -> None:
        await websocket.accept()
        try:
            assert (await websocket.receive())["type"] == "websocket.disconnect"
        finally:
            await websocket.close()

    async def main() -> None:
        page = Page()
        server = Server(app, Client(app), "")
        socket = server.websocket("ws://127.0.0.1/", [], [], page)
        assert socket is not None
        while page.heard != [OPEN]:
            await asyncio.sleep(0)
        socket.disconnect(1001, "")
        while server._tasks:
            await asyncio.sleep(0)

    asyncio.run(main())
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []
