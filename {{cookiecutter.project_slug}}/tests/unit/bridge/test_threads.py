"""bridge/threads.py: what would run in a thread runs at once, with a thread's contract."""

import asyncio
import contextvars
import sys
import threading
from collections.abc import Iterator
from typing import Any

import anyio
import anyio.to_thread
import pytest
from anyio._backends._asyncio import AsyncIOBackend

from pwa.bridge.threads import run_threads_inline

variable: contextvars.ContextVar[str] = contextvars.ContextVar("variable", default="none")


@pytest.fixture
def loop(monkeypatch: pytest.MonkeyPatch) -> Iterator[asyncio.AbstractEventLoop]:
    """An event loop whose threads run inline; the patches are undone after the test."""

    class Loop(asyncio.SelectorEventLoop):
        pass

    backend: Any = AsyncIOBackend
    original = backend.__dict__["run_sync_in_worker_thread"]
    monkeypatch.setattr(backend, "run_sync_in_worker_thread", original)
    loop = Loop()
    run_threads_inline(loop)
    yield loop
    loop.close()


def here() -> int:
    return threading.get_ident()


async def by_anyio(function: Any) -> Any:
    return await anyio.to_thread.run_sync(function)


async def by_asyncio(function: Any) -> Any:
    return await asyncio.to_thread(function)


async def by_executor(function: Any) -> Any:
    return await asyncio.get_running_loop().run_in_executor(None, function)


DOORS = pytest.mark.parametrize("door", [by_anyio, by_asyncio, by_executor])


@DOORS
def test_it_runs_in_the_one_thread(loop: asyncio.AbstractEventLoop, door: Any) -> None:
    assert loop.run_until_complete(door(here)) == here()


@DOORS
def test_no_event_loop_runs_in_it(loop: asyncio.AbstractEventLoop, door: Any) -> None:
    async def scenario() -> asyncio.AbstractEventLoop:
        with pytest.raises(RuntimeError, match="no running event loop"):
            await door(asyncio.get_running_loop)
        return asyncio.get_running_loop()

    assert loop.run_until_complete(scenario()) is loop


@DOORS
def test_exceptions_reach_the_caller(loop: asyncio.AbstractEventLoop, door: Any) -> None:
    def fails() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        loop.run_until_complete(door(fails))


@DOORS
def test_stop_iteration_becomes_a_runtime_error(loop: asyncio.AbstractEventLoop, door: Any) -> None:
    with pytest.raises(RuntimeError, match="StopIteration"):
        loop.run_until_complete(door(lambda: next(iter(()))))


@DOORS
def test_context_is_copied(loop: asyncio.AbstractEventLoop, door: Any) -> None:
    def change() -> str:
        before = variable.get()
        variable.set("changed in the call")
        return before

    async def scenario() -> None:
        variable.set("set by the caller")
        assert await door(change) == "set by the caller"
        assert variable.get() == "set by the caller"

    loop.run_until_complete(scenario())


def test_the_limiter_is_honoured(loop: asyncio.AbstractEventLoop) -> None:
    async def scenario() -> None:
        limiter = anyio.CapacityLimiter(1)
        used = await anyio.to_thread.run_sync(lambda: limiter.borrowed_tokens, limiter=limiter)
        assert (used, limiter.borrowed_tokens) == (1, 0)

    loop.run_until_complete(scenario())


def test_a_cancelled_scope_does_not_call(loop: asyncio.AbstractEventLoop) -> None:
    called: list[int] = []

    async def scenario() -> None:
        with anyio.CancelScope() as scope:
            scope.cancel()
            await anyio.to_thread.run_sync(called.append, 1)

    loop.run_until_complete(scenario())
    assert called == []


def test_anyio_is_not_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pwa.bridge.threads.find_spec", lambda name: None)
    monkeypatch.delitem(sys.modules, "anyio._backends._asyncio")

    class Loop(asyncio.SelectorEventLoop):
        pass

    loop = Loop()
    run_threads_inline(loop)
    assert loop.run_until_complete(by_asyncio(here)) == here()
    loop.close()
    assert "anyio._backends._asyncio" not in sys.modules
