"""What the application is told of a request is byte for byte what uvicorn tells it."""

import json
import string

import pytest

from pwa.bridge.asgi import Application

from .applications import echo, echo_all_headers, echo_in_pieces, reads_on, scope_as_json
from .conftest import Both
from .exchange import Request
from .table import case

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"]
UNUSUAL = ["PROPFIND", "PROPPATCH", "MKCOL", "COPY", "MOVE", "LOCK", "SEARCH", "QUERY", "PURGE"]
ODD = ["get", "Get", "X", "M-SEARCH", "A!B#C$D%E&F'G*H", "A+B.C^D_E`F|G~H", "X" * 200]

PATHS = [
    *("/", "/a", "/a/", "/a/b/c", "//", "//a", "/a//b", "/./a", "/a/../b", "/%2e%2e/a", "/~user"),
    *("/a.b", "/.hidden", "/a;b=c", "/a;b", "/a,b", "/a=b", "/a&b", "/a+b", "/a:b", "/a@b", "/@"),
    *("/a%20b", "/a%2Fb", "/a%2fb", "/%25", "/%2525", "/%3F", "/%23", "/%00", "/%7F", "/%0D%0A"),
    *("/%D7%A9%D7%9C%D7%95%D7%9D", "/%d7%a9", "/%E2%82%AC", "/%F0%9F%98%80", "/caf%C3%A9"),
    *("/%FF", "/%C3", "/%C3%28", "/%E2%82", "/%ED%A0%80", "/%C0%AF", "/%FFa%C3%A9", "/a%C3b%A9"),
    *("/%", "/%%", "/%4", "/%zz", "/%G0", "/100%", "/%u1234", "/%4%41", "/a%", "/%2"),
    *("/[a]", "/{a}", "/a|b", "/a^b", "/a`b", "/a'b", '/a"b', "/a\\b", "/a<b>", "/(a)", "/a!$*"),
    *("/http://other.example/a", "/a/http:b", "//other.example/a", "/:80", "/a:80/b", "/*"),
    *("/" + "a" * 2000, "/" + "a/" * 500, "/" + "%41" * 500, "/" + string.punctuation[:2]),
]

QUERIES = [
    *("?", "??", "?a", "?a=", "?a=b", "?=b", "?a=b&c=d", "?a=b&a=c", "?&", "?&&a", "?a;b", "?a?b"),
    *("?a=%20", "?a=+", "?a=%2B", "?a=%26", "?a=%3D", "?a=%00", "?a=%FF", "?a=%", "?a=%zz"),
    *("?%D7%A9=%D7%9C", "?a=/b/c", "?a=http://b/c?d", "?a[]=1&a[]=2", "?a={b}", "?a|b", "?a^b"),
    *("?a='b'", '?a="b"', "?a<b>", "?a\\b", "?a`b", "?a@b:c", "?a,b", "?a!b*(c)", "?" + "a" * 4000),
]

HEADERS = [
    ("X-A: 1",),
    ("X-A: 1", "X-A: 2"),
    ("X-A: 2", "X-B: 1", "X-A: 1"),
    ("X-A: 1, 2", "X-A: 3"),
    ("x-lower: 1", "X-UPPER: 2", "X-MiXeD: 3"),
    ("X-Empty: ",),
    ("X-Inner: a  b \t c",),
    ("X-Latin: caf\xe9 \xa3 \xff",),
    ('X-Quoted: "a\\"b"; c=\'d\'',),
    ("X-Symbols: !#$%&'*+-.^_`|~()<>@,;:\\/[]?={}",),
    ("X!#$%&'*+-.^_`|~: name",),
    ("X-Long: " + "a" * 8000,),
    tuple(f"X-{n}: {n}" for n in range(90)),
    ("Accept: text/html,application/xhtml+xml;q=0.9,*/*;q=0.8",),
    ("Accept-Language: he,en;q=0.5", "Accept-Encoding: gzip, deflate, br"),
    ("Authorization: Basic YTpi",),
    ("Authorization: Bearer a.b-c_d~e+f/==",),
    ("Cookie: a=1; b=2",),
    ("Cookie: a=1", "Cookie: b=2"),
    ('If-None-Match: "abc", W/"def"', "If-Modified-Since: Sat, 01 Jan 2000 00:00:00 GMT"),
    ("Range: bytes=0-99",),
    ("Origin: null", "Referer: http://127.0.0.1/a?b#c"),
    ("Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: iframe", "Sec-Fetch-Site: same-origin"),
    ("Forwarded: for=1.2.3.4;proto=https",),
    ("HX-Request: true", "HX-Current-URL: http://127.0.0.1/%D7%A9"),
    ("User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0",),
    ("Content-Type: text/plain; charset=utf-8",),
    ("Upgrade-Insecure-Requests: 1", "DNT: 1", "Cache-Control: no-cache", "Pragma: no-cache"),
]

BODIES = [
    b"",
    b"a",
    b"\0",
    b"\r\n\r\n",
    b"0\r\n\r\n",
    bytes(range(256)),
    "שלום".encode(),
    b"a=b&c=%20",
    b"x" * 65535,
    b"x" * 65536,
    b"x" * 65537,
    b"x" * 262144,
    b"x" * 262145,
    bytes(range(256)) * 8192,
]

REQUESTS = [
    *(case(f"{method} /a?b=c", 200) for method in METHODS + UNUSUAL + ODD),
    *(case(f"{method} /a?b=c", 200, body=b"d=e") for method in METHODS + UNUSUAL),
    *(case(f"{method} /a?b=c", 200, body=b"") for method in METHODS),
    *(case(f"GET {path}", 200) for path in PATHS),
    *(case(f"GET /a%20b{query}", 200) for query in QUERIES),
    *(case("GET /", 200, *headers) for headers in HEADERS),
    *(case("POST /", 200, *headers, body=b"a") for headers in HEADERS),
]


@pytest.mark.parametrize(("request_", "status"), REQUESTS)
def test_the_scope(both: Both, request_: Request, status: int) -> None:
    outcome = both(scope_as_json, request_)
    assert outcome.status == status
    if request_.method != "HEAD":
        seen = json.loads(outcome.body)
        assert seen["method"] == request_.method
        raw = seen["raw_path"] + "?" + seen["query_string"]
        assert raw.rstrip("?") == request_.target.rstrip("?")


@pytest.mark.parametrize("headers", HEADERS, ids=str)
def test_headers_come_back(both: Both, headers: tuple[str, ...]) -> None:
    request, status = case("GET /", 200, *headers).values
    assert both(echo_all_headers, request).status == status


@pytest.mark.parametrize("application", [echo, echo_in_pieces, reads_on])
@pytest.mark.parametrize("body", BODIES, ids=len)
def test_bodies(both: Both, application: Application, body: bytes) -> None:
    outcome = both(application, Request("POST", "/", (), body))
    assert outcome.status == 200
    assert application is reads_on or sorted(outcome.body) == sorted(body)


@pytest.mark.parametrize("application", [echo, echo_in_pieces, reads_on])
@pytest.mark.parametrize("method", [*METHODS, *UNUSUAL])
def test_no_body(both: Both, application: Application, method: str) -> None:
    outcome = both(application, Request(method, "/"))
    assert outcome.body == (b"done" if application is reads_on and method != "HEAD" else b"")
