"""Runs a part of the event loop inside a call that cannot return before that part is done.

Where there are threads, the loop goes on while one of them waits for what it gave the loop. Here
the loop is below the waiting call on the one stack. What the call has given it, and what comes of
that, can run on top; nothing else does, so that no call holds up another. What waits for something
outside, a timer or the network, cannot go on there.
"""

import asyncio
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import Context, ContextVar
from typing import Any
from weakref import WeakSet

STEPS = 100_000
"""Callbacks without an end in sight, as of `while not done: await asyncio.sleep(0)`."""

Put = Callable[[asyncio.Handle], object]
"""Puts a callback where the loop finds it."""

_origin: ContextVar["Branch | None"] = ContextVar("pwa.origin", default=None)
_open: list["Branch"] = []


class Branch:
    """The callbacks that come of one call, while that call is on the stack."""

    def __init__(self, loop: asyncio.AbstractEventLoop | None) -> None:
        self.loop = loop
        self.is_open = True
        self.parent = innermost()
        self._ready: deque[tuple[asyncio.Handle, Put]] = deque()
        self._tasks: WeakSet[asyncio.Task[Any]] | None = None

    def add(self, handle: asyncio.Handle, otherwise: Put) -> None:
        """Take a callback; `otherwise` gets it when the branch ends before it could run."""
        self._ready.append((handle, otherwise))
        callback: Any = handle
        task = getattr(callback._callback, "__self__", None)
        if isinstance(task, asyncio.Task):
            self._tasks = WeakSet() if self._tasks is None else self._tasks
            self._tasks.add(task)

    def adopt(self, context: Context) -> "Branch":
        """Have what is scheduled in `context` belong here from now on."""
        context.run(_origin.set, self)
        return self

    def run(self, done: Callable[[], bool]) -> bool:
        """Run what is ready until `done`; False when that is not so and nothing is left to run."""
        steps = 0
        if self.loop is None:
            return done()
        with _between_callbacks(self.loop):
            while not done():
                steps += 1
                if steps > STEPS or not self._run_one():
                    return False
        return True

    def run_turn(self) -> None:
        """Run what is ready now, as a turn of the loop does."""
        if self.loop is None:
            return
        with _between_callbacks(self.loop):
            for _ in range(len(self._ready)):
                self._run_one()

    def tasks(self) -> list[asyncio.Task[Any]]:
        """Return the tasks that came of the call and have not ended."""
        return [task for task in self._tasks or () if not task.done()]

    def cancel(self) -> None:
        """Cancel these tasks, and let them end."""
        tasks = self.tasks()
        for task in tasks:
            task.cancel()
        self.run(lambda: all(task.done() for task in tasks))

    def close(self) -> None:
        """Give what is left to the call around this one, or to the loop."""
        self.is_open = False
        for handle, otherwise in self._ready:
            if self.parent is None or not self.parent.is_open:
                otherwise(handle)
            else:
                self.parent.add(handle, otherwise)

    def _run_one(self) -> bool:
        """Run what is ready here, or of the calls around this one; tell whether there was any."""
        branch: Branch | None = self
        while branch is not None and not branch._ready:
            branch = branch.parent
        if branch is None:
            return False
        handle, _ = branch._ready.popleft()
        if not handle.cancelled():
            handle._run()
        return True


def innermost() -> Branch | None:
    """Return the branch of the call that is nearest on the stack."""
    return _open[-1] if _open else None


def branch_of(context: Context) -> Branch | None:
    """Return the branch of what is scheduled in `context`; None: it is the loop's own.

    What is scheduled where no loop runs, in a "thread", may be what that thread comes to wait for.
    """
    if not _open:
        return None
    if asyncio._get_running_loop() is None:
        with suppress(RuntimeError):  # a context that is in use further down the stack
            return _open[-1].adopt(context)
    return _find(context)


@contextmanager
def branch(loop: asyncio.AbstractEventLoop | None) -> Iterator[Branch]:
    """Open a branch for a call that runs where no loop does, or in a context of its own."""
    made = Branch(loop)
    _open.append(made)
    try:
        yield made
    finally:
        _open.remove(made)
        made.close()


@contextmanager
def branch_of_context(loop: asyncio.AbstractEventLoop) -> Iterator[Branch]:
    """Open a branch for what the running code schedules in its own context."""
    with branch(loop) as made:
        before = _origin.get()
        token = _origin.set(made)
        try:
            yield made
        finally:
            if sys.version_info >= (3, 12):
                _origin.reset(token)
            else:  # it crashes in the maps of contexts (hamt.c)
                _origin.set(before)


def be_in(thread: threading.Thread) -> None:
    """Have `threading.current_thread` return `thread`."""
    threads: Any = threading
    threads._active[threading.get_ident()] = thread


def _find(context: Context) -> Branch | None:
    found = context.get(_origin)
    while found is not None and not found.is_open:
        found = found.parent
    return found


@contextmanager
def _between_callbacks(loop: asyncio.AbstractEventLoop) -> Iterator[None]:
    """Be where the loop is between two callbacks: in its own thread, and no task runs."""
    outer, thread = asyncio._get_running_loop(), threading.current_thread()
    be_in(threading.main_thread())
    asyncio._set_running_loop(loop)
    task = asyncio.current_task(loop)
    if task:
        asyncio._leave_task(loop, task)
    try:
        yield
    finally:
        if task:
            asyncio._enter_task(loop, task)
        asyncio._set_running_loop(outer)
        be_in(thread)
