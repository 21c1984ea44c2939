"""The ASGI scope of a request, from what a service worker can see of it."""

from typing import Any
from urllib.parse import SplitResult, unquote_to_bytes, urlsplit

from .asgi import VERSION, Headers, Scope

DEFAULT_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}


def http_scope(
    method: str,
    url: str,
    headers: list[tuple[str, str]],
    body_length: int | None,
    root_path: str,
    state: dict[str, Any],
) -> Scope:
    """Return the scope of a request for the absolute `url`.

    `root_path` is the path under which the site lives, without a trailing slash ("" at a
    domain's root); `path` holds it too, as uvicorn's does (ASGI HTTP spec, root_path).
    A service worker sees no Host and no Content-Length header: both are made here.
    """
    made = _connection_scope(url, root_path, state)
    made |= {"type": "http", "method": method}
    made["headers"] = _headers(url, headers, body_length)
    return made


def websocket_scope(
    url: str,
    headers: list[tuple[str, str]],
    subprotocols: list[str],
    root_path: str,
    state: dict[str, Any],
) -> Scope:
    """Return the scope of a WebSocket to the absolute `url` (ws: or wss:)."""
    made = _connection_scope(url, root_path, state)
    made |= {"type": "websocket", "subprotocols": subprotocols}
    made["extensions"] = {"websocket.http.response": {}}
    made["headers"] = _headers(url, headers, None)
    return made


def _connection_scope(url: str, root_path: str, state: dict[str, Any]) -> dict[str, Any]:
    parts = urlsplit(url)
    raw_path = parts.path.encode("ascii") or b"/"
    return {
        "asgi": VERSION,
        "http_version": "1.1",
        "scheme": parts.scheme,
        "path": unquote_to_bytes(raw_path).decode("utf-8", "replace"),
        "raw_path": raw_path,
        "query_string": parts.query.encode("ascii"),
        "root_path": root_path,
        "client": ("127.0.0.1", 0),
        "server": (parts.hostname or "", parts.port or DEFAULT_PORTS[parts.scheme]),
        "state": dict(state),
    }


def authority(url: SplitResult) -> str:
    """Return the host of a URL with its port, as in a Host header: without name and password."""
    return url.netloc.rpartition("@")[2]


def _headers(url: str, headers: list[tuple[str, str]], body_length: int | None) -> Headers:
    """Return ASGI headers, Host first; `body_length` None means that there is no body."""
    host = authority(urlsplit(url))
    made: Headers = [(b"host", host.encode("idna" if not host.isascii() else "ascii"))]
    if body_length is not None:
        made.append((b"content-length", b"%d" % body_length))
    names = {b"host", b"content-length"}
    given = ((k.lower().encode("latin-1"), v.encode("latin-1")) for k, v in headers)
    return made + [(name, value) for name, value in given if name not in names]
