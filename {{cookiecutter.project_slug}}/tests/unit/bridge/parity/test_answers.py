"""Whatever an application answers, the page gets what uvicorn's client gets."""

from http import HTTPStatus

import pytest

from pwa.bridge.asgi import Headers, Message, Receive, Scope, Send

from .applications import body, size_by_path, start, status_by_path
from .conftest import Both
from .exchange import Request
from .table import case

GET, HEAD = Request("GET", "/"), Request("HEAD", "/")

STATUSES = [int(status) for status in HTTPStatus if status >= 200] + [299, 399, 420, 499, 520, 599]

ANSWER_HEADERS: list[Headers] = [
    [],
    [(b"x-a", b"1")],
    [(b"x-a", b"1"), (b"x-a", b"2")],
    [(b"x-a", b"2"), (b"x-b", b"1"), (b"x-a", b"1")],
    [(b"X-Upper", b"1"), (b"x-lower", b"2"), (b"X-mIxEd", b"3")],
    [(b"x-empty", b"")],
    [(b"x-inner", b"a  b \t c")],
    [(b"x-latin", "café £ ÿ".encode("latin-1"))],
    [(b"x-utf-8", "שלום".encode())],
    [(b"x-symbols", b"!#$%&'*+-.^_`|~()<>@,;:\\/[]?={}\"")],
    [(b"x!#$%&'*+-.^_`|~", b"name")],
    [(b"x-long", b"a" * 60000)],
    [(b"x-%d" % n, b"%d" % n) for n in range(200)],
    [(b"set-cookie", b"a=1; Path=/; HttpOnly"), (b"set-cookie", b"b=2; Max-Age=3")],
    [(b"set-cookie", b"a=1; Expires=Thu, 01 Jan 2099 00:00:00 GMT")] * 3,
    [(b"location", b"/a?b#c")],
    [(b"location", b"http://127.0.0.1/%D7%A9")],
    [(b"www-authenticate", b'Basic realm="a"'), (b"www-authenticate", b"Bearer")],
    [(b"link", b"</a>; rel=preload"), (b"link", b"</b>; rel=preload")],
    [(b"content-type", b"text/event-stream"), (b"cache-control", b"no-store")],
    [(b"content-type", b"text/html; charset=utf-8"), (b"content-encoding", b"br")],
    [(b"content-disposition", b"attachment; filename*=UTF-8''%D7%A9.txt")],
    [(b"content-range", b"bytes 0-3/10"), (b"accept-ranges", b"bytes")],
    [(b"etag", b'W/"a"'), (b"last-modified", b"Sat, 01 Jan 2000 00:00:00 GMT"), (b"vary", b"*")],
    [(b"content-security-policy", b"default-src 'self'"), (b"x-frame-options", b"DENY")],
    [(b"date", b"Sat, 01 Jan 2000 00:00:00 GMT"), (b"server", b"own")],
]

SIZES = [
    *(
        f"{method} /{n}/{size}"
        for method in ("GET", "HEAD")
        for n, size in [(0, 0), (1, 0), (1, 1)]
    ),
    *(f"GET /{n}/{size}" for n in (1, 2, 7, 50) for size in (1, 255, 4096)),
    *(f"GET /{n}/{size}/length" for n in (0, 1, 2, 7, 50) for size in (0, 1, 255, 4096)),
    *(f"HEAD /{n}/{size}/length" for n in (1, 7) for size in (1, 4096)),
    *(f"GET /1/{size}" for size in (65535, 65536, 65537, 262143, 262144, 262145, 524288, 1 << 22)),
    *(f"GET /1/{size}/length" for size in (65536, 262144, 262145, 524288, 524289, 1 << 22)),
    *("GET /1000/0", "GET /1000/1", "GET /300/10000", "GET /4/262145", "GET /9/524288/length"),
    *("HEAD /4/262145/length", "HEAD /4/262145", "POST /3/300000"),
]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("status", STATUSES)
def test_statuses(both: Both, status: int, method: str) -> None:
    assert both(status_by_path, Request(method, f"/{status}")).status == status


@pytest.mark.parametrize("request_", [GET, HEAD], ids=["GET", "HEAD"])
@pytest.mark.parametrize("headers", ANSWER_HEADERS, ids=lambda headers: str(headers)[:60])
@pytest.mark.parametrize("status", [200, 304, 404])
def test_headers(both: Both, headers: Headers, request_: Request, status: int) -> None:
    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        await send(start(status, headers))
        await send(body())

    given = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in headers]
    outcome = both(application, request_)
    assert [p for p in outcome.headers if p[0] not in {"Transfer-Encoding", "Connection"}] == given


@pytest.mark.parametrize(("request_", "status"), [case(line, 200) for line in SIZES])
def test_sizes(both: Both, request_: Request, status: int) -> None:
    outcome = both(size_by_path, request_)
    pieces, size, *_ = request_.target.strip("/").split("/")
    assert outcome.status == status
    assert len(outcome.body) == (0 if request_.method == "HEAD" else int(pieces) * int(size))


BODY_MESSAGES: dict[str, list[Message]] = {
    "nothing but the type": [{"type": "http.response.body"}],
    "no more_body": [{"type": "http.response.body", "body": b"a"}],
    "no body": [{"type": "http.response.body", "more_body": True}, body(b"a")],
    "bytearray": [{"type": "http.response.body", "body": bytearray(b"abc")}],
    "memoryview": [{"type": "http.response.body", "body": memoryview(b"abcd")[1:3]}],
    "empty pieces": [body(b"", more=True), body(b"a", more=True), body(b"", more=True), body()],
    "the last has bytes": [body(b"a", more=True), body(b"b")],
    "an unknown key": [{**body(b"a"), "other": 1}],
}


@pytest.mark.parametrize("request_", [GET, HEAD], ids=["GET", "HEAD"])
@pytest.mark.parametrize("length", [True, False], ids=["length", "no length"])
@pytest.mark.parametrize("messages", BODY_MESSAGES.values(), ids=BODY_MESSAGES)
def test_body_messages(
    both: Both, messages: list[Message], length: bool, request_: Request
) -> None:
    content = b"".join(bytes(message.get("body", b"")) for message in messages)
    headers = [(b"content-length", b"%d" % len(content))] if length else []

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        await send(start(200, headers))
        for message in messages:
            await send(message)

    assert both(application, request_).body == (b"" if request_ is HEAD else content)


HEADS: dict[str, Message] = {
    "no headers": {"type": "http.response.start", "status": 200},
    "tuple": {"type": "http.response.start", "status": 201, "headers": ((b"x-a", b"1"),)},
    "lists": {"type": "http.response.start", "status": 202, "headers": [[b"x-a", b"1"]]},
    "HTTPStatus": {"type": "http.response.start", "status": HTTPStatus.IM_A_TEAPOT},
    "trailers": {"type": "http.response.start", "status": 200, "headers": [], "trailers": False},
}


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_heads(both: Both, head: Message) -> None:
    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        await send(head)
        await send(body(b"a"))

    assert both(application, GET).status == head["status"]
