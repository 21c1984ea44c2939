"""The bridge's patches for one thread, on an event loop of the machine's; undone afterwards."""

import asyncio
import queue
import sqlite3
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from anyio._backends._asyncio import AsyncIOBackend

from pwa.bridge import ready_queue, threads
from pwa.bridge.single_thread import replace_threads
from pwa.bridge.stack_switching import forbid_stack_switching
from pwa.bridge.threads import run_threads_inline

PATCHED: dict[Any, tuple[str, ...]] = {
    threading.Thread: ("start", "join", "is_alive"),
    threading.Condition: ("wait", "notify", "notify_all", "__exit__"),
    ThreadPoolExecutor: ("__init__", "submit"),
    queue: ("SimpleQueue",),
    AsyncIOBackend: ("run_sync_in_worker_thread",),
    asyncio: ("run", "new_event_loop"),
    asyncio.events: ("new_event_loop",),
    time: ("sleep",),
    sqlite3: ("connect",),
    sqlite3.dbapi2: ("connect",),
    threads: ("_loop",),
}

_run_until_complete = asyncio.SelectorEventLoop.run_until_complete


class Loop(asyncio.SelectorEventLoop):
    """A loop of a type of its own: its methods can be replaced."""

    def serve(self, coroutine: Any) -> Any:
        """Run `coroutine` as whoever runs the worker's loop does."""
        return _run_until_complete(self, coroutine)


@contextmanager
def one_thread() -> Iterator[Loop]:
    """Patch the process as in the browser's worker; yields the loop."""
    before = {
        owner: {name: vars(owner)[name] for name in names} for owner, names in PATCHED.items()
    }

    class OwnLoop(Loop):
        pass

    loop = OwnLoop()
    try:
        ready_queue.install(loop)
        run_threads_inline(loop)
        replace_threads()
        forbid_stack_switching(loop)
        yield loop
    finally:
        for owner, parts in before.items():
            for name, part in parts.items():
                setattr(owner, name, part)
        loop.serve(_cancel_all())
        loop.close()


async def _cancel_all() -> None:
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
