"""bridge/threads.py: what would run in a thread runs at once, with a thread's contract."""

import asyncio
import contextvars
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import anyio
import anyio.from_thread
import anyio.to_thread
import pytest
from asgiref.sync import async_to_sync, sync_to_async

from pwa.bridge.parked import NoOtherThread

from .one_thread import Loop, one_thread

variable: contextvars.ContextVar[str] = contextvars.ContextVar("variable", default="none")


@pytest.fixture
def loop() -> Iterator[Loop]:
    with one_thread() as loop:
        yield loop


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
def test_it_runs_in_the_one_thread(loop: Loop, door: Any) -> None:
    assert loop.serve(door(here)) == here()


@DOORS
def test_no_event_loop_runs_in_it(loop: Loop, door: Any) -> None:
    async def scenario() -> asyncio.AbstractEventLoop:
        with pytest.raises(RuntimeError, match="no running event loop"):
            await door(asyncio.get_running_loop)
        return asyncio.get_running_loop()

    assert loop.serve(scenario()) is loop


@DOORS
def test_exceptions_reach_the_caller(loop: Loop, door: Any) -> None:
    def fails() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        loop.serve(door(fails))


@DOORS
def test_stop_iteration_becomes_a_runtime_error(loop: Loop, door: Any) -> None:
    with pytest.raises(RuntimeError, match="StopIteration"):
        loop.serve(door(lambda: next(iter(()))))


@pytest.mark.parametrize("door", [by_anyio, by_asyncio])
def test_context_is_copied(loop: Loop, door: Any) -> None:
    def change() -> str:
        before = variable.get()
        variable.set("changed in the call")
        return before

    async def scenario() -> None:
        variable.set("set by the caller")
        assert await door(change) == "set by the caller"
        assert variable.get() == "set by the caller"

    loop.serve(scenario())


def test_an_executor_has_a_context_of_its_own(loop: Loop) -> None:
    async def scenario() -> None:
        variable.set("set by the caller")
        assert await by_executor(variable.get) == "none"

    loop.serve(scenario())


def test_the_limiter_is_honoured(loop: Loop) -> None:
    async def scenario() -> None:
        limiter = anyio.CapacityLimiter(1)
        used = await anyio.to_thread.run_sync(lambda: limiter.borrowed_tokens, limiter=limiter)
        assert (used, limiter.borrowed_tokens) == (1, 0)

    loop.serve(scenario())


def test_a_cancelled_scope_does_not_call(loop: Loop) -> None:
    called: list[int] = []

    async def scenario() -> None:
        with anyio.CancelScope() as scope:
            scope.cancel()
            await anyio.to_thread.run_sync(called.append, 1)

    loop.serve(scenario())
    assert called == []


def test_anyio_is_not_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pwa.bridge.threads.find_spec", lambda name: None)
    monkeypatch.delitem(sys.modules, "anyio._backends._asyncio")
    with one_thread() as loop:
        assert loop.serve(by_asyncio(here)) == here()
    assert "anyio._backends._asyncio" not in sys.modules


async def add(first: int, second: int) -> int:
    await asyncio.sleep(0)
    return first + second


async def add_by_tasks(first: int, second: int) -> int:
    async with asyncio.timeout(5), asyncio.TaskGroup() as group:
        one, two = (group.create_task(add(number, 0)) for number in (first, second))
    return one.result() + two.result()


async def add_in_a_thread(first: int, second: int) -> int:
    def call() -> int:
        return int(anyio.from_thread.run(add_by_tasks, first, second))

    return await anyio.to_thread.run_sync(call)


WORK = pytest.mark.parametrize("work", [add, add_by_tasks, add_in_a_thread])


@WORK
def test_a_coroutine_called_from_a_thread_is_run_where_it_waits(loop: Loop, work: Any) -> None:
    def by_anyio_from_thread() -> int:
        return int(anyio.from_thread.run(work, 1, 2))

    def by_future() -> int:
        return int(asyncio.run_coroutine_threadsafe(work(1, 2), loop).result())

    def by_run() -> int:
        return int(asyncio.run(work(1, 2)))

    def by_a_loop_of_its_own() -> int:
        own = asyncio.new_event_loop()
        try:
            return int(own.run_until_complete(work(1, 2)))
        finally:
            own.close()

    def by_runner() -> int:
        with asyncio.Runner() as runner:
            return int(runner.run(work(1, 2)))

    async def scenario() -> None:
        others = asyncio.create_task(asyncio.sleep(0))
        for way in (by_anyio_from_thread, by_future, by_run):
            assert await anyio.to_thread.run_sync(way) == 3
            assert asyncio.current_task() is not None
        assert await asyncio.to_thread(by_future) == 3
        if work is not add_in_a_thread:
            assert await asyncio.to_thread(by_a_loop_of_its_own) == 3
            assert await asyncio.to_thread(by_runner) == 3
        await others

    loop.serve(scenario())


def test_the_loop_can_be_asked_from_a_thread(loop: Loop) -> None:
    def ask() -> object:
        assert anyio.from_thread.run_sync(asyncio.current_task) is None
        return anyio.from_thread.run_sync(asyncio.get_running_loop)

    assert loop.serve(by_anyio(ask)) is loop


def test_exceptions_of_a_coroutine_reach_the_thread(loop: Loop) -> None:
    async def fail() -> None:
        await asyncio.sleep(0)
        raise ZeroDivisionError

    def call() -> None:
        with pytest.raises(ZeroDivisionError):
            anyio.from_thread.run(fail)
        with pytest.raises(ZeroDivisionError):
            asyncio.run(fail())

    loop.serve(by_anyio(call))


def test_what_really_waits_is_refused_and_cancelled(loop: Loop) -> None:
    ended: list[str] = []

    async def wait() -> None:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            ended.append("cancelled")
            raise

    def call() -> None:
        with pytest.raises(NoOtherThread, match="only one"):
            anyio.from_thread.run(wait)
        with pytest.raises(RuntimeError, match="make the calling function async"):
            asyncio.run(wait())
        with pytest.raises(TimeoutError):
            asyncio.run_coroutine_threadsafe(wait(), loop).result(60)

    def by_asgiref() -> None:
        with pytest.raises(RuntimeError):  # its own executor closes, or hears that it waits
            async_to_sync(wait)()

    async def scenario() -> None:
        await by_anyio(call)
        with ThreadPoolExecutor() as own:  # asgiref's own was made before the patches
            await sync_to_async(by_asgiref, thread_sensitive=False, executor=own)()

    loop.serve(scenario())
    assert ended == ["cancelled"] * 3


def test_whether_the_call_was_cancelled_can_be_asked(loop: Loop) -> None:
    async def scenario() -> None:
        await anyio.to_thread.run_sync(anyio.from_thread.check_cancelled)

    loop.serve(scenario())
