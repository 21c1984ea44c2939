"""The application. Start it with `uvicorn app.main:app`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from . import database
from .routers import api, pages
from .upgrade import upgrade

TITLE = "Notes"


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    upgrade(database.engine)
    yield
    # Closing the last connection folds the write-ahead log into the database file.
    database.engine.dispose()


# FastAPI's documentation would add 0.4 MB to a first visit: leave out docs_url=None to have it.
# What is too long for a note comes back in its form, with words, and is not refused unread.
app = FastAPI(
    title=TITLE,
    lifespan=lifespan,
    docs_url=None,
    redoc_url=None,
    form_limits={"max_part_size": 64 * 1024**2},
)
app.include_router(pages.router)
app.include_router(api.router)
app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"), name="static")
