"""Each difference of `differences.py` is there, and is as it is described."""

import asyncio
import json
import socket
from typing import Any

import pytest

from pwa.bridge.asgi import Message, Receive, Scope, Send
from pwa.bridge.http import HEAD_PIECES, PIECE

from ..conftest import Client
from .applications import body, read, scope_as_json, start
from .conftest import Switch
from .differences import DIFFERENCES
from .exchange import Outcome, Recorder, Request
from .servers import TIMEOUT, ask_bridge, ask_uvicorn, listening
from .sockets import ABRUPT, ACCEPT, CLOSE, OPEN, Noting, over_bridge, over_uvicorn

GET = Request("GET", "/")
ORIGIN = "http://127.0.0.1:8000"


async def fails(scope: Scope, receive: Receive, send: Send) -> None:
    raise ValueError


async def fails_after_the_head(scope: Scope, receive: Receive, send: Send) -> None:
    await send(start(200, [(b"content-length", b"5")] if scope["path"] == "/length" else []))
    raise ValueError


def ask_both(
    switch: Switch, port: int, application: Any, request: Request = GET
) -> tuple[Outcome, Outcome]:
    """Return uvicorn's outcome and the bridge's."""
    switch.application = recorder = Recorder(application)
    under_uvicorn = recorder.complete(ask_uvicorn(port, request))
    recorder = Recorder(application)
    answered = ask_bridge(recorder, f"http://127.0.0.1:{port}", request)
    return under_uvicorn, recorder.complete(answered)


def names(outcome: Outcome) -> set[str]:
    return {name.lower() for name, _ in outcome.headers}


def send_raw(port: int, *segments: bytes) -> bytes:
    """Send bytes in segments that the application can tell apart; return the answer's."""
    with socket.create_connection(("127.0.0.1", port), TIMEOUT) as connection:
        for segment in segments:
            connection.sendall(segment)
            assert connection.recv(1, socket.MSG_PEEK) if segment is segments[-1] else True
        return connection.recv(1 << 16)


def test_every_difference_is_shown() -> None:
    shown = {name.removeprefix("test_") for name in globals() if name.startswith("test_")}
    expected = {name.lower().replace(" ", "_").replace("-", "_") for name in DIFFERENCES}
    assert shown - {"every_difference_is_shown"} == expected


def test_date_and_server_headers() -> None:
    with listening(scope_as_json, lifespan="off", date_header=True, server_header=True) as port:
        assert {"date", "server"} <= names(ask_uvicorn(port, GET))
    assert names(ask_bridge(scope_as_json, ORIGIN, GET)) == {"content-type"}


def test_connection_header(switch: Switch, port: int) -> None:
    under_uvicorn, under_bridge = ask_both(switch, port, fails)
    assert names(under_uvicorn) - names(under_bridge) == {"connection", "transfer-encoding"}


def test_transfer_encoding(switch: Switch, port: int) -> None:
    under_uvicorn, under_bridge = ask_both(switch, port, scope_as_json)
    assert names(under_uvicorn) - names(under_bridge) == {"transfer-encoding"}


def test_host_and_content_length_of_a_request(switch: Switch, port: int) -> None:
    switch.application = recorder = Recorder(scope_as_json)
    chunked = b"Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n"
    send_raw(port, b"POST / HTTP/1.1\r\nX-A: 1\r\nHost: other.example\r\n" + chunked)
    assert recorder.complete(Outcome(0, [], b"", broken=False)).scope["headers"] == [
        (b"x-a", b"1"),
        (b"host", b"other.example"),
        (b"transfer-encoding", b"chunked"),
    ]
    given = (("X-A", "1"), ("Host", "other.example"), ("Content-Length", "9"))
    answered = ask_bridge(scope_as_json, ORIGIN, Request("POST", "/", given, b"a"))
    assert json.loads(answered.body)["headers"] == [
        ["host", "127.0.0.1:8000"],
        ["content-length", "1"],
        ["x-a", "1"],
    ]


def test_client(switch: Switch, port: int) -> None:
    under_uvicorn, under_bridge = ask_both(switch, port, scope_as_json)
    assert under_uvicorn.scope["client"][0] == under_bridge.scope["client"][0] == "127.0.0.1"
    assert under_uvicorn.scope["client"][1] > 0 == under_bridge.scope["client"][1]


def test_spec_version(switch: Switch, port: int) -> None:
    under_uvicorn, under_bridge = ask_both(switch, port, scope_as_json)
    assert under_uvicorn.scope["asgi"] == {"version": "3.0", "spec_version": "2.3"}
    assert under_bridge.scope["asgi"] == {"version": "3.0", "spec_version": "2.4"}

    async def sends_too_late(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send(start())
        assert (await receive())["type"] == "http.disconnect"
        await send(body(b"late"))

    switch.application = recorder = Recorder(sends_too_late)
    send_raw(port, b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    assert recorder.complete(under_uvicorn).events[-1] == ("returned", None)

    recorder = Recorder(sends_too_late)

    async def leave() -> None:
        client = Client(recorder)
        number, answer = client.send("GET", ORIGIN)
        await answer.head.wait()
        client.server.cancel(number)
        while client.server._exchanges:
            await asyncio.sleep(0)

    asyncio.run(leave())
    assert recorder.complete(under_bridge).events[-1] == ("raised", "ClientDisconnected")


@pytest.mark.parametrize("path", ["/", "/a", "/a%20b/", "//a"])
def test_root_path(path: str) -> None:
    with listening(scope_as_json, lifespan="off", root_path="/sub") as port:
        expected = ask_uvicorn(port, Request("GET", path))
    origin = f"http://127.0.0.1:{port}"
    request = Request("GET", f"/sub{path}")
    answered = ask_bridge(scope_as_json, origin, request, root_path="/sub")
    assert json.loads(answered.body) == json.loads(expected.body)
    assert json.loads(answered.body)["raw_path"] == f"/sub{path}"


def test_pieces_of_request_bodies(switch: Switch, port: int) -> None:
    messages: list[Message] = []

    async def answers_each_piece(scope: Scope, receive: Receive, send: Send) -> None:
        await send(start())
        while not messages or messages[-1]["more_body"]:
            messages.append(await receive())
            await send(body(b"got it", more=True))
        await send(body())

    switch.application = answers_each_piece
    with socket.create_connection(("127.0.0.1", port), TIMEOUT) as connection:
        connection.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\na")
        received = b""
        while b"got it" not in received:
            received += connection.recv(1 << 16)
        connection.sendall(b"b")
        while not received.endswith(b"0\r\n\r\n"):
            received += connection.recv(1 << 16)
    assert len(messages) > 1
    messages.clear()
    ask_bridge(answers_each_piece, ORIGIN, Request("POST", "/", (), bytes(PIECE + 1)))
    assert [len(message["body"]) for message in messages] == [PIECE, 1]


def test_failure_after_a_head_with_a_length(switch: Switch, port: int) -> None:
    request = Request("GET", "/length")
    under_uvicorn, under_bridge = ask_both(switch, port, fails_after_the_head, request)
    assert (under_uvicorn.status, under_uvicorn.broken) == (200, True)
    assert (under_bridge.status, under_bridge.broken) == (500, False)


def test_failure_after_the_head_of_a_head_request(switch: Switch, port: int) -> None:
    outcomes = ask_both(switch, port, fails_after_the_head, Request("HEAD", "/"))
    assert [(outcome.status, outcome.broken) for outcome in outcomes] == [(200, False), (200, True)]


@pytest.mark.parametrize("length", [1, 9])
def test_wrong_length_of_an_answer(switch: Switch, port: int, length: int) -> None:
    async def wrong(scope: Scope, receive: Receive, send: Send) -> None:
        await read(receive)
        await send(start(200, [(b"content-length", b"%d" % length)]))
        await send(body(b"12345"))

    under_uvicorn, under_bridge = ask_both(switch, port, wrong)
    assert under_uvicorn.events[-1] == ("raised", "LocalProtocolError")
    assert (under_bridge.body, under_bridge.broken) == (b"12345", False)
    assert under_bridge.headers == [("content-length", str(length))]


@pytest.mark.parametrize("status", [204, 304])
def test_body_of_a_204_or_304(switch: Switch, port: int, status: int) -> None:
    async def wrong(scope: Scope, receive: Receive, send: Send) -> None:
        await send(start(status))
        await send(body(b"12345"))

    under_uvicorn, under_bridge = ask_both(switch, port, wrong)
    assert under_uvicorn.events[-1] == ("raised", "LocalProtocolError")
    assert under_uvicorn.status == under_bridge.status == status
    assert (under_uvicorn.body, under_bridge.body) == (b"", b"12345")


HEADS_THAT_NO_BROWSER_TAKES: list[tuple[int, tuple[bytes, bytes]]] = [
    (200, (b"a b", b"1")),
    (200, (b"", b"1")),
    (200, (b"na\xefve", b"1")),
    (200, (b"x-a:", b"1")),
    (200, (b"x-a", b"1\r\nset-cookie: a=1")),
    (200, (b"x-a", b"1\n")),
    (200, (b"x-a", b"a\0b")),
    (99, (b"x-a", b"1")),
    (101, (b"x-a", b"1")),
    (600, (b"x-a", b"1")),
]


@pytest.mark.parametrize(("status", "header"), HEADS_THAT_NO_BROWSER_TAKES)
@pytest.mark.parametrize("length", [True, False])
def test_head_that_no_browser_takes(
    switch: Switch, port: int, status: int, header: tuple[bytes, bytes], length: bool
) -> None:
    headers = [header, *([(b"content-length", b"1")] if length else [])]

    async def wrong(scope: Scope, receive: Receive, send: Send) -> None:
        await send(start(status, headers))
        await send(body(b"a"))

    under_uvicorn, under_bridge = ask_both(switch, port, wrong)
    assert under_uvicorn.events[-1][0] == "raised" or status == 600
    assert under_bridge.events[-1] == ("raised", "UnsendableHead")
    assert (under_bridge.status, under_bridge.body) == (500, b"Internal Server Error")


def test_pieces_of_an_answer_to_head(switch: Switch, port: int) -> None:
    async def many(scope: Scope, receive: Receive, send: Send) -> None:
        await send(start())
        for _ in range(HEAD_PIECES + 10):
            await send(body(b"a", more=True))
        await send(body())

    under_uvicorn, under_bridge = ask_both(switch, port, many, Request("HEAD", "/"))
    assert under_uvicorn.events[-1] == ("returned", None)
    assert under_bridge.events[-1] == ("raised", "ClientDisconnected")
    assert len(under_bridge.events) == 2 * 1 + HEAD_PIECES + 2
    assert [(end.status, end.broken) for end in (under_uvicorn, under_bridge)] == [(200, False)] * 2


CLOSES: list[Message] = [
    *({"code": code} for code in (0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 70000)),
    {"reason": "é" * 62},
]


@pytest.mark.parametrize("close", CLOSES)
def test_error_of_a_close_that_no_frame_can_hold(close: Message) -> None:
    errors: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send(ACCEPT)
        try:
            await send({**CLOSE, **close})
        except Exception as error:
            errors.append(type(error).__name__)

    for talk in (over_uvicorn, over_bridge):
        assert talk(Noting(app), [], []) == [OPEN, ABRUPT]
    assert errors == ["ProtocolError", "UnsendableClose"]
