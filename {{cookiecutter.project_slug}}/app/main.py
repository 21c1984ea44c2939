"""The application. Start it with `uvicorn app.main:app`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import Depends, FastAPI
from fastapi.staticfiles import StaticFiles

from . import database, settings
from .backup import kept, restore
from .errors import add_error_handlers
from .routers import api, backup, pages
from .upgrade import upgrade

TITLE = "Field survey"


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    upgrade(database.engine)
    restore.recover(database.engine)
    kept.remove_unfinished(database.engine)
    kept.keep_when_due(database.engine)
    yield
    # Closing the last connection folds the write-ahead log into the database file.
    database.engine.dispose()


# In the place of FastAPI's own documentation there is ours, in pages.py, which looks like the rest.
# What is too long for a record comes back in its form, with words, and is not refused unread.
app = FastAPI(
    title=TITLE,
    lifespan=lifespan,
    docs_url=None,
    redoc_url=None,
    form_limits={"max_part_size": settings.FIELD_LIMIT},
)
add_error_handlers(app)
changing = [Depends(backup.keep_copy_when_due)]
app.include_router(pages.router, dependencies=changing)
app.include_router(api.router, dependencies=changing)
app.include_router(backup.router)
app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"), name="static")
