"""One HTTP request by the browser, synchronously; what the clients of Python are built on here."""

import errno
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

Headers = list[tuple[str, str]]

OWN = frozenset(
    {
        *("accept-encoding", "connection", "content-length", "cookie", "date", "expect", "host"),
        *("keep-alive", "origin", "referer", "te", "trailer", "transfer-encoding", "upgrade"),
        "user-agent",
    }
)
"""Headers of a request that the browser makes, or for which it would ask the server (CORS)."""

UNPACKED = frozenset({"content-encoding", "content-length", "transfer-encoding"})
"""Headers of an answer that do not hold of the body which the browser hands out."""

WORDS = (
    "the browser could not get it: there is no network or no such server, or the server does not "
    "let pages of this site read it (CORS)"
)


class NotReached(ConnectionError):
    """No answer came that Python may see."""

    def __init__(self, text: str) -> None:
        super().__init__(errno.ENETUNREACH, text)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    reason: str
    headers: Headers
    body: bytes


def ask(
    method: str, url: str, headers: Iterable[tuple[str, str]], body: bytes, timeout: float | None
) -> Answer:
    """Send a request and wait for the answer, redirects followed; `timeout` is in seconds.

    Nothing else runs meanwhile. Raises NotReached or TimeoutError.
    """
    from email.parser import HeaderParser  # many modules, which few applications need

    from pyodide.code import run_js
    from pyodide.ffi import JsException, to_js

    request: Any = run_js("new XMLHttpRequest()")
    request.open(method, url, False)
    request.responseType = "arraybuffer"
    request.timeout = round((timeout or 0) * 1000)
    for name, value in sendable(headers):
        request.setRequestHeader(name, value)
    try:
        request.send(to_js(body) if body else None)
    except JsException as error:
        if error.name == "TimeoutError":
            raise TimeoutError(f"{url}: no answer within {timeout} s") from None
        raise NotReached(error.message) from None
    given = HeaderParser().parsestr(request.getAllResponseHeaders()).items()
    return Answer(request.status, request.statusText, kept(given), request.response.to_bytes())


def sendable(headers: Iterable[tuple[str, str]]) -> Headers:
    """Return the headers that a browser lets Python choose."""
    return [(name, value) for name, value in headers if name.lower() not in OWN]


def kept(headers: Iterable[tuple[str, str]]) -> Headers:
    """Return the headers of an answer that hold of its body as it is handed out."""
    return [(name, value) for name, value in headers if name.lower() not in UNPACKED]
