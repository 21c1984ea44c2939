"""bridge/snapshot.py: what keeps a memory snapshot from being made, and the start from one."""

import asyncio
import gc
import random
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing

import pytest

from pwa.bridge.snapshot import check, obstacles, resume


@pytest.fixture
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    """The loop that an import finds: it does not run."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    yield loop
    asyncio.set_event_loop(None)
    loop.close()


def left(beginning: str) -> int:
    """How many obstacles there are whose words begin so, apart from what nobody refers to."""
    gc.collect()
    return sum(found.startswith(beginning) for found in obstacles())


def test_a_task_that_is_pending(loop: asyncio.AbstractEventLoop) -> None:
    assert left("a task is pending") == 0
    task = loop.create_task(asyncio.sleep(60))
    assert left("a task is pending: <coroutine object sleep") == 1
    task.cancel()
    loop.run_until_complete(asyncio.wait([task]))


def test_a_call_that_is_scheduled(loop: asyncio.AbstractEventLoop) -> None:
    handle = loop.call_later(60, print)  # other loops, of uvicorn's threads, have their own
    found = f"a call is scheduled: {handle}"
    assert found in obstacles()
    handle.cancel()
    assert found not in obstacles()


@pytest.mark.usefixtures("loop")
def test_a_database_that_is_open() -> None:
    before = left("a database is open")
    with closing(sqlite3.connect(":memory:")):
        assert left("a database is open") == before + 1
    assert left("a database is open") == before


def test_a_start_has_its_own_random_numbers_and_names() -> None:
    state = random.getstate()
    first = (random.random(), next(tempfile._get_candidate_names()))  # type: ignore[attr-defined]
    random.setstate(state)
    resume()
    second = (random.random(), next(tempfile._get_candidate_names()))  # type: ignore[attr-defined]
    assert first[0] != second[0]
    assert first[1] != second[1]


def test_a_start_looks_for_modules_where_the_import_did(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", ["", "/project", "", "/lib"])
    resume()
    assert sys.path == ["/project", "", "/lib"]


def test_the_request_for_the_self_check_is_answered() -> None:
    asyncio.run(check())
