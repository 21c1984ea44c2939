"""An application full of threads that wait, and of databases that are awaited."""

import asyncio
import logging
import multiprocessing.synchronize
import os
import queue
import threading
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from contextvars import ContextVar
from logging.handlers import QueueHandler, QueueListener
from typing import Any

import anyio.from_thread
import anyio.to_thread
from asgiref.sync import async_to_sync, sync_to_async
from fastapi import FastAPI
from sqlalchemy import Column, Integer, MetaData, String, Table, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import registry

FILE = os.path.join(os.environ.get("DATA_DIR", "."), "threads.db")  # noqa: PTH118
variable: ContextVar[str] = ContextVar("variable", default="none")


notes_table = Table(
    "note", MetaData(), Column("id", Integer, primary_key=True), Column("text", String)
)


class Note:
    """A row of the table."""

    id: Any
    text: Any

    def __init__(self, text: str) -> None:
        self.text = text


registry().map_imperatively(Note, notes_table)


engine = create_async_engine(f"sqlite+aiosqlite:///{FILE}", pool_size=2, max_overflow=20)
sessions = async_sessionmaker(engine)


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with engine.begin() as connection:
        await connection.run_sync(notes_table.metadata.create_all)
    yield


app = FastAPI(lifespan=lifespan)


async def add(first: int, second: int) -> int:
    await asyncio.sleep(0)
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(asyncio.sleep(0, number)) for number in (first, second)]
    return sum(task.result() for task in tasks)


async def from_a_thread() -> Any:
    return await anyio.to_thread.run_sync(lambda: anyio.from_thread.run(add, 1, 2))


async def by_async_to_sync() -> Any:
    def call() -> Any:
        return async_to_sync(add)(3, 4) + async_to_sync(nested)()

    async def nested() -> Any:
        return await sync_to_async(lambda: async_to_sync(add)(0, 1))()

    return await sync_to_async(call)()


async def by_asyncio_run() -> int:
    return await asyncio.to_thread(lambda: asyncio.run(add(5, 6)))


async def by_loops_of_their_own() -> list[int]:
    def by_runner() -> int:
        with asyncio.Runner() as runner:
            return runner.run(add(1, 1)) + runner.run(add(2, 2))

    def by_loop() -> int:
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        try:
            return loop.run_until_complete(add(3, 3))
        finally:
            asyncio.set_event_loop(None)
            loop.close()

    found = [await asyncio.to_thread(by_runner), await asyncio.to_thread(by_loop)]
    await asyncio.sleep(0)  # the application's own loop goes on
    return found


async def by_future() -> int:
    loop = asyncio.get_running_loop()
    return await asyncio.to_thread(
        lambda: asyncio.run_coroutine_threadsafe(add(7, 8), loop).result(10)
    )


async def consumed() -> list[int]:
    jobs: queue.Queue[int | None] = queue.Queue()
    done: list[int] = []

    def consume() -> None:
        while True:
            job = jobs.get()
            try:
                if job is None:
                    return
                done.append(job * job)
            finally:
                jobs.task_done()

    thread = threading.Thread(target=consume)
    thread.start()
    for job in (1, 2, 3, None):
        jobs.put(job)
    await asyncio.to_thread(thread.join)
    return done


async def timed() -> list[str]:
    done: list[str] = []
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()

    def end() -> None:
        done.append(threading.current_thread().name)
        loop.call_soon_threadsafe(ended.set)

    timer = threading.Timer(0.01, end)
    timer.name = "timer"
    timer.start()
    await ended.wait()
    return done


async def logged() -> list[str]:
    lines: list[str] = []

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(record.getMessage())

    records: queue.Queue[Any] = queue.Queue(-1)
    listener = QueueListener(records, Handler())
    listener.start()
    log = logging.Logger("own")
    log.addHandler(QueueHandler(records))
    for number in range(3):
        log.warning("line %d", number)
    await asyncio.to_thread(listener.stop)
    return lines


async def contexts() -> list[str]:
    variable.set("request")
    with ThreadPoolExecutor(1, initializer=variable.set, initargs=("pool",)) as pool:
        in_pool = pool.submit(variable.get).result()
    in_executor = await asyncio.get_running_loop().run_in_executor(None, variable.get)
    return [in_pool, in_executor, await asyncio.to_thread(variable.get), variable.get()]


async def written_at_once() -> int:
    """Two writes, the first held across a wait for something else."""

    async def write(words: str, seconds: float) -> None:
        async with sessions.begin() as session:
            session.add(Note(text=words))
            await session.flush()
            await asyncio.sleep(seconds)

    async with sessions.begin() as session:
        await session.execute(text("delete from note"))
    await asyncio.gather(write("a", 0), write("b", 0.05))
    async with sessions() as session:
        return await session.scalar(select(func.count(Note.id))) or 0


async def held_together() -> int:
    """More sessions than a small pool has, each across a wait."""

    async def read(session: AsyncSession) -> int:
        value = await session.scalar(text("select 1"))
        await asyncio.sleep(0.01)
        return int(value or 0)

    async def one() -> int:
        async with sessions() as session:
            return await read(session)

    return sum(await asyncio.gather(*(one() for _ in range(15))))


CHECKS: list[Callable[[], Any]] = [
    *(from_a_thread, by_async_to_sync, by_asyncio_run, by_loops_of_their_own, by_future),
    *(consumed, timed, logged),
    *(contexts, written_at_once, held_together),
]


@app.get("/checks")
async def checks() -> dict[str, Any]:
    """Each check's answer, or what it raised."""
    said: dict[str, Any] = {"lock": multiprocessing.synchronize.Lock.__name__}
    for check in CHECKS:
        try:
            said[check.__name__] = await check()
        except Exception as error:
            said[check.__name__] = repr(error)
    return said


@app.post("/hold")
async def hold(seconds: float) -> str:
    """Write, wait, commit."""
    async with sessions.begin() as session:
        session.add(Note(text="held"))
        await session.flush()
        await asyncio.sleep(seconds)
    return "held"


@app.post("/write")
def write_in_a_thread() -> str:
    async def write() -> None:
        async with sessions.begin() as session:
            session.add(Note(text="written"))

    anyio.from_thread.run(write)
    return "written"


@app.get("/waits")
def waits() -> str:
    """What a coroutine that really waits says to a thread."""
    try:
        anyio.from_thread.run(asyncio.sleep, 60)
    except RuntimeError as error:
        return str(error)
    return "waited"


@app.get("/notes")
async def notes() -> list[str]:
    async with sessions() as session:
        return list(await session.scalars(select(Note.text).order_by(Note.id)))


@app.get("/")
async def home() -> str:
    return "Threads"
