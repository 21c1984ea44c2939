"""Starts from a memory snapshot of the imported application (browser/worker/snapshot/)."""

import asyncio
import gc
import importlib
import random
import sqlite3
import sys
import tempfile
from contextlib import closing
from importlib.metadata import MetadataPathFinder
from typing import Any

from .asgi import Receive, Scope, Send
from .entry import load
from .server import Server
from .warm_up import warm_up


def import_application(reference: str, interface: str = "auto") -> None:
    """Import the application, all of the bridge that a start needs, and what first requests do."""
    load(reference, interface)
    warm_up()
    for module in ("port", "durability"):
        importlib.import_module(f".{module}", __package__)
    MetadataPathFinder.invalidate_caches()  # it keeps the standard library's archive open
    gc.collect()


def obstacles() -> list[str]:
    """Return, in words, what the import left that a snapshot cannot hold."""
    found = []
    for task in asyncio.all_tasks(asyncio.get_event_loop()):
        found.append(f"a task is pending: {task.get_coro()}")
    for thing in gc.get_objects():
        if isinstance(thing, asyncio.Handle) and not thing.cancelled():
            found.append(f"a call is scheduled: {thing}")
        elif _is_open_connection(thing):
            found.append("a database is open")
    return found


def _is_open_connection(thing: object) -> bool:
    if not isinstance(thing, sqlite3.Connection):
        return False
    try:
        _ = thing.total_changes
    except sqlite3.ProgrammingError:
        return False
    return True


class _Answer:
    """An asgi.Transport for one answer in one piece: (status, body)."""

    def __init__(self) -> None:
        self.answer: asyncio.Future[tuple[int, bytes]]
        self.answer = asyncio.get_running_loop().create_future()

    def respond(
        self, request_id: int, status: int, headers: list[tuple[str, str]], body: bytes, more: bool
    ) -> None:
        self.answer.set_result((status, body))

    def chunk(self, request_id: int, body: bytes, more: bool) -> None:
        raise RuntimeError("the answer came in pieces")

    def fail(self, request_id: int, reason: str) -> None:
        self.answer.set_exception(RuntimeError(reason))


async def _count(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with what SQLite counts where frameworks run what blocks."""

    def query() -> bytes:
        with closing(sqlite3.connect(":memory:")) as database:
            statement = "select count(*) from (select 1 union select 2)"
            return b"%d" % database.execute(statement).fetchone()

    body = await asyncio.to_thread(query)
    length = (b"content-length", str(len(body)).encode())  # so that it goes in one piece
    await send({"type": "http.response.start", "status": 200, "headers": [length]})
    await send({"type": "http.response.body", "body": body})


async def check() -> None:
    """Serve one request of our own, not the application's, all the way through the bridge."""
    transport = _Answer()
    Server(_count, transport, "").request(1, "GET", "http://localhost/", [], None)
    answer = await transport.answer
    if answer != (200, b"2"):
        raise RuntimeError(f"the request for the self-check was answered with {answer}")


def resume() -> None:
    """Make what a process gets when it starts: after a restore it would be the maker's."""
    random.seed()
    names: Any = tempfile
    names._name_sequence = None
    if "" in sys.path[1:]:  # Pyodide puts one in front at each start
        sys.path.remove("")
