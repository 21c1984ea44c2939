"""The standard library's threads and pools where there is one thread only.

A thread runs to its end inside `start`, a pool's call inside `submit`: whoever starts work and
waits for it sees no difference. What waits for another thread would wait for ever, with the
whole worker: it raises NoOtherThread instead, and so does `start` of a thread that does so.
"""

import contextvars
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any
from weakref import WeakSet

from .threads import outside_the_loop

_ended: WeakSet[threading.Thread] = WeakSet()
_running: list[threading.Thread] = []
_wait = threading.Condition.wait
_make_pool = ThreadPoolExecutor.__init__


class NoOtherThread(RuntimeError):
    """Something waits for another thread, and there is none."""

    def __init__(self) -> None:
        super().__init__("this waits for another thread, and in the browser there is only one")


def replace_threads() -> None:
    """Patch the standard library for a platform without threads."""
    thread: Any = threading.Thread
    thread.start, thread.join, thread.is_alive = start, join, is_alive
    condition: Any = threading.Condition
    condition.wait = wait
    pool: Any = ThreadPoolExecutor
    pool.__init__, pool.submit = make_pool, submit


def start(self: Any) -> None:
    """`Thread.start`: returns when the thread has ended."""
    if self._started.is_set():
        raise RuntimeError("threads can only be started once")
    self._started.set()
    context = getattr(self, "_context", None) or contextvars.Context()  # Python 3.14 takes one
    _running.append(self)
    try:
        with outside_the_loop():
            context.run(self.run)
    except (SystemExit, NoOtherThread) as error:
        if isinstance(error, NoOtherThread):
            raise
    except BaseException as error:
        failure = (type(error), error, error.__traceback__, self)
        threading.excepthook(threading.ExceptHookArgs(failure))
    finally:
        _running.remove(self)
        _ended.add(self)


def join(self: Any, timeout: float | None = None) -> None:
    """`Thread.join`: what was started has ended."""
    if not self._started.is_set():
        raise RuntimeError("cannot join thread before it is started")
    if self not in _ended:
        raise RuntimeError("cannot join current thread")


def is_alive(self: Any) -> bool:
    """`Thread.is_alive`: true of the main thread, and inside `run`."""
    return bool(self._started.is_set() and self not in _ended)


def wait(self: Any, timeout: float | None = None) -> bool:
    """`Condition.wait`, on which events, futures and queues wait too."""
    if timeout is None or _running:  # a thread that waits again and again would never end
        raise NoOtherThread
    return _wait(self, timeout)


def make_pool(
    self: Any,
    max_workers: int | None = None,
    thread_name_prefix: str = "",
    initializer: Callable[..., object] | None = None,
    initargs: tuple[Any, ...] = (),
) -> None:
    """`ThreadPoolExecutor`, whose one worker starts at once."""
    _make_pool(self, max_workers, thread_name_prefix)
    if initializer is not None:
        initializer(*initargs)


def submit(self: Any, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
    """`ThreadPoolExecutor.submit`: the future is done when it returns."""
    if self._shutdown:
        raise RuntimeError("cannot schedule new futures after shutdown")
    future: Future[Any] = Future()
    future.set_running_or_notify_cancel()
    try:
        with outside_the_loop():
            result = contextvars.Context().run(fn, *args, **kwargs)
    except BaseException as error:
        future.set_exception(error)
    else:
        future.set_result(result)
    return future
