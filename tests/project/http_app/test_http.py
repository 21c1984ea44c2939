"""Python's HTTP clients in the worker: they work, or fail at once and in words."""

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import quote

import pytest
from tests.browser.device import Device, Tab

SENT = "sent \xff"
ASYNC = ["httpx_async", "httpx_stream"]
SYNC = ["httpx", "requests", "urllib3", "urlopen", "http_client"]
SOCKETS = ["aiohttp", "socket", "smtplib", "asyncio"]
AT_ONCE = 2
"""Seconds, on a busy machine."""

UNREACHED = {
    "httpx_async": "ConnectError",
    "httpx_stream": "ConnectError",
    "httpx": "ConnectError",
    "requests": "ConnectionError",
    "urllib3": "HTTPError",
    "urlopen": "URLError",
    "http_client": "ConnectionError",
}
# urllib3 has no kind of its own for it there.
TIMEOUTS = {
    "httpx_async": "ReadTimeout",
    "httpx_stream": "ReadTimeout",
    "httpx": "ReadTimeout",
    "requests": "ConnectionError",
    "urllib3": "HTTPError",
    "urlopen": "URLError",
    "http_client": "TimeoutError",
}


class Handler(BaseHTTPRequestHandler):
    """Answers with what was sent; below /closed without leave to read it, below /slow late."""

    def do_OPTIONS(self) -> None:
        self._answer(204, b"")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path.startswith("/slow"):
            time.sleep(3)
        body += b" " + self.headers.get("X-Sent", "").encode()
        self._answer(404 if self.path == "/missing" else 200, body)

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        if not self.path.startswith("/closed"):
            for name, value in (("Origin", "*"), ("Headers", "*"), ("Methods", "*")):
                self.send_header(f"Access-Control-Allow-{name}", value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def other() -> Iterator[str]:
    """Another server's address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def ask(tab: Tab, client: str, url: str, timeout: float = 5) -> dict[str, Any]:
    status, said = tab.fetch(f"ask?client={client}&timeout={timeout}&url={quote(url)}")
    assert status == 200, said
    answer: dict[str, Any] = json.loads(said)
    return answer


def test_http_clients_of_python(offline: str, device: Device, other: str) -> None:
    tab = device.open(offline)
    for client in [*ASYNC, *SYNC]:
        said = ask(tab, client, f"{other}/open")
        assert (said.get("status"), said.get("body")) == (200, f"{SENT} 1"), (client, said)
        if client != "urlopen":  # which raises
            assert ask(tab, client, f"{other}/missing")["status"] == 404
    for client in [*ASYNC, *SYNC]:
        for url in (f"{other}/closed", "http://127.0.0.1:9/nobody"):
            said = ask(tab, client, url)
            assert UNREACHED[client] in said["kinds"], (client, said)
            assert "CORS" in said["text"], (client, said)
            assert said["seconds"] < AT_ONCE, (client, said)
        said = ask(tab, client, f"{other}/slow", 0.1)
        assert TIMEOUTS[client] in said["kinds"], (client, said)
        assert said["seconds"] < AT_ONCE, (client, said)
    for client in SOCKETS:
        said = ask(tab, client, f"{other}/open")
        assert "OSError" in said["kinds"], (client, said)
        assert "a browser gives Python no sockets" in said["text"], (client, said)
        assert said["seconds"] < AT_ONCE, (client, said)
    for client in ASYNC:
        assert ask(tab, client, f"{offline}own")["body"] == '"of this application"'
    for client in SYNC:
        said = ask(tab, client, f"{offline}own")
        assert UNREACHED[client] in said["kinds"], (client, said)
        assert "is the application itself" in said["text"], (client, said)
        assert said["seconds"] < AT_ONCE, (client, said)
