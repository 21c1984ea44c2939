"""bridge/wsgi.py: WSGI applications (PEP 3333)."""

import asyncio
import logging
import sys
from collections.abc import Callable, Iterable, Iterator
from contextvars import ContextVar
from types import ModuleType
from typing import Any
from wsgiref.validate import validator

import pytest

from pwa.bridge.asgi import Message, Receive, Scope, Send
from pwa.bridge.http import PIECE, WINDOW
from pwa.bridge.lifespan import Lifespan
from pwa.bridge.wsgi import WsgiServer
from pwa.bridge.wsgi_adapters import patch_a2wsgi, patch_asgiref

from .conftest import Client
from .test_websocket import talk

Environ = dict[str, Any]
Start = Callable[..., Callable[[bytes], None]]
Run = Callable[..., None]
URL = "http://localhost/"
TEXT = [("Content-Type", "text/plain")]


def ask(
    run: Run, application: Any, method: str = "GET", url: str = URL, **request: Any
) -> tuple[int, list[tuple[str, str]], bytes, str | None]:
    """Return status, headers, body and failure of the answer."""
    got: Any = []

    async def scenario(client: Client) -> None:
        answer = await client.request(method, url, **request)
        got.extend((answer.status, answer.headers, answer.body, answer.failure))

    run(WsgiServer(application), scenario)
    return tuple(got)


def environ_for(run: Run, url: str = URL, root_path: str = "", **request: Any) -> Environ:
    """Return what an application gets for a request."""
    seen: Environ = {}

    def application(environ: Environ, start_response: Start) -> Iterable[bytes]:
        seen.update(environ)
        start_response("200 OK", TEXT)
        return []

    async def scenario(client: Client) -> None:
        await client.request(request.pop("method", "GET"), url, **request)

    run(WsgiServer(application), scenario, root_path)
    return seen


def test_the_environ_has_what_the_pep_demands(run: Run) -> None:
    headers = [("Content-Type", "text/x"), ("X-A", "1"), ("X-A", "2"), ("X-B-C", "caf\xe9")]
    environ = environ_for(
        run, "https://a.example:8443/b?c=%20d", method="POST", headers=headers, body=b"123"
    )
    expected = {
        "REQUEST_METHOD": "POST",
        "SCRIPT_NAME": "",
        "PATH_INFO": "/b",
        "QUERY_STRING": "c=%20d",
        "CONTENT_TYPE": "text/x",
        "CONTENT_LENGTH": "3",
        "SERVER_NAME": "a.example",
        "SERVER_PORT": "8443",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "a.example:8443",
        "HTTP_X_A": "1,2",
        "HTTP_X_B_C": "caf\xe9",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "https",
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "wsgi.input_terminated": True,
    }
    assert type(environ) is dict
    assert {k: v for k, v in environ.items() if k != "wsgi.input"} == expected


def test_without_a_body_there_is_neither_length_nor_type(run: Run) -> None:
    environ = environ_for(run)
    assert "CONTENT_LENGTH" not in environ and "CONTENT_TYPE" not in environ


def test_cookies_in_two_headers_are_one(run: Run) -> None:
    environ = environ_for(run, headers=[("Cookie", "a=1"), ("Cookie", "b=2")])
    assert environ["HTTP_COOKIE"] == "a=1; b=2"


@pytest.mark.parametrize(
    ("root_path", "path", "script_name", "path_info"),
    [
        ("", "/", "", "/"),
        ("", "/caf%C3%A9/%FF", "", "/caf\xc3\xa9/\xff"),
        ("", "/a%2Fb%25", "", "/a/b%"),
        ("/site", "/site/a", "/site", "/a"),
        ("/site", "/site", "/site", ""),
        ("/site", "/siteless", "", "/siteless"),
        ("/my%20site", "/my%20site/a%20b", "/my site", "/a b"),
    ],
)
def test_paths(run: Run, root_path: str, path: str, script_name: str, path_info: str) -> None:
    environ = environ_for(run, f"http://localhost{path}", root_path)
    assert (environ["SCRIPT_NAME"], environ["PATH_INFO"]) == (script_name, path_info)


BODY = b"first\nsecond\n" + b"x" * (2 * PIECE) + b"\nlast"

READS: list[Callable[[Any], bytes]] = [
    lambda body: body.read(),
    lambda body: body.read(-1),
    lambda body: body.read(len(BODY)),
    lambda body: body.read(3) + body.read(),
    lambda body: b"".join(iter(lambda: body.read(1000), b"")),
    lambda body: b"".join(body),
    lambda body: b"".join(body.readlines()),
    lambda body: b"".join(body.readlines(5)) + body.read(),
    lambda body: b"".join(iter(body.readline, b"")),
    lambda body: body.readline(3) + body.readline() + b"".join(body),
]


@pytest.mark.parametrize("read", READS)
def test_the_body_can_be_read_in_any_way(run: Run, read: Callable[[Any], bytes]) -> None:
    def application(environ: Environ, start_response: Start) -> Iterable[bytes]:
        start_response("200 OK", TEXT)
        content = read(environ["wsgi.input"])
        assert environ["wsgi.input"].read(1) == b""
        return [content]

    assert ask(run, application, "POST", body=BODY)[2] == BODY


@pytest.mark.parametrize("read", READS)
def test_so_it_can_inside_of_another_application(run: Run, read: Callable[[Any], bytes]) -> None:
    def application(environ: Environ, start_response: Start) -> Iterable[bytes]:
        start_response("200 OK", TEXT)
        return [read(environ["wsgi.input"])]

    inner = WsgiServer(application, is_inner=True)

    async def outer(scope: Scope, receive: Receive, send: Send) -> None:
        async def slow_receive() -> Message:
            await asyncio.sleep(0)
            return await receive()

        await inner(scope, slow_receive, send)

    async def scenario(client: Client) -> None:
        assert (await client.request("POST", URL, body=BODY)).body == BODY

    run(outer, scenario)


def test_the_adapters_of_others_are_the_bridge_s(run: Run) -> None:
    class Adapter:
        def __init__(self, app: Any) -> None:
            self.app = self.wsgi_application = app

    module: Any = ModuleType("adapters")
    module.WSGIMiddleware = type("WSGIMiddleware", (Adapter,), {})
    module.WsgiToAsgi = type("WsgiToAsgi", (Adapter,), {})
    patch_a2wsgi(module)
    patch_asgiref(module)

    async def scenario(client: Client) -> None:
        assert (await client.request("GET", URL)).body == b"x" * 100

    for adapter in (module.WSGIMiddleware, module.WsgiToAsgi):
        run(adapter(Pieces(100)), scenario)


def test_the_body_is_taken_while_the_answer_goes(run: Run) -> None:
    def application(environ: Environ, start_response: Start) -> Iterator[bytes]:
        start_response("200 OK", TEXT)
        while piece := environ["wsgi.input"].read(PIECE):
            yield piece

    assert ask(run, application, "POST", body=BODY)[2] == BODY


def test_the_validator_of_the_standard_library_finds_nothing(run: Run) -> None:
    def application(environ: Environ, start_response: Any) -> Iterable[bytes]:
        start_response("200 OK", [*TEXT, ("Content-Length", "3")])
        return [environ["wsgi.input"].read(2), b"c"]

    assert ask(run, validator(application), "POST", body=b"ab")[:3:2] == (200, b"abc")


def test_several_cookies(run: Run) -> None:
    def application(environ: Environ, start_response: Start) -> Iterable[bytes]:
        start_response("200 OK", [("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")])
        return [b"x"]

    assert ask(run, application)[1] == [("set-cookie", "a=1"), ("set-cookie", "b=2")]


def test_write_comes_before_what_is_returned(run: Run) -> None:
    def application(environ: Environ, start_response: Start) -> Iterator[bytes]:
        write = start_response("200 OK", TEXT)
        write(b"a")
        write(b"")
        write(b"b" * 2 * PIECE)
        yield b"c"
        write(b"d")

    assert ask(run, application)[2] == b"a" + b"b" * 2 * PIECE + b"cd"


def test_a_generator_may_start_when_it_is_asked(run: Run) -> None:
    def application(environ: Environ, start_response: Start) -> Iterator[bytes]:
        start_response("201 Created", TEXT)
        yield b"x"

    assert ask(run, application)[:3:2] == (201, b"x")


def test_the_head_can_be_taken_back(run: Run) -> None:
    def application(environ: Environ, start_response: Start) -> Iterator[bytes]:
        start_response("200 OK", TEXT)
        yield b""
        try:
            raise ValueError
        except ValueError:
            start_response("503 Sorry", [("X-A", "1")], sys.exc_info())
        yield b"sorry"

    assert ask(run, application)[:3] == (503, [("x-a", "1")], b"sorry")


def test_the_head_cannot_be_taken_back_later(run: Run, caplog: pytest.LogCaptureFixture) -> None:
    def application(environ: Environ, start_response: Start) -> Iterator[bytes]:
        start_response("200 OK", TEXT)
        yield b"a"
        try:
            raise ValueError("of the application")
        except ValueError:
            start_response("503 Sorry", [], sys.exc_info())
        yield b"never"

    status, _, body, failure = ask(run, application)
    assert (status, body) == (200, b"a") and failure
    assert "ValueError: of the application" in caplog.text


def twice(environ: Environ, start_response: Start) -> Iterable[bytes]:
    start_response("200 OK", TEXT)
    start_response("200 OK", TEXT)
    return [b"x"]


def never(environ: Environ, start_response: Start) -> Iterable[bytes]:
    return [b"x"]


def never_and_nothing(environ: Environ, start_response: Start) -> Iterable[bytes]:
    return []


def raises(environ: Environ, start_response: Start) -> Iterable[bytes]:
    raise LookupError("of the application")


def raises_when_asked(environ: Environ, start_response: Start) -> Iterator[bytes]:
    start_response("200 OK", TEXT)
    raise LookupError("of the application")
    yield b""


def gives_text(environ: Environ, start_response: Start) -> Iterable[str]:
    start_response("200 OK", TEXT)
    return ["text"]


def returns_none(environ: Environ, start_response: Start) -> None:
    start_response("200 OK", TEXT)


def has_no_status(environ: Environ, start_response: Start) -> Iterable[bytes]:
    start_response("OK", TEXT)
    return []


def exits(environ: Environ, start_response: Start) -> Iterable[bytes]:
    sys.exit("an application is not the process")


MISTAKES = [
    (twice, "start_response was called twice"),
    (never, "has not called start_response"),
    (never_and_nothing, "has not called start_response"),
    (raises, "LookupError: of the application"),
    (raises_when_asked, "LookupError: of the application"),
    (gives_text, "bytes, not of str"),
    (returns_none, "'NoneType' object is not iterable"),
    (has_no_status, "'OK' is no status of WSGI"),
    (exits, "SystemExit: an application is not the process"),
]


@pytest.mark.parametrize(("application", "said"), MISTAKES)
def test_mistakes(run: Run, caplog: pytest.LogCaptureFixture, application: Any, said: str) -> None:
    status, _, body, failure = ask(run, application)
    assert (status, body, failure) == (500, b"Internal Server Error", None)
    assert said in caplog.text


def test_a_failure_in_the_middle_breaks_the_answer_off(
    run: Run, caplog: pytest.LogCaptureFixture
) -> None:
    def application(environ: Environ, start_response: Start) -> Iterator[bytes]:
        start_response("200 OK", TEXT)
        yield b"a"
        raise LookupError("of the application")

    status, _, body, failure = ask(run, application)
    assert (status, body) == (200, b"a") and failure
    assert "LookupError: of the application" in caplog.text


@pytest.mark.parametrize("length", [0, 1, 3])
def test_what_is_longer_than_its_length_is_cut(
    run: Run, caplog: pytest.LogCaptureFixture, length: int
) -> None:
    def application(environ: Environ, start_response: Start) -> Iterable[bytes]:
        start_response("200 OK", [*TEXT, ("Content-Length", str(length))])
        return [b"ab", b"cd"]

    status, _, body, failure = ask(run, application)
    assert (status, body, failure) == (200, b"abcd"[:length], None)
    assert "longer than its Content-Length" in caplog.text


def test_headers_of_the_connection_are_left_out(run: Run, caplog: pytest.LogCaptureFixture) -> None:
    def application(environ: Environ, start_response: Start) -> Iterable[bytes]:
        start_response("200 OK", [("Connection", "keep-alive"), ("X-A", "1")])
        return [b"x"]

    assert ask(run, application)[1] == [("x-a", "1")]
    assert "the header Connection is the connection's" in caplog.text


def test_head(run: Run) -> None:
    def application(environ: Environ, start_response: Start) -> Iterable[bytes]:
        start_response("200 OK", [*TEXT, ("Content-Length", "5")])
        return []

    status, headers, body, failure = ask(run, application, "HEAD")
    assert (status, body, failure) == (200, b"", None)
    assert ("content-length", "5") in headers


class Pieces:
    """An answer of `number` pieces that notes what is done with it."""

    def __init__(self, number: int, fails: bool = False) -> None:
        self.left = number
        self.fails = fails
        self.closed = 0

    def __call__(self, environ: Environ, start_response: Start) -> "Pieces":
        start_response("200 OK", TEXT)
        return self

    def __iter__(self) -> "Pieces":
        return self

    def __next__(self) -> bytes:
        if self.fails:
            raise LookupError
        if not self.left:
            raise StopIteration
        self.left -= 1
        return b"x"

    def close(self) -> None:
        self.closed += 1


@pytest.mark.parametrize("pieces", [Pieces(3), Pieces(0), Pieces(3, fails=True)])
def test_what_is_returned_is_closed(run: Run, pieces: Pieces) -> None:
    ask(run, pieces)
    assert pieces.closed == 1


def test_an_answer_waits_for_its_reader_and_ends_with_it(run: Run) -> None:
    pieces: Any = Pieces(1000)

    async def scenario(client: Client) -> None:
        number, answer = client.send("GET", URL)
        for _ in range(50):
            await asyncio.sleep(0)
        assert pieces.left == 1000 - WINDOW - 1 and not answer.end.is_set()
        client.server.pull(number)
        for _ in range(5):
            await asyncio.sleep(0)
        assert pieces.left == 1000 - WINDOW - 2 and not pieces.closed
        client.server.cancel(number)
        for _ in range(5):
            await asyncio.sleep(0)
        assert pieces.closed == 1 and pieces.left == 1000 - WINDOW - 2

    run(WsgiServer(pieces), scenario)


def test_an_answer_with_a_length_is_complete_before_it_is_closed(run: Run) -> None:
    """What an application does then does not keep the page waiting."""
    ended: list[bool] = []

    async def scenario(client: Client) -> None:
        def application(environ: Environ, start_response: Start) -> Iterator[bytes]:
            start_response("200 OK", [*TEXT, ("Content-Length", "1")])
            yield b"x"
            ended.append(client.answers[0].end.is_set())

        client.server.application = WsgiServer(application)
        answer = await client.request("GET", URL)
        assert answer.pieces == [b"x"]
        await asyncio.sleep(0)

    run(WsgiServer(never), scenario)
    assert ended == [True]


VARIABLE: ContextVar[str] = ContextVar("variable")


def test_it_runs_as_in_a_thread_of_its_own(run: Run) -> None:
    """One context from its call to its end, and no running loop, as asgiref and others want it."""

    def application(environ: Environ, start_response: Start) -> Iterator[bytes]:
        VARIABLE.set("set")
        start_response("200 OK", TEXT)
        with pytest.raises(RuntimeError, match="no running event loop"):
            asyncio.get_running_loop()
        yield b"a"
        yield VARIABLE.get().encode()

    assert ask(run, application)[2] == b"aset"
    assert VARIABLE.get("") == ""


def test_the_lifespan_is_quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    async def main() -> None:
        lifespan = Lifespan(WsgiServer(never))
        await lifespan.startup()
        await lifespan.shutdown()

    asyncio.run(main())
    assert not [record for record in caplog.records if record.name.startswith("pwa")]


def test_a_websocket_is_refused() -> None:
    heard, _ = talk(WsgiServer(never))
    assert [event for event, *_ in heard] == ["close"]
