"""One turn of the browser's event loop for many callbacks of Python's.

Pyodide's loop takes a turn (a MessageChannel message) for each `call_soon`, and a request of an
ordinary framework makes a dozen. Here they queue, and a request that needs no waiting is answered
in the very turn in which it came.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from contextvars import Context, copy_context
from typing import Any

from . import nested

BUDGET = 0.01
"""Seconds of callbacks in one turn, so that messages and timers get theirs."""

PATIENCE = 100
"""Turns that work may fill without a pause before what waits for the pause shares them."""


class ReadyQueue:
    """The callbacks that are ready. `schedule` calls a function in a later turn."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        schedule: Callable[[Callable[[], None]], object],
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._loop = loop
        self._schedule = schedule
        self._clock = clock
        self._ready: deque[asyncio.Handle] = deque()
        self._waiting: deque[asyncio.Handle] = deque()
        self._full_turns = 0
        self._scheduled = False
        self._draining = False

    def call_soon(
        self, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.Handle:
        """As asyncio's: run `callback` soon, in the order of the calls."""
        context = copy_context() if context is None else context
        handle = asyncio.Handle(callback, args, self._loop, context=context)
        if branch := nested.branch_of(context):
            branch.add(handle, self._put)
        else:
            self._put(handle)
        return handle

    def when_idle(self, callback: Callable[..., object], *args: Any) -> None:
        """Run `callback` when nothing else is ready, in the order of the calls.

        A request begun so runs until it ends or waits for something outside before the next one
        begins. Requests that took turns would each hold what they have, such as a connection of a
        pool, and one that waits for it in the way of threads holds up the thread that all share.
        """
        self._waiting.append(asyncio.Handle(callback, args, self._loop))
        if not self._draining:
            self._ensure_turn()

    def drain(self) -> None:
        """Run what is ready, and what that makes ready, for as long as the budget lasts."""
        if self._draining:
            return
        self._draining = True
        end = self._clock() + BUDGET
        if self._waiting and self._full_turns >= PATIENCE:
            self._ready.appendleft(self._waiting.popleft())
        try:
            while self._clock() < end and (handle := self._next()):
                if not handle.cancelled():
                    handle._run()
        finally:
            self._draining = False
            self._full_turns = self._full_turns + 1 if self._ready else 0
            if self._ready or self._waiting:
                self._ensure_turn()

    def _put(self, handle: asyncio.Handle) -> None:
        self._ready.append(handle)
        if not self._draining:
            self._ensure_turn()

    def _next(self) -> asyncio.Handle | None:
        if self._ready:
            return self._ready.popleft()
        self._full_turns = 0
        return self._waiting.popleft() if self._waiting else None

    def _ensure_turn(self) -> None:
        if not self._scheduled:
            self._scheduled = True
            self._schedule(self._turn)

    def _turn(self) -> None:
        self._scheduled = False
        self.drain()


def install(loop: asyncio.AbstractEventLoop) -> ReadyQueue:
    """Give `loop` a ready queue, and return it."""
    call_later = loop.call_later
    queue = ReadyQueue(loop, lambda turn: call_later(0, turn))
    patched: Any = loop
    patched.call_soon = patched.call_soon_threadsafe = queue.call_soon
    return queue
