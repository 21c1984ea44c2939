"""How tables of requests are written."""

from typing import Any

import pytest

from .exchange import Request


def case(line: str, status: int, *headers: str, body: bytes | None = None) -> Any:
    """Return a row of a table: `case("GET /a?b", 200, "Accept: text/html")`."""
    method, target = line.split(" ")
    pairs = tuple((name, value) for name, _, value in (h.partition(": ") for h in headers))
    name = "; ".join(text[:60] for text in (line, *headers))
    if body is not None:
        name += f" + {len(body)} bytes"
    return pytest.param(Request(method, target, pairs, body), status, id=ascii(name)[1:-1])
