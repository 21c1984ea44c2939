"""Runs what would run in a thread right where it is called: Pyodide has no threads.

Everything that frameworks hand to threads goes through one of two doors: anyio's backend
(anyio, Starlette, FastAPI, file responses, uploads) and the event loop's `run_in_executor`
(`asyncio.to_thread`). Both keep the contract of the real ones: a checkpoint first, a copy of
the context, no running event loop, the limiter honoured, StopIteration turned into RuntimeError.
"""

import asyncio
import contextvars
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any


def run_threads_inline(loop: asyncio.AbstractEventLoop) -> None:
    """Patch `loop`, and anyio where it is installed, for a platform without threads."""
    loop_type: Any = type(loop)
    loop_type.run_in_executor = _run_in_executor
    if find_spec("anyio") is not None:
        from anyio._backends._asyncio import AsyncIOBackend

        backend: Any = AsyncIOBackend
        backend.run_sync_in_worker_thread = classmethod(_run_sync_in_worker_thread)


@contextmanager
def outside_the_loop() -> Iterator[None]:
    """No event loop runs in a thread; what must not block one looks for it and refuses."""
    loop = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    try:
        yield
    finally:
        asyncio._set_running_loop(loop)


def _call(function: Callable[..., Any], args: Sequence[Any]) -> Any:
    try:
        with outside_the_loop():
            return contextvars.copy_context().run(function, *args)
    except StopIteration as error:
        # A StopIteration cannot be set on a future (PEP 479); threads raise this too.
        raise RuntimeError("a function run in a thread raised StopIteration") from error


def _run_in_executor(
    loop: asyncio.AbstractEventLoop,
    executor: Executor | None,
    function: Callable[..., Any],
    *args: Any,
) -> asyncio.Future[Any]:
    async def run() -> Any:
        return _call(function, args)

    return loop.create_task(run())


async def _run_sync_in_worker_thread(
    cls: type,
    func: Callable[..., Any],
    args: Sequence[Any],
    abandon_on_cancel: bool = False,
    limiter: Any = None,
) -> Any:
    await cls.checkpoint()  # type: ignore[attr-defined]
    async with limiter or cls.current_default_thread_limiter():  # type: ignore[attr-defined]
        return _call(func, args)
