"""SQLite's write lock among requests that take turns on one thread.

Where there are threads, whoever finds the database locked sleeps until the other has committed.
Here nobody can commit while it sleeps: SQLite does not wait at all. Instead, what may write begins
when no other request is in the middle of a write (`others_have_written`).
"""

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing, suppress
from contextvars import ContextVar
from typing import Any
from weakref import WeakSet

WAIT = 5.0
"""Seconds, as sqlite3.connect()'s default timeout."""
POLL = 0.005
"""Seconds between two looks."""

request: ContextVar[object] = ContextVar("pwa.request", default=None)
"""The request that the running code is of: an object of its own each."""

_connections: WeakSet["Connection"] = WeakSet()
_connect = sqlite3.connect


class Connection(sqlite3.Connection):
    """A connection that knows which request, and which "thread", used it last."""

    another: Callable[[], sqlite3.Connection]
    """Opens one more of the same database."""
    request: object = None
    thread: threading.Thread | None = None
    was_waited_for = False
    """Whether the time to wait for the end of its transaction is over."""

    def cursor(self, *args: Any, **kwargs: Any) -> Any:
        self._use()
        return super().cursor(*args, **kwargs)

    def execute(self, *args: Any) -> Any:
        self._use()
        return super().execute(*args)

    def executemany(self, *args: Any) -> Any:
        self._use()
        return super().executemany(*args)

    def executescript(self, *args: Any) -> Any:
        self._use()
        return super().executescript(*args)

    def _use(self) -> None:
        self.request, self.thread = request.get(), threading.current_thread()


def replace_connect() -> None:
    """Patch the standard library for a platform without threads."""
    for module in (sqlite3, sqlite3.dbapi2):
        vars(module)["connect"] = connect


def connect(database: Any, timeout: float = WAIT, *args: Any, **kwargs: Any) -> Any:
    """`sqlite3.connect`, of a connection that never sleeps."""
    if len(args) > 3 or "factory" in kwargs:
        return _connect(database, 0, *args, **kwargs)
    made = _connect(database, 0, *args, factory=Connection, **kwargs)
    uri = kwargs.get("uri", False)
    made.another = lambda: _connect(database, 0, isolation_level=None, uri=uri)
    _connections.add(made)
    return made


async def others_have_written() -> None:
    """Wait while another request is in the middle of a write, but not for ever."""
    loop = asyncio.get_running_loop()
    end = loop.time() + WAIT
    while found := writers():
        if loop.time() > end:
            for connection in found:
                connection.was_waited_for = True
            return
        await asyncio.sleep(POLL)


def writers(besides: threading.Thread | None = None) -> list[Connection]:
    """Return the connections by which other requests hold the write lock of a database."""
    mine = request.get()
    return [
        connection
        for connection in list(_connections)
        if _in_transaction(connection)
        and not connection.was_waited_for
        and connection.request is not mine
        and (besides is None or connection.thread is not besides)
        and _is_locked(connection)
    ]


def _in_transaction(connection: Connection) -> bool:
    with suppress(sqlite3.ProgrammingError):  # it is closed
        if connection.in_transaction:
            return True
        connection.was_waited_for = False
    return False


def _is_locked(connection: Connection) -> bool:
    """Tell whether nobody else could write: a transaction that only reads hinders nobody."""
    try:
        with closing(connection.another()) as other:
            other.execute("begin immediate")
            other.execute("rollback")
    except sqlite3.OperationalError:
        return True
    return False
