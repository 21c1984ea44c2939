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
from typing import Any

from . import nested
from .begin_anew import may_begin_anew
from .threads import loop_of_threads, run_in_thread, running

_wait = threading.Condition.wait
_notify = threading.Condition.notify

Begin = Callable[[], None]


class NoOtherThread(RuntimeError):
    """Something waits for another thread, and there is none."""

    def __init__(self) -> None:
        super().__init__("this waits for another thread, and in the browser there is only one")


class Parked(BaseException):
    """Takes a thread that waits on a condition, for so many seconds, off the stack."""

    def __init__(self, condition: Any, timeout: float | None) -> None:
        self.condition = condition
        self.timeout = timeout


_notified: deque[tuple[Any, Begin]] = deque()
_late: dict[threading.Thread, Any] = {}
"""Threads that begin anew as the time of a wait is over, and its condition."""


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
    if thread.is_alive() and may_begin_anew(sys._getframe(), run_in_thread.__code__):
        raise Parked(self, timeout)
    if timeout is None or thread.is_alive():  # which might wait again and again
        branch.cancel()
        raise NoOtherThread
    return False if branch.tasks() else _wait(self, timeout)


def _go_on(condition: Any, branch: nested.Branch) -> bool:
    """Run what the thread gave the event loop; tell whether that notified it."""
    waiter = threading.Lock()
    waiter.acquire()
    condition._waiters.append(waiter)
    lock = condition._release_save()
    try:
        return branch.run(lambda: not waiter.locked())
    finally:
        condition._acquire_restore(lock)
        if waiter.locked():
            condition._waiters.remove(waiter)


def park(parked: Parked, thread: threading.Thread, begin: Begin) -> None:
    """Have `begin` called when `thread`, off the stack now, is notified or its time is over."""
    waiting = _waiting(parked.condition)
    loop = loop_of_threads()
    timer: Any = None

    def notified() -> None:
        if timer is not None:
            timer.cancel()
        begin()

    def is_late() -> None:
        if notified in waiting:
            waiting.remove(notified)
            _late[thread] = parked.condition
            begin()

    waiting.append(notified)
    if parked.timeout is not None and loop is not None:
        timer = loop.call_later(parked.timeout, is_late)


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
        _notified.append((self, waiting.popleft()))
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
        condition, begin = _notified.popleft()
        if condition._is_owned():
            _notified.append((condition, begin))
        else:
            begin()


def _waiting(condition: Any) -> deque[Begin]:
    waiting: deque[Begin] = vars(condition).setdefault("_parked", deque())
    return waiting
