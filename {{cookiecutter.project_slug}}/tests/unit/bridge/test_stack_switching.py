"""bridge/stack_switching.py: nothing leaves its caller half done."""

import asyncio
import sys
import time
from collections.abc import Iterator
from functools import wraps
from types import ModuleType

import pytest

from pwa.bridge.stack_switching import forbid_stack_switching

from .one_thread import one_thread

sleep = time.sleep


@wraps(sleep)
def switching_sleep(seconds: float) -> None:
    raise AssertionError("switched stacks")


@pytest.fixture
def loop(monkeypatch: pytest.MonkeyPatch) -> Iterator[asyncio.AbstractEventLoop]:
    with one_thread() as loop:
        monkeypatch.setattr(time, "sleep", switching_sleep)
        yield loop


def test_sleeping_blocks(loop: asyncio.AbstractEventLoop) -> None:
    forbid_stack_switching(loop)
    assert time.sleep is sleep


def test_nobody_runs_the_loop_that_runs() -> None:
    async def work() -> None:
        raise AssertionError("ran")

    async def scenario() -> None:
        with pytest.raises(RuntimeError, match="already running"):
            asyncio.get_running_loop().run_until_complete(work())
        with pytest.raises(RuntimeError, match="cannot be called from a running event loop"):
            asyncio.run(work())

    with one_thread() as loop:
        loop.serve(scenario())


def test_who_asks_hears_that_stacks_cannot_be_switched(
    loop: asyncio.AbstractEventLoop, monkeypatch: pytest.MonkeyPatch
) -> None:
    ffi = ModuleType("pyodide.ffi")
    vars(ffi).update(can_run_sync=lambda: True, run_sync=lambda awaitable: None)
    monkeypatch.setitem(sys.modules, "pyodide.ffi", ffi)
    forbid_stack_switching(loop)
    assert ffi.can_run_sync() is False
    with pytest.raises(RuntimeError, match="await"):
        ffi.run_sync(asyncio.sleep(0))
