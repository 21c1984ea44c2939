"""Keeps one call of Python at a time on the stack.

Where the browser can switch stacks (JSPI), Pyodide lets `time.sleep` and `run_until_complete`
leave their callers half done and go back to the event loop. What is half done may be a turn of
that loop (ready_queue.py): nothing would ever run again. It also depends on how the browser called
Python, so that the same line would sleep now and fail then.
"""

import asyncio
import sys
import time
from collections.abc import Awaitable, Coroutine
from typing import Any, Never

from . import nested
from .threads import loop_of_threads


def forbid_stack_switching(loop: asyncio.AbstractEventLoop) -> None:
    """Let sleeping block, as in a thread, and run nothing of a loop but what is asked for."""
    clock: Any = time
    clock.sleep = getattr(time.sleep, "__wrapped__", time.sleep)
    loop_type: Any = type(loop)
    loop_type.run_until_complete = run_until_complete
    vars(asyncio)["run"] = run
    for owner in (asyncio, asyncio.events):
        vars(owner)["new_event_loop"] = lambda: new_event_loop(loop)
    for name in ("pyodide.ffi", "pyodide.webloop"):
        if module := sys.modules.get(name):
            vars(module).update(can_run_sync=_cannot_run_sync, run_sync=_refuse_to_run_sync)


def run(
    main: Coroutine[Any, Any, Any], *, debug: bool | None = None, loop_factory: object = None
) -> Any:
    """`asyncio.run`, on the one loop that there is."""
    if asyncio._get_running_loop() is not None:
        _close(main)
        raise RuntimeError("asyncio.run() cannot be called from a running event loop")
    return run_until_complete(loop_of_threads() or asyncio.get_event_loop(), main)


def new_event_loop(loop: Any) -> Any:
    """`asyncio.new_event_loop`, as for a thread: what it has to run waits where `loop`'s does."""
    running = asyncio._get_running_loop()
    made = type(loop)()  # Pyodide's says that it is running
    asyncio._set_running_loop(running)
    made.call_soon = lambda *args, **context: loop.call_soon(*args, **context)
    made.call_soon_threadsafe = lambda *args, **context: loop.call_soon_threadsafe(*args, **context)
    return made


def run_until_complete(loop: asyncio.AbstractEventLoop, future: Any) -> Any:
    """`loop.run_until_complete` in a "thread" (threads.py), of what waits for nothing outside.

    Raises RuntimeError for what does, and where a loop runs, as everywhere.
    """
    if asyncio._get_running_loop() is not None:
        _close(future)
        raise RuntimeError("this event loop is already running: make the function async and await")
    with nested.branch(loop) as branch:
        task = asyncio.ensure_future(future, loop=loop)
        if branch.run(task.done):
            return task.result()
        task.cancel()
        branch.cancel()
    raise RuntimeError(
        "this waits for something outside of Python, and in the browser nobody else could run "
        "meanwhile: make the calling function async and await instead of asyncio.run()"
    )


def _cannot_run_sync() -> bool:
    """`pyodide.ffi.can_run_sync`: urllib3 asks, and sends a synchronous XMLHttpRequest then."""
    return False


def _refuse_to_run_sync(awaitable: Awaitable[Any]) -> Never:
    _close(awaitable)
    raise RuntimeError(
        "run_sync() would leave what called it half done: make the calling function async and await"
    )


def _close(awaitable: object) -> None:
    if asyncio.iscoroutine(awaitable):
        awaitable.close()
