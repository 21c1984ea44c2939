"""The engine and its sessions: one for each request."""

import os
from collections.abc import AsyncIterator

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

URL = os.environ.get("DATABASE_URL", "sqlite:///app.db").replace("sqlite:", "sqlite+aiosqlite:", 1)

engine = create_async_engine(URL)
sessions = async_sessionmaker(engine, expire_on_commit=False)


async def get_session() -> AsyncIterator[AsyncSession]:
    async with sessions() as session:
        yield session
