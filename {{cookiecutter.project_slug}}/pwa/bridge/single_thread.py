"""The standard library's threads and pools where there is one thread only.

A thread runs inside `start`, until it ends or waits (parked.py), a pool's call inside `submit`:
whoever starts work and waits for it sees no difference.
"""

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import Context
from typing import Any
from weakref import WeakSet

from .parked import NoOtherThread, Parked, Place, Refused, has_ended, is_started, replace_conditions
from .threads import is_on_the_stack, run_in_thread
from .write_lock import replace_connect

RUN_PARTS = {"_target", "_args", "_kwargs"}
"""What `Thread.run` removes when it has run."""

_ended: WeakSet[threading.Thread] = WeakSet()
_make_pool = ThreadPoolExecutor.__init__


def replace_threads() -> None:
    """Patch the standard library for a platform without threads."""
    replace_conditions()
    replace_connect()
    library: Any = queue
    library.SimpleQueue = library._PySimpleQueue  # in Python, on a Condition
    thread: Any = threading.Thread
    thread.start, thread.join, thread.is_alive = start, join, is_alive
    pool: Any = ThreadPoolExecutor
    pool.__init__, pool.submit = make_pool, submit


def start(self: Any) -> None:
    """`Thread.start`: returns when the thread has ended, or waits."""
    if self._started.is_set():
        raise RuntimeError("threads can only be started once")
    self._started.set()
    is_started(self)
    given = getattr(self, "_context", None)  # Python 3.14 takes one
    _run(self, Context() if given is None else given)


def _run(self: Any, context: Context) -> None:
    parts = {name: value for name, value in vars(self).items() if name in RUN_PARTS}
    parked = None
    try:
        run_in_thread(self, context, self.run)
    except Parked as waits:
        parked = waits
    except SystemExit:
        pass
    except Refused:
        raise NoOtherThread from None
    except BaseException as error:
        failure = (type(error), error, error.__traceback__, self)
        threading.excepthook(threading.ExceptHookArgs(failure))
    finally:
        has_ended(self)
        if parked is None:
            _ended.add(self)
    if parked is not None:
        vars(self).update(parts)
        Place(parked, self, lambda: _run(self, context))


def join(self: Any, timeout: float | None = None) -> None:
    """`Thread.join`: what was started has ended. What waits does so as long as this does."""
    if not self._started.is_set():
        raise RuntimeError("cannot join thread before it is started")
    if is_on_the_stack(self):
        raise RuntimeError("cannot join current thread")
    if self not in _ended and timeout is None:
        raise NoOtherThread


def is_alive(self: Any) -> bool:
    """`Thread.is_alive`: true of the main thread, inside `run`, and while it waits."""
    return bool(self._started.is_set() and self not in _ended)


def make_pool(
    self: Any,
    max_workers: int | None = None,
    thread_name_prefix: str = "",
    initializer: Callable[..., object] | None = None,
    initargs: tuple[Any, ...] = (),
) -> None:
    """`ThreadPoolExecutor`, whose one worker starts at once."""
    _make_pool(self, max_workers, thread_name_prefix)
    self._worker = threading.Thread(name=f"{self._thread_name_prefix}_0")
    self._contexts = [Context()]
    if initializer is not None:
        run_in_thread(self._worker, self._contexts[0], lambda: initializer(*initargs))


def submit(self: Any, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
    """`ThreadPoolExecutor.submit`: the future is done when it returns."""
    if self._shutdown:
        raise RuntimeError("cannot schedule new futures after shutdown")
    future: Future[Any] = Future()
    future.set_running_or_notify_cancel()
    context = self._contexts.pop() if self._contexts else Context()
    try:
        result = run_in_thread(self._worker, context, lambda: fn(*args, **kwargs))
    except BaseException as error:
        future.set_exception(error)
    else:
        future.set_result(result)
    finally:
        self._contexts.append(context)
    return future
