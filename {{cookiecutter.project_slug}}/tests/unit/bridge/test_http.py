"""bridge/http.py: one request, one answer, whatever the application does."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest

from pwa.bridge.asgi import Message, Receive, Scope, Send
from pwa.bridge.head import UnsendableHead
from pwa.bridge.http import PIECE, WINDOW, Body

from .conftest import Answer, Client

URL = "http://localhost:8000/"
Run = Callable[..., None]


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    message, body = await receive(), b""
    while message["more_body"]:
        assert len(message["body"]) == PIECE
        body += message["body"]
        message = await receive()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"x-a", b"1")]})
    await send({"type": "http.response.body", "body": body + message["body"]})


async def in_pieces(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200})
    for n in range(20):
        await send({"type": "http.response.body", "body": b"%02d" % n, "more_body": True})
    await send({"type": "http.response.body"})


@pytest.mark.parametrize(
    "body", [b"", b"a", bytes(range(256)), b"x" * PIECE, b"x" * (3 * PIECE + 1)]
)
def test_a_body_reaches_the_application_and_comes_back(run: Run, body: bytes) -> None:
    async def scenario(client: Client) -> None:
        answer = await client.request("POST", URL, [], body)
        assert (answer.status, answer.headers) == (200, [("x-a", "1")])
        assert answer.body == body
        assert all(len(piece) <= PIECE for piece in answer.pieces)

    run(echo, scenario)


def test_pieces_of_a_body_are_made_when_they_are_asked_for(run: Run) -> None:
    made: list[int] = []

    def pieces() -> Iterator[bytes]:
        for number in range(10):
            made.append(number)
            yield b"x"

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        assert scope["headers"][1] == (b"content-length", b"10")
        await receive()
        await send({"type": "http.response.start", "status": 413})
        await send({"type": "http.response.body"})

    async def scenario(client: Client) -> None:
        answer = client.answers[0] = Answer()
        client.server.request(0, "POST", URL, [], Body(10, pieces()))
        await answer.end.wait()
        assert (answer.status, made) == (413, [0, 1])

    run(app, scenario)


def test_an_answer_with_a_length_is_one_message(run: Run) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-length", b"2")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"ok"})

    async def scenario(client: Client) -> None:
        assert (await client.request("GET", URL)).pieces == [b"ok"]

    run(app, scenario)


def test_the_head_of_a_stream_comes_before_its_body(run: Run) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200})
        await asyncio.Event().wait()

    async def scenario(client: Client) -> None:
        _, answer = client.send("GET", URL)
        await answer.head.wait()
        assert not answer.end.is_set()
        client.server.cancel(0)

    run(app, scenario)


def test_a_reader_that_does_not_pull_holds_the_application(run: Run) -> None:
    async def scenario(client: Client) -> None:
        number, answer = client.send("GET", URL)
        for _ in range(100):
            await asyncio.sleep(0)
        assert len(answer.pieces) == 1 + WINDOW  # the head, and what the window allows
        client.server.pull(number)
        for _ in range(10):
            await asyncio.sleep(0)
        assert len(answer.pieces) == 2 + WINDOW
        while not answer.end.is_set():
            client.server.pull(number)
            await asyncio.sleep(0)
        assert answer.body == b"".join(b"%02d" % n for n in range(20))

    run(in_pieces, scenario)


def test_a_cancelled_request_tells_the_application(run: Run) -> None:
    seen: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "http.response.start", "status": 200})
        seen.append((await receive())["type"])
        try:
            await send({"type": "http.response.body", "body": b"late"})
        except OSError:
            seen.append("OSError")
            raise

    async def scenario(client: Client) -> None:
        number, answer = client.send("GET", URL)
        await answer.head.wait()
        client.server.cancel(number)
        while client.server._exchanges:
            await asyncio.sleep(0)
        assert seen == ["http.disconnect", "OSError"]
        assert answer.failure is None

    run(app, scenario)


class FrameworkError(Exception):
    """As Starlette's ClientDisconnect."""


@pytest.mark.parametrize("wraps", [True, False])
def test_a_page_that_left_is_no_failure_but_a_failure_after_it_is(
    run: Run, caplog: pytest.LogCaptureFixture, wraps: bool
) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200})
        assert (await receive())["type"] == "http.request"
        await receive()
        if not wraps:
            raise ValueError("of its own")
        try:
            await send({"type": "http.response.body", "body": b"late"})
        except OSError as error:
            raise FrameworkError from error

    async def scenario(client: Client) -> None:
        number, answer = client.send("GET", URL)
        await answer.head.wait()
        client.server.cancel(number)
        while client.server._exchanges:
            await asyncio.sleep(0)
        assert answer.failure is None

    run(app, scenario)
    printed = caplog.text
    assert printed == "" if wraps else "ValueError: of its own" in printed


def test_a_blocked_stream_wakes_when_the_page_goes_away(run: Run) -> None:
    async def scenario(client: Client) -> None:
        number, _ = client.send("GET", URL)
        for _ in range(100):
            await asyncio.sleep(0)
        client.server.cancel(number)
        while client.server._exchanges:
            await asyncio.sleep(0)

    run(in_pieces, scenario)


async def raises(scope: Scope, receive: Receive, send: Send) -> None:
    raise ValueError("reason for the console")


async def returns(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})


async def raises_late(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"a", "more_body": True})
    raise ValueError("reason for the console")


def test_an_exception_is_a_500_and_its_traceback_is_logged(
    run: Run, caplog: pytest.LogCaptureFixture
) -> None:
    async def scenario(client: Client) -> None:
        answer = await client.request("GET", URL + "path?q")
        assert (answer.status, answer.body) == (500, b"Internal Server Error")

    run(raises, scenario)
    printed = caplog.text
    assert "GET /path: the application failed\nTraceback" in printed
    assert "ValueError: reason for the console" in printed


@pytest.mark.parametrize("app", [returns, raises_late])
def test_an_answer_cut_short_fails(
    run: Run, app: Callable[..., None], caplog: pytest.LogCaptureFixture
) -> None:
    async def scenario(client: Client) -> None:
        answer = await client.request("GET", URL)
        assert answer.failure == "the application failed in the middle of its answer"

    run(app, scenario)
    assert caplog.text


BODY: Message = {"type": "http.response.body", "body": b""}
START: Message = {"type": "http.response.start", "status": 200, "headers": []}


@pytest.mark.parametrize(
    ("messages", "complaint"),
    [
        ([BODY], "before http.response.start"),
        ([START, START], "sent twice"),
        ([START, BODY, BODY], "after the end of the body"),
        ([{"type": "websocket.accept"}], "unexpected ASGI message"),
    ],
)
def test_messages_out_of_order_raise(
    run: Run, messages: list[Message], complaint: str, caplog: pytest.LogCaptureFixture
) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        for message in messages:
            await send(message)

    async def scenario(client: Client) -> None:
        await client.request("GET", URL)

    run(app, scenario)
    assert complaint in caplog.text


def test_a_head_request_has_no_body(run: Run) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-length", b"5")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"12345"})

    async def scenario(client: Client) -> None:
        answer = await client.request("HEAD", URL)
        assert (answer.headers, answer.body) == ([("content-length", "5")], b"")

    run(app, scenario)


def test_many_requests_at_once_leave_nothing_behind(run: Run) -> None:
    async def scenario(client: Client) -> None:
        bodies = [b"%d" % n for n in range(200)]
        answers = await asyncio.gather(*(client.request("POST", URL, [], b) for b in bodies))
        assert [answer.body for answer in answers] == bodies
        await asyncio.sleep(0)
        assert not client.server._exchanges
        assert not client.server._tasks

    run(echo, scenario)


@pytest.mark.parametrize("piece", [b"", b"x"])
def test_an_endless_answer_that_waits_for_nothing_keeps_nobody_waiting(
    run: Run, piece: bytes
) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200})
        while scope["path"] == "/endless":
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body"})

    async def scenario(client: Client) -> None:
        number, endless = client.send("GET", URL + "endless")
        await endless.head.wait()
        assert (await client.request("GET", URL)).status == 200
        client.server.cancel(number)
        assert (await client.request("HEAD", URL + "endless")).status == 200
        while client.server._exchanges:
            await asyncio.sleep(0)

    run(app, scenario)


def test_who_goes_on_after_the_page_has_left_keeps_nobody_waiting(run: Run) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200})
        while scope["path"] == "/stubborn":
            with suppress(OSError):
                await send({"type": "http.response.body", "body": b"x", "more_body": True})
        await send({"type": "http.response.body"})

    async def scenario(client: Client) -> None:
        number, stubborn = client.send("GET", URL + "stubborn")
        await stubborn.head.wait()
        client.server.cancel(number)
        assert (await client.request("GET", URL)).status == 200
        for task in client.server._tasks:
            task.cancel()

    run(app, scenario)


@pytest.mark.parametrize(
    ("url", "headers"),
    [
        (URL, [("x-a", "\u0141")]),
        (URL, [("\u0141", "a")]),
        ("http://localhost:port/", []),
        ("no address", []),
        (URL + "\u0141", []),
    ],
)
def test_a_request_that_cannot_be_begun_is_answered(
    run: Run, caplog: pytest.LogCaptureFixture, url: str, headers: list[tuple[str, str]]
) -> None:
    async def scenario(client: Client) -> None:
        answer = await client.request("GET", url, headers)
        assert (answer.status, answer.body) == (500, b"Internal Server Error")
        assert not client.server._exchanges

    run(echo, scenario)
    assert "could not be begun\nTraceback" in caplog.text


def test_what_a_transport_refuses_is_the_application_s_failure(
    run: Run, caplog: pytest.LogCaptureFixture
) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send(
            {"type": "http.response.start", "status": 302, "headers": [(b"location", b"//[")]}
        )
        await send({"type": "http.response.body"})

    class Refusing(Client):
        def respond(self, request_id: int, status: int, *rest: Any) -> None:
            if status == 302:
                raise UnsendableHead("the Location is no address")
            super().respond(request_id, status, *rest)

    async def main() -> None:
        answer = await Refusing(app).request("GET", URL)
        assert (answer.status, answer.body) == (500, b"Internal Server Error")

    asyncio.run(main())
    assert "UnsendableHead" in caplog.text


def test_a_failure_is_answered_whatever_logging_does(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*args: object, **settings: object) -> None:
        raise OSError("the log is on a full disk")

    async def scenario(client: Client) -> None:
        monkeypatch.setattr("pwa.bridge.http.log.error", fails)
        assert (await client.request("GET", URL)).status == 500

    run(raises, scenario)
