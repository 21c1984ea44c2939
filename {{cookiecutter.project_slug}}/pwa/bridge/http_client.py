"""`http.client` by the browser, and with it `urllib.request`, `xmlrpc.client` and others.

A connection has something in the place of its socket that takes the bytes of a request, and gives
those of the answer that the browser got.
"""

from io import BytesIO
from typing import Any

from .browser_http import ask


def patch_http_client(client: Any) -> None:
    """Patch the module `http.client`."""
    send_request = client.HTTPConnection._send_request

    def connect(self: Any) -> None:
        scheme = "https" if isinstance(self, client.HTTPSConnection) else "http"
        host = f"[{self.host}]" if ":" in self.host else self.host
        timeout = self.timeout if isinstance(self.timeout, int | float) else None
        self.sock = BrowserSocket(client, f"{scheme}://{host}:{self.port}", timeout)

    def _send_request(self: Any, *args: Any, **kwargs: Any) -> None:
        send_request(self, *args, **kwargs)
        self.sock.exchange()  # here, and not when it is read: callers expect an OSError here

    client.HTTPConnection.connect = client.HTTPSConnection.connect = connect
    client.HTTPConnection._send_request = _send_request


class BrowserSocket:
    """What `http.client` uses of a socket."""

    def __init__(self, client: Any, origin: str, timeout: float | None) -> None:
        self._client = client
        self._origin = origin
        self._timeout = timeout
        self._sent = bytearray()
        self._answer: bytes | None = None

    def sendall(self, data: bytes) -> None:
        self._sent += data

    def makefile(self, mode: str) -> BytesIO:
        if self._answer is None:
            self.exchange()
        answer, self._answer = self._answer, None
        assert answer is not None
        return BytesIO(answer)

    def close(self) -> None:
        self._sent.clear()

    def settimeout(self, timeout: float | None) -> None:
        self._timeout = timeout

    def setsockopt(self, *args: object) -> None:
        """There is nothing to set."""

    def exchange(self) -> None:
        """Ask the browser for what was sent. Raises OSError."""
        sent = BytesIO(bytes(self._sent))
        self._sent.clear()
        method, target, _ = sent.readline().decode("latin-1").split(" ", 2)
        headers = self._client.parse_headers(sent)
        chunked = headers.get("Transfer-Encoding", "").lower() == "chunked"
        body = dechunked(sent) if chunked else sent.read()
        url = target if "://" in target else self._origin + target
        answer = ask(method, url, headers.items(), body, self._timeout)
        lines = [f"HTTP/1.1 {answer.status} {answer.reason}"]
        lines += [f"{name}: {value}" for name, value in answer.headers]
        lines += [f"Content-Length: {len(answer.body)}", "", ""]
        self._answer = "\r\n".join(lines).encode("latin-1", "replace") + answer.body


def dechunked(sent: BytesIO) -> bytes:
    """Return a body that was sent in chunks (RFC 9112, section 7.1)."""
    pieces = []
    while size := int(sent.readline().partition(b";")[0], 16):
        pieces.append(sent.read(size))
        sent.readline()
    return b"".join(pieces)
