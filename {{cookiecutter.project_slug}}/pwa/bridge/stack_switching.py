"""Keeps one call of Python at a time on the stack.

Where the browser can switch stacks (JSPI), Pyodide lets `time.sleep` and `run_until_complete`
leave their callers half done and go back to the event loop. What is half done may be a turn of
that loop (ready_queue.py): nothing would ever run again. It also depends on how the browser called
Python, so that the same line would sleep now and fail then.
"""

import asyncio
import sys
import time
from collections.abc import Awaitable
from typing import Any, Never


def forbid_stack_switching(loop: asyncio.AbstractEventLoop) -> None:
    """Let sleeping block, as in a thread, and nobody run the loop that runs already."""
    clock: Any = time
    clock.sleep = getattr(time.sleep, "__wrapped__", time.sleep)
    loop_type: Any = type(loop)
    loop_type.run_until_complete = _refuse
    for name in ("pyodide.ffi", "pyodide.webloop"):
        if module := sys.modules.get(name):
            vars(module).update(can_run_sync=_cannot_run_sync, run_sync=_refuse_to_run_sync)


def _cannot_run_sync() -> bool:
    """`pyodide.ffi.can_run_sync`: urllib3 asks, and sends a synchronous XMLHttpRequest then."""
    return False


def _refuse_to_run_sync(awaitable: Awaitable[Any]) -> Never:
    if asyncio.iscoroutine(awaitable):
        awaitable.close()
    raise RuntimeError(
        "run_sync() would leave what called it half done: make the calling function async and await"
    )


def _refuse(loop: asyncio.AbstractEventLoop, future: Any) -> Never:
    if asyncio.iscoroutine(future):
        future.close()
    raise RuntimeError(
        "asyncio.run() and run_until_complete() need a thread of their own, and in the browser "
        "there is only one: make the calling function async and await instead"
    )
