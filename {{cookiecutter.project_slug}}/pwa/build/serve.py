"""A static host for trying the site: right types, compression, no stale service worker."""

import contextlib
import gzip
import mimetypes
from functools import cache
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

from .errors import BuildError

COMPRESSED = {".html", ".css", ".js", ".mjs", ".json", ".wasm", ".zip", ".svg"}
TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm"}
"""Windows' registry may say otherwise, and browsers refuse scripts of another type."""


class SiteHandler(SimpleHTTPRequestHandler):
    """Serves the folder `out` under `prefix`, and 404.html for what is not there."""

    protocol_version = "HTTP/1.1"
    out: Path
    prefix: str

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        file = self._file(path)
        status = HTTPStatus.OK
        if file is None:
            file, status = self.out / "404.html", HTTPStatus.NOT_FOUND
        self._answer(file, status)

    do_HEAD = do_GET

    def handle(self) -> None:
        """Serve a connection; a browser that goes away in the middle is nothing to report."""
        with contextlib.suppress(ConnectionError):
            super().handle()

    def log_message(self, format: str, *args: object) -> None:
        """Keep the terminal free: a visit is a hundred lines."""

    def _file(self, path: str) -> Path | None:
        if not path.startswith(self.prefix):
            return None
        file = (self.out / path.removeprefix(self.prefix)).resolve()
        if file.is_dir():
            file /= "index.html"
        return file if file.is_relative_to(self.out) and file.is_file() else None

    def _answer(self, file: Path, status: HTTPStatus) -> None:
        packs = file.suffix in COMPRESSED and "gzip" in self.headers.get("Accept-Encoding", "")
        body = _gzipped(file, file.stat().st_mtime_ns) if packs else file.read_bytes()
        kind = TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0]
        self.send_response(status)
        self.send_header("Content-Type", kind or "application/octet-stream")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-cache")
        self.send_header("Vary", "Accept-Encoding")
        if packs:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


@cache
def _gzipped(file: Path, changed: int) -> bytes:
    # The fastest level: here it is the start of the server that people wait for.
    return gzip.compress(file.read_bytes(), 1, mtime=0)


def make_server(out: Path, port: int, prefix: str = "/") -> ThreadingHTTPServer:
    """Return a server of the folder `out` on the loopback address; port 0 takes a free one."""
    if not (out / "index.html").is_file():
        raise BuildError(f"there is no site in {out}: run `python -m pwa build` first")
    if not (prefix.startswith("/") and prefix.endswith("/")):
        raise BuildError(f"the prefix must begin and end with a slash, unlike {prefix!r}")
    handler = type("Handler", (SiteHandler,), {"out": out.resolve(), "prefix": prefix})
    try:
        return ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError as error:
        raise BuildError(f"port {port} cannot be used: {error.strerror}") from None


def serve(out: Path, port: int, prefix: str) -> None:
    """Serve until interrupted, saying where."""
    with make_server(out, port, prefix) as server:
        print(f"http://localhost:{server.server_port}{prefix}", flush=True)
        server.serve_forever()
