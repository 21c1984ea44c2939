"""bridge/http_client.py: `http.client` by the browser, whose part the tests play."""

import http.client
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator
from importlib.util import module_from_spec, spec_from_file_location
from io import BytesIO
from typing import Any

import pytest

from pwa.bridge import http_client
from pwa.bridge.browser_http import Answer, NotReached, kept, sendable
from pwa.bridge.http_client import patch_http_client


class Browser:
    """What stands for browser_http.ask: notes what it is asked, and answers."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, bytes, float | None]] = []
        self.headers: dict[str, str] = {}
        self.answer: Answer | Exception = Answer(200, "OK", [("X-A", "1"), ("X-A", "2")], b"body")

    def __call__(
        self,
        method: str,
        url: str,
        headers: Iterable[tuple[str, str]],
        body: bytes,
        timeout: float | None,
    ) -> Answer:
        self.asked.append((method, url, body, timeout))
        self.headers = dict(headers)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Browser:
    browser = Browser()
    monkeypatch.setattr(http_client, "ask", browser)
    return browser


@pytest.fixture
def client() -> Any:
    """A patched http.client, apart from the one that everybody uses."""
    spec = spec_from_file_location("http.client", http.client.__file__)
    assert spec and spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    patch_http_client(module)
    return module


@pytest.fixture
def opener(client: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setattr(http.client, "HTTPConnection", client.HTTPConnection)
    monkeypatch.setattr(http.client, "HTTPSConnection", client.HTTPSConnection)
    yield urllib.request.build_opener(urllib.request.ProxyHandler({}))


def test_a_request_and_its_answer(client: Any, browser: Browser) -> None:
    connection = client.HTTPConnection("a.example", timeout=3)
    connection.request("POST", "/b?c", b"sent", {"X-B": "2"})
    answer = connection.getresponse()
    assert (answer.status, answer.reason, answer.read()) == (200, "OK", b"body")
    assert answer.headers.get_all("X-A") == ["1", "2"]
    assert browser.asked == [("POST", "http://a.example:80/b?c", b"sent", 3)]
    assert browser.headers["X-B"] == "2"


@pytest.mark.parametrize(
    ("scheme", "host", "url"),
    [
        ("http", "a.example:8080", "http://a.example:8080/"),
        ("https", "a.example", "https://a.example:443/"),
        ("http", "[::1]:8080", "http://[::1]:8080/"),
    ],
)
def test_addresses(client: Any, browser: Browser, scheme: str, host: str, url: str) -> None:
    kind = {"http": client.HTTPConnection, "https": client.HTTPSConnection}[scheme]
    connection = kind(host)
    connection.request("GET", "/")
    assert connection.getresponse().read() == b"body"
    assert browser.asked == [("GET", url, b"", None)]


def test_a_connection_is_used_again(client: Any, browser: Browser) -> None:
    connection = client.HTTPConnection("a.example")
    for number in range(3):
        connection.request("GET", f"/{number}")
        assert connection.getresponse().read() == b"body"
    assert [url for _, url, *_ in browser.asked] == [f"http://a.example:80/{n}" for n in range(3)]


@pytest.mark.parametrize(
    "body", [b"first second", BytesIO(b"first second"), [b"first ", b"", b"second"], "first second"]
)
def test_any_kind_of_body(client: Any, browser: Browser, body: Any) -> None:
    connection = client.HTTPConnection("a.example")
    connection.request("PUT", "/", body)
    assert connection.getresponse().read() == b"body"
    assert browser.asked[0][2] == b"first second"


def test_step_by_step(client: Any, browser: Browser) -> None:
    connection = client.HTTPConnection("a.example")
    connection.putrequest("POST", "/")
    connection.putheader("Content-Length", "4")
    connection.endheaders()
    connection.send(b"se")
    connection.send(b"nt")
    assert connection.getresponse().read() == b"body"
    assert browser.asked[0][2] == b"sent"


@pytest.mark.parametrize(("status", "body"), [(204, b""), (304, b""), (404, b"no"), (200, b"")])
def test_any_status(client: Any, browser: Browser, status: int, body: bytes) -> None:
    browser.answer = Answer(status, "", [], body)
    connection = client.HTTPConnection("a.example")
    connection.request("GET", "/")
    answer = connection.getresponse()
    assert (answer.status, answer.read()) == (status, body)


def test_urlopen(opener: Any, browser: Browser) -> None:
    with opener.open("http://a.example/b", timeout=2) as answer:
        assert (answer.status, answer.read()) == (200, b"body")
    assert browser.asked == [("GET", "http://a.example:80/b", b"", 2)]
    browser.answer = Answer(404, "Not Found", [], b"")
    with pytest.raises(urllib.error.HTTPError, match="404"):
        opener.open("http://a.example/b")


def test_what_is_not_reached_is_an_error_of_urllib(opener: Any, browser: Browser) -> None:
    browser.answer = NotReached("http://a.example/: no network")
    with pytest.raises(urllib.error.URLError, match="no network"):
        opener.open("http://a.example/")


def test_what_the_browser_makes_itself_is_left_to_it() -> None:
    headers = [("Host", "a"), ("Content-Length", "1"), ("User-Agent", "P"), ("X-A", "1")]
    assert sendable(headers) == [("X-A", "1")]
    assert kept([("Content-Encoding", "gzip"), ("content-length", "1"), ("x", "1")]) == [("x", "1")]
