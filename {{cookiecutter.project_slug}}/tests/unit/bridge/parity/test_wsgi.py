"""A WSGI application answers as under `uvicorn --interface wsgi`, and is told the same.

Two values are as PEP 3333 has them and not as in uvicorn, which replaces bytes of a path that are
not UTF-8, and joins cookies by a comma.
"""

import json
import warnings
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from uvicorn.middleware.wsgi import _WSGIMiddleware

from pwa.bridge.asgi import Application
from pwa.bridge.wsgi import WsgiServer

from .conftest import Switch
from .exchange import Outcome, Request
from .servers import ask_bridge, ask_uvicorn
from .test_requests import BODIES, HEADERS, METHODS, PATHS, QUERIES

Environ = dict[str, Any]
Start = Callable[..., Callable[[bytes], None]]
Both = Callable[[Any, Request], tuple[Outcome, Outcome]]

NOT_COMPARED = {
    "wsgi.input",
    "wsgi.errors",  # uvicorn's is standard output
    "wsgi.input_terminated",
    "wsgi.multithread",  # there are threads under uvicorn
    "wsgi.multiprocess",
    "SERVER_PORT",  # uvicorn's is a number
}


@pytest.fixture
def wsgi_both(switch: Switch, port: int) -> Both:
    """Ask both servers; return uvicorn's outcome and the bridge's."""

    def ask(application: Any, request: Request) -> tuple[Outcome, Outcome]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # in favour of a2wsgi
            reference: Any = _WSGIMiddleware(application)
        served: Application = reference
        switch.application = served
        expected = ask_uvicorn(port, request)
        answered = ask_bridge(WsgiServer(application), f"http://127.0.0.1:{port}", request)
        reference.executor.shutdown()
        return expected, answered

    return ask


def environ_as_json(environ: Environ, start_response: Start) -> Iterable[bytes]:
    fields = {k: repr(v) for k, v in environ.items() if k not in NOT_COMPARED}
    start_response("200 OK", [("Content-Type", "application/json")])
    return [json.dumps(fields).encode()]


def echo(environ: Environ, start_response: Start) -> Iterable[bytes]:
    content = environ["wsgi.input"].read()
    start_response("200 OK", [("Content-Length", str(len(content)))])
    return [content]


def echo_in_pieces(environ: Environ, start_response: Start) -> Iterator[bytes]:
    start_response("202 Accepted", [("X-A", "1"), ("X-A", "2")])
    for line in environ["wsgi.input"]:
        yield line
        yield b""


REQUESTS = [
    *(Request(method, "/a?b=c") for method in METHODS),
    *(Request("GET", path) for path in PATHS),
    *(Request("GET", f"/{query}") for query in QUERIES),
]


@pytest.mark.parametrize("request_", REQUESTS, ids=str)
def test_the_environ(wsgi_both: Both, request_: Request) -> None:
    expected, answered = wsgi_both(environ_as_json, request_)
    assert answered.status == expected.status == 200
    if request_.method != "HEAD":
        said, told = json.loads(answered.body), json.loads(expected.body)
        assert {**said, "PATH_INFO": None} == {**told, "PATH_INFO": None}
        replaced = "\N{REPLACEMENT CHARACTER}".encode().decode("latin-1")
        assert replaced in told["PATH_INFO"] or said["PATH_INFO"] == told["PATH_INFO"]


@pytest.mark.parametrize("headers", HEADERS, ids=str)
def test_the_headers(wsgi_both: Both, headers: tuple[str, ...]) -> None:
    pairs = tuple((name, value) for name, _, value in (line.partition(": ") for line in headers))
    expected, answered = wsgi_both(environ_as_json, Request("POST", "/", pairs, b"a"))
    said, told = json.loads(answered.body), json.loads(expected.body)
    assert {**said, "HTTP_COOKIE": None} == {**told, "HTTP_COOKIE": None}


@pytest.mark.parametrize("application", [echo, echo_in_pieces])
@pytest.mark.parametrize("body", BODIES, ids=len)
def test_bodies(wsgi_both: Both, application: Any, body: bytes) -> None:
    expected, answered = wsgi_both(application, Request("POST", "/", (), body))
    assert answered.compared() == in_lower_case(expected)


def in_lower_case(outcome: Outcome) -> dict[str, Any]:
    """Return what is compared, with the names of headers as ASGI has them."""
    compared = outcome.compared()
    return {**compared, "headers": [(name.lower(), value) for name, value in compared["headers"]]}


def raises(environ: Environ, start_response: Start) -> Iterable[bytes]:
    raise LookupError


def raises_later(environ: Environ, start_response: Start) -> Iterator[bytes]:
    start_response("200 OK", [("X-A", "1")])
    yield b"a"
    raise LookupError


@pytest.mark.parametrize("application", [raises, raises_later])
def test_failures(wsgi_both: Both, application: Any) -> None:
    expected, answered = wsgi_both(application, Request("GET", "/"))
    assert answered.compared() == in_lower_case(expected)
