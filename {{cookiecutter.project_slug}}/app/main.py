"""The application. Start it with `uvicorn app.main:app`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from . import database
from .errors import add_error_handlers
from .routers import api, pages
from .upgrade import upgrade

TITLE = "Field survey"


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    upgrade(database.engine)
    yield
    # Closing the last connection folds the write-ahead log into the database file.
    database.engine.dispose()


# FastAPI's own documentation pages load their scripts from a CDN; ours is in pages.py.
app = FastAPI(title=TITLE, lifespan=lifespan, docs_url=None, redoc_url=None)
add_error_handlers(app)
app.include_router(pages.router)
app.include_router(api.router)
app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"), name="static")
