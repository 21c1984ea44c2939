"""Runs what would run in a thread right where it is called: Pyodide has no threads.

Everything that frameworks hand to threads goes through one of two doors: anyio's backend
(anyio, Starlette, FastAPI, file responses, uploads) and executors (`run_in_executor`,
`asyncio.to_thread`; single_thread.py). Both keep the contract of the real ones: a checkpoint first,
the context, no running event loop, the limiter honoured, StopIteration turned into RuntimeError.
"""

import asyncio
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import Context, copy_context
from importlib.util import find_spec
from typing import Any

from . import nested, write_lock

_worker = threading.Thread(name="worker")
_running: list[threading.Thread] = []
_loop: asyncio.AbstractEventLoop | None = None


def run_threads_inline(loop: asyncio.AbstractEventLoop) -> None:
    """Patch `loop`, and anyio where it is installed, for a platform without threads."""
    global _loop
    _loop = loop
    loop_type: Any = type(loop)
    loop_type.run_in_executor = _run_in_executor
    if find_spec("anyio") is not None:
        from anyio._backends._asyncio import AsyncIOBackend

        backend: Any = AsyncIOBackend
        backend.run_sync_in_worker_thread = classmethod(_run_sync_in_worker_thread)


def running() -> threading.Thread | None:
    """Return the "thread" that runs; None where the event loop's own does."""
    return _running[-1] if _running and asyncio._get_running_loop() is None else None


def is_on_the_stack(thread: threading.Thread) -> bool:
    """Tell whether a "thread" runs, or has called what does."""
    return thread in _running


def loop_of_threads() -> asyncio.AbstractEventLoop | None:
    """Return the event loop below what runs."""
    below = nested.innermost()
    return asyncio._get_running_loop() or (below.loop if below else _loop)


def run_in_thread(
    thread: threading.Thread, context: Context, function: Callable[..., Any], *args: Any
) -> Any:
    """Call `function` in `context`, as `thread` would.

    No event loop runs there; what must not block one looks for it and refuses.
    """
    loop = asyncio._get_running_loop()
    outer, caller = threading.current_thread(), write_lock.set_caller(write_lock.user())
    with nested.branch(loop_of_threads()) as branch:
        asyncio._set_running_loop(None)
        nested.be_in(thread)
        _running.append(thread)
        try:
            branch.adopt(context)
            return context.run(function, *args)
        finally:
            _running.pop()
            nested.be_in(outer)
            asyncio._set_running_loop(loop)
            write_lock.set_caller(caller)


def _run_in_executor(
    loop: Any, executor: Executor | None, function: Callable[..., Any], *args: Any
) -> asyncio.Future[Any]:
    if executor is None:
        executor = getattr(loop, "_default_executor", None)
    if executor is None:
        executor = loop._default_executor = ThreadPoolExecutor(thread_name_prefix="asyncio")

    async def run() -> Any:
        await write_lock.others_have_written(write_lock.are_of_another_request)
        future = executor.submit(function, *args)
        if not future.done():  # an executor of the application's own
            return await asyncio.wrap_future(future)
        try:
            return future.result()
        except StopIteration as error:
            # A StopIteration cannot be set on a future (PEP 479); threads raise this too.
            raise RuntimeError("a function run in a thread raised StopIteration") from error

    task: asyncio.Future[Any] = loop.create_task(run())
    return task


async def _run_sync_in_worker_thread(
    cls: Any,
    func: Callable[..., Any],
    args: Sequence[Any],
    abandon_on_cancel: bool = False,
    limiter: Any = None,
) -> Any:
    from anyio._backends._asyncio import CancelScope

    await cls.checkpoint()
    await write_lock.others_have_written(write_lock.are_of_another_request)
    async with limiter or cls.current_default_thread_limiter():
        with CancelScope(shield=not abandon_on_cancel) as scope:
            outer = scope if abandon_on_cancel else scope._parent_scope or scope
            with _claimed(cls, outer) as context:
                try:
                    return run_in_thread(_worker, context, func, *args)
                except StopIteration as error:
                    raise RuntimeError("a function run in a thread raised StopIteration") from error


@contextmanager
def _claimed(backend: Any, scope: Any) -> Iterator[Context]:
    """What anyio tells a thread: whose it is, and what may cancel it. Yields its context."""
    from anyio._core import _eventloop

    anyio: Any = _eventloop
    context = copy_context()
    if set_library := getattr(anyio, "set_current_async_library", None):
        context.run(set_library, None)
    told: dict[str, Any] = vars(anyio.threadlocals)
    before = dict(told)
    try:
        with anyio.claim_worker_thread(backend, asyncio.get_running_loop()):
            told["current_cancel_scope"] = scope
            yield context
    finally:
        told.clear()
        told.update(before)
