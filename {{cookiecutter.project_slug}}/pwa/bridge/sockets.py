"""Connections of sockets, which a browser has not: each fails at once, in words.

Without this, Emscripten's sockets say that they are connected, and fail when something is sent.
"""

import asyncio
import errno
import socket
from typing import Any, NoReturn

WORDS = (
    "a browser gives Python no sockets. HTTP works by httpx, requests, urllib3, urllib.request and "
    "http.client, which ask the browser"
)


def refuse_sockets(loop: asyncio.AbstractEventLoop) -> None:
    """Patch sockets, and those of `loop`."""
    sockets: Any = socket.socket
    sockets.connect, sockets.connect_ex = connect, connect_ex
    loop_type: Any = type(loop)
    loop_type.sock_connect = sock_connect


def connect(self: socket.socket, address: object) -> NoReturn:
    """`socket.connect`."""
    raise OSError(errno.ENETUNREACH, f"{address}: {WORDS}")


def connect_ex(self: socket.socket, address: object) -> int:
    """`socket.connect_ex`."""
    return errno.ENETUNREACH


async def sock_connect(self: object, sock: socket.socket, address: object) -> NoReturn:
    """`loop.sock_connect`, by which asyncio connects."""
    connect(sock, address)
