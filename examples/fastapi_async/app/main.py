"""Traps and what they caught: FastAPI with SQLAlchemy's AsyncSession and Alembic."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated

from alembic import command
from alembic.config import Config
from fastapi import Depends, FastAPI, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, StreamingResponse
from fastapi.templating import Jinja2Templates
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from .database import URL, engine, get_session, sessions
from .models import Trap, Visit

HERE = Path(__file__).parent
Session = Annotated[AsyncSession, Depends(get_session)]
templates = Jinja2Templates(HERE / "templates")


def migrate() -> None:
    config = Config()
    config.set_main_option("script_location", str(HERE / "migrations"))
    config.set_main_option("sqlalchemy.url", URL)
    command.upgrade(config, "head")


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    await asyncio.to_thread(migrate)
    yield
    await engine.dispose()


app = FastAPI(lifespan=lifespan)


@app.get("/", response_class=HTMLResponse)
async def traps(request: Request, session: Session, error: str = "") -> HTMLResponse:
    found = await session.scalars(
        select(Trap).options(selectinload(Trap.visits)).order_by(Trap.name)
    )
    return templates.TemplateResponse(request, "traps.html", {"traps": found.all(), "error": error})


@app.post("/traps")
async def add(session: Session, name: Annotated[str, Form()]) -> RedirectResponse:
    session.add(Trap(name=name))
    try:
        await session.commit()
    except IntegrityError:
        await session.rollback()
        return RedirectResponse("./?error=There is such a trap.", 303)
    return RedirectResponse("./", 303)


@app.post("/traps/{trap_id}/visits")
async def visit(session: Session, trap_id: int, caught: Annotated[int, Form()]) -> RedirectResponse:
    async with session.begin():
        trap = await session.get(Trap, trap_id)
        if trap is None:
            raise HTTPException(404)
        session.add(Visit(trap=trap, caught=caught))
    return RedirectResponse("../../", 303)


@app.get("/count")
async def count() -> dict[str, int]:
    """What was caught in each trap, from sessions that run at once."""

    async def of(trap_id: int) -> int:
        async with sessions() as session:
            total = select(func.sum(Visit.caught)).where(Visit.trap_id == trap_id)
            return await session.scalar(total) or 0

    async with sessions() as session:
        traps = (await session.scalars(select(Trap))).all()
    counts = await asyncio.gather(*(of(trap.id) for trap in traps))
    return {trap.name: caught for trap, caught in zip(traps, counts, strict=True)}


@app.get("/visits.csv")
async def export() -> StreamingResponse:
    async def lines() -> AsyncIterator[str]:
        yield "trap,caught\n"
        async with sessions() as session:
            rows = await session.stream(
                select(Trap.name, Visit.caught).join(Trap.visits).order_by(Visit.id)
            )
            async for name, caught in rows:
                yield f"{name},{caught}\n"

    return StreamingResponse(lines(), media_type="text/csv")
