"""Requests that nobody thought of: Hypothesis makes them up, uvicorn says what is right.

`derandomize` makes every run try the same, so that a change that did not touch the bridge cannot
fail here; remove it to search further.
"""

import string

from hypothesis import given, settings
from hypothesis import strategies as st

from .applications import echo, echo_all_headers, scope_as_json
from .conftest import Both
from .exchange import Request

SETTINGS = settings(derandomize=True, deadline=None, max_examples=150)

FRAMING = {"host", "content-length", "transfer-encoding", "connection", "expect", "upgrade"}
"""Headers that browsers keep to themselves: pages cannot set them."""

SYMBOLS = "!#$%&'*+-.^_`|~"
IN_URLS = string.ascii_letters + string.digits + "%-._~!$&'()*+,;=:@/[]|\\^`{}\"<>"

tokens = st.text(string.ascii_letters + string.digits + SYMBOLS, min_size=1, max_size=20)
printable = st.characters(min_codepoint=0x20, max_codepoint=0xFF, exclude_characters="\x7f")
values = st.text(printable, max_size=30).map(str.strip)
escapes = st.binary(max_size=8).map(lambda data: "".join(f"%{byte:02x}" for byte in data))
paths = st.lists(st.text(IN_URLS, max_size=8) | escapes, max_size=6).map("".join)
queries = st.just("") | st.tuples(paths, paths).map("?".join).map("?{}".format)
headers = st.lists(
    st.tuples(
        tokens.filter(lambda name: name.lower() not in FRAMING) | tokens.map("X-{}".format),
        values,
    ),
    max_size=6,
)


@SETTINGS
@given(tokens, paths, queries, headers, st.none() | st.binary(max_size=50))
def test_the_scope(
    both: Both,
    method: str,
    path: str,
    query: str,
    headers: list[tuple[str, str]],
    body: bytes | None,
) -> None:
    both(scope_as_json, Request(method, f"/{path}{query}", tuple(headers), body))


@SETTINGS
@given(headers)
def test_headers_come_back(both: Both, headers: list[tuple[str, str]]) -> None:
    both(echo_all_headers, Request("GET", "/", tuple(headers)))


@SETTINGS
@given(st.binary(max_size=2000))
def test_bodies_come_back(both: Both, body: bytes) -> None:
    assert both(echo, Request("POST", "/", (), body)).body == body
