"""SQLite's write lock among requests that take turns on one thread.

Where there are threads, whoever finds the database locked sleeps until the other has committed.
Here nobody can commit while it sleeps: SQLite does not wait at all. Instead, what may write begins
when no other request is in the middle of a write (`others_have_written`).
"""

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from contextvars import ContextVar
from typing import Any, NamedTuple
from weakref import WeakSet

from . import nested

WAIT = 5.0
"""Seconds, as sqlite3.connect()'s default timeout."""
POLL = 0.005
"""Seconds between two looks."""


class User(NamedTuple):
    """Who uses a connection; each may be None."""

    request: object = None
    task: object = None
    session: object = None
    """A Session or Connection of SQLAlchemy."""


request: ContextVar[object] = ContextVar("pwa.request", default=None)
"""The request that the running code is of: an object of its own each."""
_caller = User()
"""Who has made the call on the stack that the running code is of. Not in a context, since what is
given to a thread runs in another one, as `asyncio.to_thread` does."""

_connections: WeakSet["Connection"] = WeakSet()
_connect = sqlite3.connect


class Connection(sqlite3.Connection):
    """A connection that knows who used it last, and in which "thread"."""

    another: Callable[[], sqlite3.Connection]
    """Opens one more of the same database."""
    user = User()
    thread: threading.Thread | None = None
    changes_before = 0
    """How many rows it had changed when its transaction began."""
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

    def has_changed(self) -> bool:
        """Tell whether its transaction has inserted, updated or deleted rows."""
        return self.total_changes != self.changes_before

    def _use(self) -> None:
        self.user, self.thread = user(), threading.current_thread()
        if not self.in_transaction:
            self.changes_before = self.total_changes


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


def user() -> User:
    """Return who uses a connection now."""
    if nested.innermost() is not None or asyncio._get_running_loop() is None:
        return _caller
    return User(request.get(), asyncio.current_task())


@contextmanager
def used_by(session: object) -> Iterator[None]:
    """Note the session of SQLAlchemy that uses connections, in the running task."""
    before = set_caller(User(request.get(), asyncio.current_task(), session))
    try:
        yield
    finally:
        set_caller(before)


def set_caller(caller: User) -> User:
    """Say who makes the call that comes now, or made the one to go back to; return who did."""
    global _caller
    before, _caller = _caller, caller
    return before


async def others_have_written(are_others: Callable[["Connection"], bool]) -> None:
    """Wait while others are in the middle of a write, but not for ever."""
    if not _connections:
        return
    loop = asyncio.get_running_loop()
    end = loop.time() + WAIT
    while found := writers(are_others):
        if loop.time() > end:
            for connection in found:
                connection.was_waited_for = True
            return
        await asyncio.sleep(POLL)


def writers(are_others: Callable[["Connection"], bool]) -> list[Connection]:
    """Return the connections by which others, in other tasks, hold the write lock of a database."""
    task = user().task

    def is_other(connection: Connection) -> bool:
        return connection.user.task is not task and are_others(connection)

    begun = [connection for connection in list(_connections) if _in_transaction(connection)]
    if not any(map(is_other, begun)):
        return []
    held = [connection for connection in begun if _is_locked(connection)]
    # Those that have changed nothing yet wait for the lock, if somebody else has it.
    held = [connection for connection in held if connection.has_changed()] or held
    return [one for one in held if is_other(one) and not one.was_waited_for]


def are_of_another_request(connection: Connection) -> bool:
    """Tell it of a connection, to a call of which nothing else is known."""
    return connection.user.request is not user().request


def are_not_of(thread: threading.Thread) -> Callable[[Connection], bool]:
    """Tell it to a thread that has a connection of its own."""
    return lambda connection: connection.thread is not thread


def are_of_another_session(session: object) -> Callable[[Connection], bool]:
    """Tell it to a session of SQLAlchemy."""
    return lambda connection: connection.user.session is not session


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
