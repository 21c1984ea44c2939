"""`threading.Condition` where there is one thread: on it wait events, futures, queues and timers.

What waits first lets run what it has given the event loop (nested.py). A `threading.Thread` that
has to wait longer leaves the stack, and begins anew when it is notified or its time is over, if it
holds nothing that would be lost (begin_anew.py): consumers of a queue, `threading.Timer`. Whatever
else waits would wait for ever, with the whole worker: it raises NoOtherThread.
"""

import sys
import threading
from collections import deque
from collections.abc import Callable
from typing import Any, TypeVar
from weakref import WeakSet

from . import nested, write_lock
from .begin_anew import may_begin_anew
from .threads import loop_of_threads, run_in_thread, running

_wait = threading.Condition.wait
_notify = threading.Condition.notify

Begin = Callable[[], None]
Result = TypeVar("Result")


class NoOtherThread(RuntimeError):
    """Something waits for another thread, and there is none."""

    def __init__(self) -> None:
        super().__init__("this waits for another thread, and in the browser there is only one")


class Refused(BaseException):
    """Takes a thread off the stack that cannot wait; whoever started it gets NoOtherThread.

    What wraps the functions of threads, to report their exceptions, does not see it.
    """


class Parked(BaseException):
    """Takes a thread that waits on a condition, for so many seconds, off the stack."""

    def __init__(self, condition: Any, timeout: float | None) -> None:
        self.condition = condition
        self.timeout = timeout


_notified: deque["Place"] = deque()
_late: dict[threading.Thread, Any] = {}
"""Threads that begin anew as the time of a wait is over, and its condition."""
_of_calls: WeakSet[threading.Thread] = WeakSet()


def is_started(thread: threading.Thread) -> None:
    """Note whose thread it is: a call on the stack has no time for others to write."""
    if nested.innermost() is not None:
        _of_calls.add(thread)


def replace_conditions() -> None:
    """Patch the standard library for a platform without threads."""
    condition: Any = threading.Condition
    condition.wait, condition.__exit__ = wait, leave
    condition.notify, condition.notify_all = notify, notify_all


def wait(self: Any, timeout: float | None = None) -> bool:
    """`Condition.wait`."""
    if not self._is_owned():
        raise RuntimeError("cannot wait on un-acquired lock")
    thread, branch = running(), nested.innermost()
    if thread is None or branch is None:  # the event loop's own
        if timeout is None:
            raise NoOtherThread
        return _wait(self, timeout)
    if _late.get(thread) is self:
        del _late[thread]
        return False
    if _go_on(self, branch):
        return True
    if thread.is_alive():
        if may_begin_anew(sys._getframe(), run_in_thread.__code__):
            raise Parked(self, timeout)
        _unlocked(self, branch.cancel)
        raise Refused
    if timeout is None:
        _unlocked(self, branch.cancel)
        raise NoOtherThread
    return False if branch.tasks() else _wait(self, timeout)


def _go_on(condition: Any, branch: nested.Branch) -> bool:
    """Run what the thread gave the event loop; tell whether that notified it."""
    waiter = threading.Lock()
    waiter.acquire()
    condition._waiters.append(waiter)
    try:
        return _unlocked(condition, lambda: branch.run(lambda: not waiter.locked()))
    finally:
        if waiter.locked():
            condition._waiters.remove(waiter)


def _unlocked(condition: Any, call: Callable[[], Result]) -> Result:
    """Call what may use the condition itself."""
    lock = condition._release_save()
    try:
        return call()
    finally:
        condition._acquire_restore(lock)


class Place:
    """Where a thread that is off the stack waits."""

    def __init__(self, parked: Parked, thread: threading.Thread, begin: Begin) -> None:
        self.condition = parked.condition
        self.thread = thread
        self.begin = begin
        self.loop: Any = loop_of_threads()
        self.timer: Any = None
        self.lets_write: Any = None
        """The task that begins it when others have written."""
        self.has_time = thread not in _of_calls
        _waiting(self.condition).append(self)
        if parked.timeout is not None and self.loop is not None:
            self.timer = self.loop.call_later(parked.timeout, self._is_late)

    def is_notified(self) -> None:
        """Begin; but what a coroutine waits for lets others write before it, as there is time."""
        has_time = self.loop and self.has_time and nested.innermost() is None
        if has_time and write_lock.writers(self._others()):
            _waiting(self.condition).append(self)
            self.lets_write = self.lets_write or self.loop.create_task(self._let_write())
        else:
            self._begin()

    async def _let_write(self) -> None:
        await write_lock.others_have_written(self._others())
        if self._leave():
            self._begin()

    def _others(self) -> Callable[[write_lock.Connection], bool]:
        return write_lock.are_not_of(self.thread)

    def _is_late(self) -> None:
        if self._leave():
            _late[self.thread] = self.condition
            self._begin()

    def _leave(self) -> bool:
        waits = self in _waiting(self.condition)
        if waits:
            _waiting(self.condition).remove(self)
        return waits

    def _begin(self) -> None:
        if self.timer is not None:
            self.timer.cancel()
        self.begin()


def has_ended(thread: threading.Thread) -> None:
    """Forget what there was to say to a thread that began anew."""
    _late.pop(thread, None)


def notify(self: Any, n: int = 1) -> None:
    """`Condition.notify`. Threads off the stack begin when the lock is free."""
    before = len(self._waiters)
    _notify(self, n)
    n -= before - len(self._waiters)
    waiting = _waiting(self)
    while waiting and n > 0:
        _notified.append(waiting.popleft())
        n -= 1


def notify_all(self: Any) -> None:
    """`Condition.notify_all`."""
    self.notify(len(self._waiters) + len(_waiting(self)))


def leave(self: Any, *error: Any) -> Any:
    """`Condition.__exit__`."""
    suppress = self._lock.__exit__(*error)
    begin_notified()
    return suppress


def begin_notified() -> None:
    """Begin the threads that were notified, and whose lock is free now."""
    for _ in range(len(_notified)):
        place = _notified.popleft()
        if place.condition._is_owned():
            _notified.append(place)
        else:
            place.is_notified()


def _waiting(condition: Any) -> deque["Place"]:
    waiting: deque[Place] = vars(condition).setdefault("_parked", deque())
    return waiting
