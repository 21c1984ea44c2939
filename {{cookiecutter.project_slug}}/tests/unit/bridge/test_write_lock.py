"""bridge/write_lock.py: requests that write wait for each other, and the event loop goes on."""

import asyncio
import queue
import sqlite3
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import aiosqlite
import pytest

from pwa.bridge import write_lock

from .one_thread import Loop, one_thread


@pytest.fixture
def loop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Loop]:
    with closing(sqlite3.connect(tmp_path / "app.db")) as database:
        database.execute("pragma journal_mode = wal")
        database.execute("create table note (text)")
    with one_thread() as loop:
        # It was imported before the patches, in the worker it is after them.
        monkeypatch.setattr("aiosqlite.core.SimpleQueue", queue.SimpleQueue)
        yield loop


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "app.db"


def request(work: Awaitable[Any]) -> "asyncio.Task[Any]":
    """Run `work` as a request does."""

    async def run() -> Any:
        write_lock.request.set(object())
        return await work

    return asyncio.create_task(run())


async def hold(path: Path, until: asyncio.Event) -> None:
    """Write, wait for something else, and commit."""
    async with aiosqlite.connect(path) as database:
        await database.execute("insert into note values ('first')")
        await until.wait()
        await database.commit()


async def by_aiosqlite(path: Path) -> None:
    async with aiosqlite.connect(path) as database:
        await database.execute("insert into note values ('second')")
        await database.commit()


async def in_a_thread(path: Path) -> None:
    def write() -> None:
        with closing(sqlite3.connect(path)) as database, database:
            database.execute("insert into note values ('second')")

    await asyncio.to_thread(write)


WAYS = pytest.mark.parametrize("write", [by_aiosqlite, in_a_thread])
Way = Callable[[Path], Awaitable[None]]


@WAYS
def test_a_write_waits_for_that_of_another_request(loop: Loop, path: Path, write: Way) -> None:
    async def scenario() -> None:
        until = asyncio.Event()
        first = request(hold(path, until))
        while not write_lock.writers(lambda _: True):
            await asyncio.sleep(0)
        second = request(write(path))
        for _ in range(10):
            await asyncio.sleep(write_lock.POLL)
        assert not second.done()
        until.set()
        await asyncio.gather(first, second)

    loop.serve(scenario())
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("select text from note").fetchall() == [("first",), ("second",)]


@WAYS
def test_one_that_never_ends_is_waited_for_once(
    loop: Loop, path: Path, write: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write_lock, "WAIT", 0.02)

    async def scenario() -> None:
        until = asyncio.Event()
        first = request(hold(path, until))
        while not write_lock.writers(lambda _: True):
            await asyncio.sleep(0)
        for _ in range(2):
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                await request(write(path))
        assert write_lock.writers(lambda _: True) == []
        until.set()
        await first
        await request(write(path))

    loop.serve(scenario())


def test_transactions_that_have_begun_wait_for_the_one_that_writes(loop: Loop, path: Path) -> None:
    async def write(number: int) -> None:
        async with aiosqlite.connect(path, isolation_level=None) as database:
            await database.execute("begin")
            await asyncio.sleep(write_lock.POLL)
            await database.execute("insert into note values (?)", (str(number),))
            await asyncio.sleep(write_lock.POLL)
            await database.execute("insert into note values ('more')")
            await database.execute("commit")

    async def scenario() -> None:
        await asyncio.gather(*(request(write(number)) for number in range(4)))

    loop.serve(scenario())
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("select count(*) from note").fetchone() == (8,)


@pytest.mark.parametrize("statement", ["select count(*) from note", "begin"])
def test_who_only_reads_hinders_nobody(loop: Loop, path: Path, statement: str) -> None:
    async def scenario() -> None:
        database = sqlite3.connect(path, isolation_level=None)
        database.execute("begin")
        if statement != "begin":
            database.execute(statement).fetchall()
        assert await request(look()) == []
        database.close()

    async def look() -> object:
        return write_lock.writers(lambda _: True)

    loop.serve(scenario())


def test_a_request_does_not_wait_for_itself(loop: Loop, path: Path) -> None:
    async def work() -> None:
        async with aiosqlite.connect(path) as database:
            await database.execute("insert into note values ('first')")
            await asyncio.create_task(in_a_thread_of_the_same(database))
            await database.commit()

    async def in_a_thread_of_the_same(database: aiosqlite.Connection) -> None:
        await asyncio.to_thread(time.sleep, 0)
        await database.execute("insert into note values ('too')")

    loop.serve(asyncio.wait_for(request_in(work), 2))


async def request_in(work: Callable[[], Awaitable[Any]]) -> Any:
    return await request(work())


def test_a_request_does_not_wait_for_its_own_thread(loop: Loop, path: Path) -> None:
    """As a dependency that begins before an endpoint, and commits behind it."""
    database = sqlite3.connect(path, check_same_thread=False)

    async def in_a_task(function: Callable[..., Any], *args: Any) -> None:
        await asyncio.create_task(asyncio.to_thread(function, *args))

    async def work() -> None:
        await in_a_task(database.execute, "insert into note values ('first')")
        assert database.in_transaction
        assert write_lock.writers(write_lock.are_of_another_request) == []
        await in_a_task(database.commit)

    async def scenario() -> None:
        await request(work())
        database.execute("insert into note values ('of nobody')")
        assert await request(look()) == [database]
        database.close()

    async def look() -> object:
        return write_lock.writers(write_lock.are_of_another_request)

    loop.serve(scenario())


def test_nobody_sleeps_on_a_locked_database(loop: Loop, path: Path) -> None:
    with closing(sqlite3.connect(path)) as first, closing(sqlite3.connect(path, 60)) as second:
        first.execute("insert into note values ('first')")
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            second.execute("insert into note values ('second')")


def test_connections_stay_what_they_are(loop: Loop) -> None:
    class Own(sqlite3.Connection):
        pass

    with closing(sqlite3.connect(":memory:", factory=Own)) as own:
        assert type(own) is Own
    with closing(sqlite3.connect("file::memory:?cache=shared", uri=True)) as shared:
        assert isinstance(shared, sqlite3.Connection)
        assert shared.execute("select 1").fetchone() == (1,)
    with closing(sqlite3.connect(database=":memory:", isolation_level=None)) as named:
        assert named.isolation_level is None
    with closing(sqlite3.dbapi2.connect(":memory:", 5.0, 0, "IMMEDIATE", False)) as positional:
        assert positional.isolation_level == "IMMEDIATE"
