"""The same work by SQLAlchemy's Session and by its AsyncSession, and what each took."""

import os
import time
from pathlib import Path

from fastapi import APIRouter
from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine, select
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import Session, registry

router = APIRouter()
DATABASE = Path(os.environ.get("DATA_DIR", ".")) / "sessions.db"


sightings = Table(
    "sighting", MetaData(), Column("id", Integer, primary_key=True), Column("text", String)
)


class Sighting:
    def __init__(self, text: str) -> None:
        self.text = text


registry().map_imperatively(Sighting, sightings)


engine = create_engine(f"sqlite:///{DATABASE}")
async_engine = create_async_engine(f"sqlite+aiosqlite:///{DATABASE}")


@router.post("/session/{count}")
async def by_session(count: int) -> float:
    """Return the milliseconds of `count` rows, each inserted, committed and read."""
    sightings.metadata.create_all(engine)
    begin = time.perf_counter()
    for number in range(count):
        with Session(engine) as session:
            session.add(Sighting(text=f"{number}"))
            session.commit()
            session.scalars(select(Sighting).order_by(sightings.c.id.desc()).limit(1)).one()
    return (time.perf_counter() - begin) * 1000


@router.post("/async_session/{count}")
async def by_async_session(count: int) -> float:
    """Return the same of AsyncSession on aiosqlite."""
    async with async_engine.begin() as connection:
        await connection.run_sync(sightings.metadata.create_all)
    begin = time.perf_counter()
    for number in range(count):
        async with AsyncSession(async_engine) as session:
            session.add(Sighting(text=f"{number}"))
            await session.commit()
            newest = select(Sighting).order_by(sightings.c.id.desc()).limit(1)
            (await session.scalars(newest)).one()
    return (time.perf_counter() - begin) * 1000
