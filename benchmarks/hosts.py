"""Folders served by a plain static host, in a thread."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from os import PathLike
from pathlib import Path

from pwa.serve.files import TYPES


class CachingHandler(SimpleHTTPRequestHandler):
    """Lets the browser keep everything, as a careful host of the naive way would."""

    def guess_type(self, path: str | PathLike[str]) -> str:
        return TYPES.get(Path(path).suffix) or super().guess_type(path)

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "max-age=3600")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Keep the table readable."""


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve `folder` on a free port; yields its address, with a trailing slash."""
    handler = partial(CachingHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://localhost:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()
