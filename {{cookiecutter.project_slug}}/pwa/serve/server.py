"""uvicorn, serving an ASGI application on a socket that is open already."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from starlette.applications import Starlette

from ..build.errors import BuildError

CLOSING_SECONDS = 1
"""How long answers that are under way may take when the server is told to end."""


def listen(address: str, port: int) -> socket.socket:
    """Return a listening socket; port 0 takes a free one. Raises BuildError if it is taken."""
    opened = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # Windows, where the other shares the port
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind((address, port))
        opened.listen()
    except OSError as error:
        opened.close()
        raise BuildError(f"port {port} cannot be used: {error.strerror}") from None
    return opened


def port_of(opened: socket.socket) -> int:
    """Return the port that a socket listens on."""
    port: int = opened.getsockname()[1]
    return port


class Server(uvicorn.Server):
    """uvicorn, which calls `application.state.end`, if there is one, before it ends.

    It would wait for answers that have no end, and complain of them.
    """

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        if end := getattr(self.config.app.state, "end", None):  # type: ignore[union-attr]
            end()
        await super().shutdown(sockets)


def make_server(application: Starlette, certificate: Path | None = None) -> Server:
    """Return a server; `certificate` is a PEM file with key and chain, for https."""
    config = uvicorn.Config(
        application,
        log_level="error",
        access_log=False,  # a visit is a hundred lines
        server_header=False,
        ws="none",
        timeout_graceful_shutdown=CLOSING_SECONDS,
        ssl_certfile=certificate,
    )
    return Server(config)


@contextmanager
def serving(application: Starlette) -> Iterator[int]:
    """Serve in a thread, on this machine alone, for the time of the block; yield the port."""
    server = make_server(application)
    with listen("127.0.0.1", 0) as opened:
        thread = threading.Thread(target=server.run, args=([opened],), daemon=True)
        thread.start()
        try:
            yield port_of(opened)
        finally:
            server.should_exit = True
            thread.join()
