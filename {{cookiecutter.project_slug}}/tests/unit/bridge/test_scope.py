"""bridge/scope.py: the scope that a URL and headers become."""

from typing import Any

import pytest

from pwa.bridge.scope import http_scope


def scope(url: str, root_path: str = "", **given: Any) -> dict[str, Any]:
    given = {"method": "GET", "headers": [], "body_length": None, "state": {}} | given
    return dict(http_scope(url=url, root_path=root_path, **given))


@pytest.mark.parametrize(
    ("url", "path", "raw_path", "query"),
    [
        ("http://localhost/", "/", b"/", b""),
        ("http://localhost/a/b?c=d&e", "/a/b", b"/a/b", b"c=d&e"),
        ("http://localhost/a%20b%2Fc", "/a b/c", b"/a%20b%2Fc", b""),
        ("http://localhost/%D7%A9%D7%9C?%D7%A9", "/של", b"/%D7%A9%D7%9C", b"%D7%A9"),
        ("http://localhost/%ff", "/\ufffd", b"/%ff", b""),
        ("http://localhost/a?b#c", "/a", b"/a", b"b"),
    ],
)
def test_path_and_query(url: str, path: str, raw_path: bytes, query: bytes) -> None:
    made = scope(url)
    assert (made["path"], made["raw_path"], made["query_string"]) == (path, raw_path, query)


@pytest.mark.parametrize(
    ("url", "scheme", "server", "host"),
    [
        ("http://localhost:8000/", "http", ("localhost", 8000), b"localhost:8000"),
        ("https://example.org/", "https", ("example.org", 443), b"example.org"),
        ("http://[::1]:80/", "http", ("::1", 80), b"[::1]:80"),
        ("http://name:secret@localhost:8000/", "http", ("localhost", 8000), b"localhost:8000"),
        ("https://n%40me@example.org/@a", "https", ("example.org", 443), b"example.org"),
    ],
)
def test_server_and_host(url: str, scheme: str, server: tuple[str, int], host: bytes) -> None:
    made = scope(url)
    assert (made["scheme"], made["server"]) == (scheme, server)
    assert made["headers"] == [(b"host", host)]


def test_root_path_stays_in_path() -> None:
    made = scope("https://example.org/sub/a", root_path="/sub")
    assert (made["root_path"], made["path"]) == ("/sub", "/sub/a")


@pytest.mark.parametrize(("length", "made"), [(None, []), (0, [b"0"]), (12, [b"12"])])
def test_content_length_is_the_body_s(length: int | None, made: list[bytes]) -> None:
    headers = scope("http://localhost/", body_length=length)["headers"]
    assert [value for name, value in headers if name == b"content-length"] == made


def test_headers_keep_order_and_repetition_in_lower_case() -> None:
    given = [("X-B", "2"), ("x-a", "1"), ("X-B", "3"), ("Host", "elsewhere"), ("x-l", "\xe9")]
    headers = scope("http://localhost/", headers=given)["headers"]
    assert headers == [
        (b"host", b"localhost"),
        (b"x-b", b"2"),
        (b"x-a", b"1"),
        (b"x-b", b"3"),
        (b"x-l", b"\xe9"),
    ]


def test_each_request_has_a_copy_of_the_lifespan_s_state() -> None:
    state = {"engine": object()}
    made = scope("http://localhost/", state=state)
    assert made["state"] == state
    assert made["state"] is not state
