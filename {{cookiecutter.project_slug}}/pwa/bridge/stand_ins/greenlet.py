"""The package greenlet as SQLAlchemy uses it, for its async extension, where there is one stack.

`greenlet_spawn` runs a function in a greenlet, and `await_` in it hands awaitables to the parent.
Here the parent drives them on the spot, which ends where nothing is really waited for: SQLite
answers at once. What would wait raises WouldWait, a TimeoutError, which SQLAlchemy understands: a
connection that should close gently is closed.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import Any, NoReturn

from pwa.bridge import nested, write_lock

TURNS = 1000
"""Bare yields, as of `asyncio.sleep(0)`, before what makes them counts as waiting."""


ENDS = {"rollback", "close", "invalidate"}
"""What of a session writes nothing."""


class GreenletExit(BaseException):
    """As greenlet's."""


class WouldWait(TimeoutError):
    """A call of SQLAlchemy waits in the middle for something else than the database."""

    def __init__(self) -> None:
        super().__init__(
            "this waits in the middle of a call of SQLAlchemy, and in the browser such a call "
            "cannot stop half-way: await it before or after the call"
        )


class greenlet:
    """One call of a function; or, without one, what drives awaitables for such calls."""

    dead = False

    def __init__(
        self, run: Callable[..., Any] | None = None, parent: "greenlet | None" = None
    ) -> None:
        if run is not None and not hasattr(self, "__sqlalchemy_greenlet_provider__"):
            raise NotImplementedError(
                "greenlet has no wheel for the browser, and what stands in for it there serves "
                "SQLAlchemy's async extension only"
            )
        self.run = run
        self.parent = parent or getcurrent()
        self._call: tuple[tuple[Any, ...], dict[str, Any]] | None = None

    def switch(self, *args: Any, **kwargs: Any) -> Any:
        """Call the function, after a checkpoint; or drive the awaitable that came up in one."""
        global _current
        if self.run is not None and self._call is None:
            self._call = args, kwargs
            return _checkpoint(self.run, args)
        outer, _current = _current, self
        try:
            if self.run is None:
                return drive(args[0])
            self.dead = True
            args, kwargs = self._call or ((), {})
            with write_lock.used_by(_session_of(self.run, args)):
                return self.run(*args, **kwargs)
        finally:
            _current = outer

    def throw(self, kind: object, error: BaseException, traceback: object = None) -> NoReturn:
        """Raise what the checkpoint raised: the function is never called."""
        self.dead = True
        raise error


_current: greenlet


def getcurrent() -> greenlet:
    """As greenlet's."""
    return _current


async def _checkpoint(run: Any, args: tuple[Any, ...]) -> None:
    """Let others run, and others' writes end if this may write."""
    await asyncio.sleep(0)
    session = _session_of(run, args)
    if session is not None and run.__name__ not in ENDS and not _only_reads(session, args):
        await write_lock.others_have_written(write_lock.are_of_another_session(session))


def _session_of(run: Any, args: tuple[Any, ...]) -> Any:
    """Return the Session or Connection of a call, if it is one's: `run_sync` passes it."""
    called: Any = getattr(run, "__self__", args[0] if args else None)
    if hasattr(called, "get_bind") or hasattr(called, "exec_driver_sql"):
        return called
    return called.connection if hasattr(called, "is_valid") else None  # a transaction


def _only_reads(session: Any, args: tuple[Any, ...]) -> bool:
    """Tell whether this is a query of a session that has nothing to write before it."""
    pending = any(getattr(session, name, ()) for name in ("new", "dirty", "deleted"))
    return bool(args and getattr(args[0], "is_select", False) and not pending)


def drive(awaitable: Awaitable[Any]) -> Any:
    """Return what `awaitable` gives, without going back to the event loop."""
    turns = 0
    try:
        with nested.branch_of_context(asyncio.get_running_loop()) as branch:
            steps: Any = awaitable if asyncio.iscoroutine(awaitable) else awaitable.__await__()
            future = steps.send(None)
            while True:
                turns += 1
                if future is None:
                    branch.run_turn()
                    goes_on = turns < TURNS
                else:
                    future._asyncio_future_blocking = False
                    goes_on = branch.run(future.done)
                if goes_on:
                    future = steps.send(None)
                elif turns > 2 * TURNS:
                    raise WouldWait
                else:
                    future = _give_up(steps, future, branch)
    except StopIteration as end:
        return end.value


def _give_up(steps: Any, future: Any, branch: nested.Branch) -> Any:
    """Raise WouldWait where a coroutine waits, as Task.cancel() raises CancelledError."""
    if future is not None and future.cancel():
        branch.run(lambda: False)
    return steps.throw(WouldWait())


_current = greenlet.__new__(greenlet)
_current.run, _current.parent = None, None  # type: ignore[assignment]


def _let_pools_grow() -> None:
    """Have SQLAlchemy's pool open one connection more where it would wait for another's."""
    module = sys.modules.get("sqlalchemy.pool.impl")
    pool: Any = getattr(module, "AsyncAdaptedQueuePool", None)
    if pool is None:
        return
    get = pool._do_get

    def get_or_grow(self: Any) -> Any:
        if -1 < self._max_overflow <= self._overflow and self._pool.empty():
            self._max_overflow = self._overflow + 1
        return get(self)

    pool._do_get = get_or_grow


_let_pools_grow()
