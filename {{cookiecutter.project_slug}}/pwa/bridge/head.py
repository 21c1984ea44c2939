"""What the head of an answer may hold: a browser takes no other, and would say so to nobody."""

import re
from collections.abc import Iterable

NAME = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
"""RFC 9110, section 5.1: a token."""
NOT_IN_VALUES = re.compile(rb"[\0\r\n]")
"""Fetch standard, "header value"."""
STATUSES = range(200, 600)
"""Fetch standard, the constructor of Response."""


class UnsendableHead(ValueError):
    """The application's answer has a head that no browser takes."""


def checked_status(status: int) -> int:
    """Return `status`. Raises UnsendableHead unless it is one of a final answer."""
    if int(status) not in STATUSES:
        raise UnsendableHead(f"{status} is no status of an answer: they are from 200 to 599")
    return int(status)


def checked_headers(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[str, str]]:
    """Return ASGI headers as text, a character for each byte. Raises UnsendableHead."""
    return [(_checked_name(name), _checked_value(name, value)) for name, value in headers]


def _checked_name(name: bytes) -> str:
    if not NAME.fullmatch(name):
        raise UnsendableHead(f"{name!r} is no name of a header")
    return name.decode("ascii")


def _checked_value(name: bytes, value: bytes) -> str:
    if NOT_IN_VALUES.search(value):
        raise UnsendableHead(f"the header {name!r} has a line break or NUL in its value {value!r}")
    return value.decode("latin-1")
