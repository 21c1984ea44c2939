"""What an application does with async databases: run natively and on one thread, it says the same.

    python async_database.py native|bridge FOLDER

writes JSON: for each check what it returned, or the exception that it raised.
"""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

HERE = Path(__file__)


@contextmanager
def one_thread_with_stand_ins() -> Iterator[Callable[[Any], Any]]:
    """Be patched as the worker is; yields what runs a coroutine."""
    from tests.unit.bridge.one_thread import one_thread

    sys.path.insert(0, str(HERE.parents[3] / "pwa" / "bridge" / "stand_ins"))
    with one_thread() as loop:
        yield loop.serve


def main() -> None:
    way, folder = sys.argv[1:]
    sys.path.insert(0, str(HERE.parents[3]))
    if way == "native":
        asyncio.run(check_all(Path(folder)))
    else:
        with one_thread_with_stand_ins() as run:
            run(check_all(Path(folder)))


async def check_all(folder: Path) -> None:
    greenlet = import_module("greenlet")
    said: dict[str, object] = {"of the bridge": "stand_ins" in str(greenlet.__file__)}
    for function in define_checks():
        try:
            said[function.__name__] = await function(f"{folder / function.__name__}.db")
        except Exception as error:
            said[function.__name__] = f"{type(error).__name__}: {error}"[:200]
    print(json.dumps(said))


def define_checks() -> list[Callable[[str], Awaitable[Any]]]:
    import aiosqlite
    from sqlalchemy import ForeignKey, event, select, text
    from sqlalchemy.exc import IntegrityError, MissingGreenlet, StatementError
    from sqlalchemy.ext.asyncio import (
        AsyncAttrs,
        AsyncEngine,
        AsyncSession,
        async_sessionmaker,
        create_async_engine,
    )
    from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship, selectinload

    class Base(AsyncAttrs, DeclarativeBase):
        pass

    class Trap(Base):
        __tablename__ = "trap"
        id: Mapped[int] = mapped_column(primary_key=True)
        name: Mapped[str] = mapped_column(unique=True)
        visits: Mapped[list["Visit"]] = relationship(order_by="Visit.id")

    class Visit(Base):
        __tablename__ = "visit"
        id: Mapped[int] = mapped_column(primary_key=True)
        trap_id: Mapped[int] = mapped_column(ForeignKey("trap.id"))
        caught: Mapped[int]

    async def engine_for(path: str, **options: Any) -> AsyncEngine:
        engine = create_async_engine(f"sqlite+aiosqlite:///{path}", **options)
        async with engine.begin() as connection:
            await connection.run_sync(Base.metadata.create_all)
        return engine

    async def names(session: AsyncSession) -> list[str]:
        return list(await session.scalars(select(Trap.name).order_by(Trap.id)))

    async def add_and_read(path: str) -> object:
        sessions = async_sessionmaker(await engine_for(path))
        async with sessions.begin() as session:
            session.add(Trap(name="a", visits=[Visit(caught=1), Visit(caught=2)]))
        async with sessions() as session:
            found = await session.scalars(select(Trap).options(selectinload(Trap.visits)))
            return [(trap.name, [v.caught for v in trap.visits]) for trap in found]

    async def lazily(path: str) -> object:
        sessions = async_sessionmaker(await engine_for(path))
        async with sessions.begin() as session:
            session.add(Trap(name="a", visits=[Visit(caught=1)]))
        async with sessions() as session:
            trap = (await session.scalars(select(Trap))).one()
            try:
                return len(trap.visits)
            except (MissingGreenlet, StatementError) as error:
                missing = "greenlet_spawn has not been called" in str(error)
            return [missing, len(await trap.awaitable_attrs.visits)]

    async def expired(path: str) -> object:
        async with async_sessionmaker(await engine_for(path))() as session:
            trap = Trap(name="a")
            session.add(trap)
            await session.commit()
            try:
                return trap.name
            except (MissingGreenlet, StatementError) as error:
                missing = "greenlet_spawn has not been called" in str(error)
            await session.refresh(trap)
            return [missing, trap.name]

    async def rolled_back(path: str) -> object:
        async with async_sessionmaker(await engine_for(path))() as session:
            session.add(Trap(name="a"))
            await session.commit()
            session.add(Trap(name="a"))
            try:
                await session.commit()
            except IntegrityError as error:
                raised = type(error.orig).__name__
                await session.rollback()
            session.add(Trap(name="b"))
            await session.flush()
            await session.rollback()
            return [raised, await names(session)]

    async def savepoints(path: str) -> object:
        engine = await engine_for(path)

        @event.listens_for(engine.sync_engine, "begin")
        def begin(connection: Any) -> None:
            connection.exec_driver_sql("BEGIN")

        async with async_sessionmaker(engine)() as session:
            session.add(Trap(name="a"))
            async with session.begin_nested():
                session.add(Trap(name="b"))
            nested = await session.begin_nested()
            session.add(Trap(name="c"))
            await session.flush()
            await nested.rollback()
            await session.commit()
            return await names(session)

    async def streamed(path: str) -> object:
        sessions = async_sessionmaker(await engine_for(path))
        async with sessions.begin() as session:
            session.add_all(Trap(name=f"{number:03}") for number in range(300))
        async with sessions() as session:
            rows = await session.stream_scalars(select(Trap.name).order_by(Trap.id))
            return [name async for name in rows] == [f"{number:03}" for number in range(300)]

    async def interleaved(path: str) -> object:
        sessions = async_sessionmaker(await engine_for(path))
        order: list[str] = []

        async def work(name: str) -> None:
            async with sessions() as session:
                order.append(f"{name} reads")
                await names(session)
                await asyncio.sleep(0.005)
                session.add(Trap(name=name))
                await session.commit()
                order.append(f"{name} wrote")

        await asyncio.gather(*(work(name) for name in "abc"))
        async with sessions() as session:
            found = sorted(await names(session))
        return [found, order[:3], sorted(order[3:])]

    async def cancelled(path: str) -> object:
        sessions = async_sessionmaker(await engine_for(path))

        async def work() -> None:
            async with sessions.begin() as session:
                session.add(Trap(name="a"))
                await session.flush()
                await asyncio.sleep(60)

        task = asyncio.create_task(work())
        await asyncio.sleep(0.05)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        async with sessions.begin() as session:
            session.add(Trap(name="b"))
        async with sessions() as session:
            return [task.cancelled(), await names(session)]

    async def awaited_inside(path: str) -> object:
        from sqlalchemy.util import await_only

        async def nothing() -> int:
            await asyncio.sleep(0)
            return 7

        async def by_tasks() -> int:
            return sum(await asyncio.gather(nothing(), nothing()))

        engine = await engine_for(path)
        async with engine.connect() as connection:
            return [
                await connection.run_sync(lambda _: await_only(nothing())),
                await connection.run_sync(lambda _: await_only(by_tasks())),
                await connection.run_sync(lambda c: c.execute(text("select 1")).scalar()),
            ]

    async def outside_a_greenlet(path: str) -> object:
        from sqlalchemy.util import await_only

        try:
            await_only(asyncio.sleep(0))
        except MissingGreenlet:
            return "MissingGreenlet"
        return "nothing"

    async def disposed(path: str) -> object:
        engine = await engine_for(path, pool_size=2)
        connections = [await engine.connect() for _ in range(2)]
        for connection in connections:
            await connection.close()
        await engine.dispose()
        async with engine.connect() as connection:
            return (await connection.execute(text("select 2"))).scalar()

    async def by_aiosqlite(path: str) -> object:
        async with aiosqlite.connect(path) as database:
            await database.execute("create table t (a)")
            await database.executemany("insert into t values (?)", [(1,), (2,), (3,)])
            await database.commit()
            async with database.execute("select a from t order by a") as cursor:
                rows = [row[0] async for row in cursor]
            try:
                await database.execute("no sql")
            except aiosqlite.OperationalError as error:
                return [rows, str(error), database.total_changes]
        return "no error"

    async def after_close(path: str) -> object:
        database = await aiosqlite.connect(path)
        await database.close()
        try:
            await database.execute("select 1")
        except ValueError as error:
            return str(error)
        return "no error"

    return [
        *(add_and_read, lazily, expired, rolled_back, savepoints, streamed, interleaved),
        *(cancelled, awaited_inside, outside_a_greenlet, disposed, by_aiosqlite, after_close),
    ]


if __name__ == "__main__":
    main()
