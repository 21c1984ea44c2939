"""A FastAPI application answers under the bridge as under uvicorn, with and without threads."""

import threading
from collections.abc import Iterator

import pytest
from fastapi import FastAPI

from .differences import SPEC_VERSION
from .exchange import Recorder, Request
from .framework import WITHOUT_CHANCE, build, write_files
from .servers import ask_bridge, ask_uvicorn, listening
from .table import case

JSON = "Content-Type: application/json"
FORM = "Content-Type: application/x-www-form-urlencoded"
MULTIPART = "Content-Type: multipart/form-data; boundary=edge"
LATER = "Sat, 01 Jan 2050 00:00:00 GMT"
EARLIER = "Sat, 01 Jan 1990 00:00:00 GMT"
OK = "Origin: https://ok.example"


def part(name: str, content: bytes, filename: str | None = None, type: str = "") -> bytes:
    head = f'--edge\r\nContent-Disposition: form-data; name="{name}"'
    head += f'; filename="{filename}"' if filename is not None else ""
    head += f"\r\nContent-Type: {type}" if type else ""
    return head.encode() + b"\r\n\r\n" + content + b"\r\n"


def parts(*given: bytes) -> bytes:
    return b"".join(given) + b"--edge--\r\n"


INPUTS = [
    *(
        case(f"GET /items/{n}", 200)
        for n in ("1", "-1", "0", "1%20", "123456789012345678901234567890")
    ),
    *(case(f"GET /items/{n}", 422) for n in ("a", "1.5", "%D7%A9", "1a", "%00")),
    *(case(f"GET /items/1?q={q}", 200) for q in ("", "a", "a+b", "%D7%A9", "%FF", "a&q=b", "%00")),
    *(case(f"GET /lists?{q}", 200) for q in ("", "a=1", "a=1&a=2", "a=&a=", "a=1%262", "b=1")),
    case("GET /lists", 200, "X-Many: 1"),
    case("GET /lists", 200, "X-Many: 1", "X-Many: 2, 3"),
    case("POST /json", 201, JSON, body=b'{"name": "a", "price": 1.5}'),
    case("PUT /json", 200, JSON, body='{"name": "ש", "price": 1e3, "tags": ["א"]}'.encode()),
    case("POST /json", 201, JSON, body=b' {"name":"\\u05e9","price":2,"more":null}\n'),
    case("POST /json", 201, "Content-Type: application/a+json", body=b'{"name":"a","price":1}'),
    case("POST /json", 422, "Content-Type: text/plain", body=b'{"name":"a","price":1}'),
    case("POST /json", 422, JSON, body=b'{"name": "", "price": -1, "tags": 3}'),
    case("POST /json", 422, JSON, body=b"{"),
    case("POST /json", 422, JSON, body=b""),
    case("POST /json", 422, JSON),
    case("POST /json", 422, JSON, body=b"[1]"),
    case("POST /json", 500, JSON, body=b'"\\ud800"'),
    case("POST /json", 422, JSON, body=b"\xff\xfe"),
    case("GET /json", 405),
    case("DELETE /json", 405),
    case("POST /form", 200, FORM, body=b"name=a&age=3"),
    case("POST /form", 200, FORM, body=b"name=%D7%A9+%26&age=3&other=1"),
    case("POST /form", 422, FORM, body=b"name=a"),
    case("POST /form", 422, FORM, body=b""),
    case("POST /form", 200, MULTIPART, body=parts(part("name", b"a"), part("age", b"3"))),
    case("POST /upload", 200, MULTIPART, body=parts(part("file", b"abc", "a.txt", "text/plain"))),
    case(
        "POST /upload", 200, MULTIPART, body=parts(part("file", b"", "ש.bin"), part("note", b"n"))
    ),
    case("POST /upload", 200, MULTIPART, body=parts(part("file", b"\r\n--edg\0\xff" * 9, "b"))),
    case("POST /upload", 200, MULTIPART, body=parts(part("file", bytes(3 << 20), "big"))),
    case("POST /upload", 422, MULTIPART, body=parts(part("note", b"n"))),
    case("POST /upload", 422, MULTIPART, body=parts(part("file", b"no file name"))),
    case("POST /upload", 400, "Content-Type: multipart/form-data", body=b"x"),
    case(
        "POST /uploads",
        200,
        MULTIPART,
        body=parts(*(part("files", b"%d" % n, "n") for n in range(9))),
    ),
    *(case("POST /raw", 200, body=bytes(n)) for n in (0, 1, 70000, 300000)),
    case("POST /raw", 200),
]

ANSWERS = [
    *(case(f"GET {path}", 200) for path in ("/openapi.json", "/docs", "/redoc", "/html", "/state")),
    *(case(f"GET {path}", 404) for path in ("/", "/none", "/%D7%A9", "/items", "//", "/items/1/2")),
    *(case(f"{method} /html", 405) for method in ("HEAD", "POST", "OPTIONS", "PROPFIND", "get")),
    case("GET /items/1/", 307),
    case("GET /html/?a=%20b", 307),
    case("POST /form/", 307, FORM, body=b"name=a&age=3"),
    case("GET /html", 200, "Accept-Encoding: gzip"),
    case("GET /html?repeat=99", 200),
    case("GET /html?repeat=99", 200, "Accept-Encoding: gzip, deflate, br"),
    case("GET /stream/sync?count=99", 200, "Accept-Encoding: gzip"),
    *(case(f"GET /redirect/{n}", n) for n in (301, 302, 303, 307, 308)),
    case("GET /redirect/303?to=/%D7%A9%20?a=b%26c", 303),
    case("GET /redirect/302?to=https://other.example/a", 302),
    case("GET /cookies", 200),
    case("GET /cookies", 200, "Cookie: a=1; b=%D7%A9; c"),
    case("GET /empty", 204),
    case("GET /raise/http", 418),
    case("GET /raise/own", 404),
    case("GET /raise/unforeseen", 500),
    case("GET /urls", 200),
    case("GET /urls?a=%20&b=%D7%A9", 200),
    *(
        case(f"GET /sub/where/{path}", 200)
        for path in ("", "a", "a/b", "%D7%A9", "a%2Fb", "/", "a?b")
    ),
    *(case(f"GET /sub{path}", 404) for path in ("/", "/none", "/Where")),
    case("GET /sub", 307),
    case("GET /sub/where", 307),
    case("GET /sub/docs", 200),
    case("GET /secret", 401),
    case("GET /secret", 200, "Authorization: Basic YTpi"),
    case("GET /secret", 401, "Authorization: Basic !"),
    *(case(f"GET /depends/{kind}", 200, "X-Name: own") for kind in ("def", "async")),
    case("GET /background", 200),
    case("GET /background?fails=1", 200),
    *(case(f"GET /stream/{k}?count={n}", 200) for k in ("sync", "async") for n in (0, 1, 3, 200)),
    case("GET /stream/sync", 200, "X-Name: kept"),
    case("GET /stream/async", 200, "X-Name: kept"),
    case("GET /stream/breaks", 200),
    case("OPTIONS /html", 200, OK, "Access-Control-Request-Method: PUT"),
    case("OPTIONS /html", 400, OK, "Access-Control-Request-Method: DELETE"),
    case("OPTIONS /html", 400, "Origin: https://no.example", "Access-Control-Request-Method: GET"),
    case("GET /html", 200, OK),
    case("GET /html", 200, OK, "Cookie: a=1"),
    case("GET /html", 200, "Origin: https://no.example"),
]

RANGES = {
    206: ["0-0", "0-9", "10-", "-10", "0-", "999-", "0-99999", "-99999", "5-5,7-8", "-1,0-0"],
    416: ["1000-", "-0", "5000-6000", "--1"],
    400: ["", "a-b", "9-1"],
}

FILES = [
    *(
        case(f"GET /static/{name}", 200)
        for name in ("text.txt", "text.txt/", "", "folder/", "a%20b.txt")
    ),
    *(case(f"GET /static/{name}", 200) for name in ("%D7%A9.txt", "empty", "big.bin")),
    *(case(f"GET /static/{n}", 404) for n in ("none", "%2e%2e/x", "..", "%00", "%FF")),
    *(case(f"HEAD /static/{name}", 200) for name in ("text.txt", "big.bin", "folder/", "empty")),
    case("GET /static/folder", 307),
    case("POST /static/text.txt", 405),
    case("GET /static/text.txt", 304, f"If-Modified-Since: {LATER}"),
    case("GET /static/text.txt", 200, f"If-Modified-Since: {EARLIER}"),
    case("GET /static/text.txt", 200, 'If-None-Match: "other"'),
    case("GET /file", 200),
    case("GET /file?name=big.bin", 200),
    case("GET /file?name=%D7%A9.txt", 200),
    case("GET /file?name=none", 500),
    case("GET /file", 200, "Range: bytes=0-4", f"If-Range: {EARLIER}"),
    *(
        case(f"{method} /static/text.txt", status, f"Range: bytes={span}")
        for method in ("GET", "HEAD")
        for status, spans in RANGES.items()
        for span in spans
    ),
    case("GET /file?name=big.bin", 206, "Range: bytes=1-700000"),
    case("GET /file?name=big.bin", 206, "Range: bytes=0-9,600000-"),
    case("GET /file", 400, "Range: lines=0-1"),
    case("GET /file", 400, "Range: bytes"),
]


@pytest.fixture(scope="module")
def application(tmp_path_factory: pytest.TempPathFactory) -> Recorder:
    """The FastAPI application on a folder of its files."""
    folder = tmp_path_factory.mktemp("static")
    write_files(folder)
    return Recorder(build(folder), SPEC_VERSION)


@pytest.fixture(scope="module")
def port(application: Recorder) -> Iterator[int]:
    with listening(application, lifespan="on") as port:
        yield port


@pytest.fixture(autouse=True)
def without_chance(monkeypatch: pytest.MonkeyPatch) -> None:
    for target, value in WITHOUT_CHANCE.items():
        monkeypatch.setattr(target, value)


@pytest.mark.parametrize(("request_", "status"), [*INPUTS, *ANSWERS, *FILES])
def test_the_same_answer(application: Recorder, port: int, request_: Request, status: int) -> None:
    expected = application.complete(ask_uvicorn(port, request_)).compared()
    assert expected["status"] == status
    for inline in (False, True):
        origin = f"http://127.0.0.1:{port}"
        answered = ask_bridge(application, origin, request_, lifespan=True, inline=inline)
        assert application.complete(answered).compared() == expected


@pytest.mark.parametrize("inline", [True, False])
def test_threads_are_used_or_not(inline: bool) -> None:
    app = FastAPI()

    @app.get("/")
    def thread() -> int:
        return threading.get_ident()

    outcome = ask_bridge(app, "http://127.0.0.1", Request("GET", "/"), inline=inline)
    assert (int(outcome.body) == threading.get_ident()) == inline
