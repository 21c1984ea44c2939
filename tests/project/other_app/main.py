"""Another application than the samples, with a pure-Python package that they do not use."""

import os
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import humanize
from fastapi import FastAPI, Form
from fastapi.responses import HTMLResponse, RedirectResponse

DATABASE = os.environ.get("DATABASE_URL", "sqlite:///app.db").removeprefix("sqlite:///")


def connect() -> sqlite3.Connection:
    return sqlite3.connect(DATABASE)


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    with connect() as database:
        database.execute("create table if not exists counts (amount integer)")
    yield


app = FastAPI(lifespan=lifespan)


@app.get("/", response_class=HTMLResponse)
def counts() -> str:
    with connect() as database:
        rows = database.execute("select amount from counts").fetchall()
    items = "".join(f"<li>{humanize.intcomma(amount)}</li>" for (amount,) in rows)
    form = (
        '<form method="post"><input name="amount" aria-label="Amount"><button>Add</button></form>'
    )
    return f"<!doctype html><title>Counts</title><ul>{items}</ul>{form}"


@app.post("/")
def add(amount: int = Form()) -> RedirectResponse:
    with connect() as database:
        database.execute("insert into counts values (?)", (amount,))
    return RedirectResponse(".", 303)
