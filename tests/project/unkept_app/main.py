"""An application whose import leaves all that a memory snapshot cannot hold."""

import asyncio
import os
import sqlite3
from pathlib import Path

import js
from fastapi import FastAPI

app = FastAPI()
settings = Path(os.environ["DATA_DIR"], "settings.json")
there = settings.exists()
Path("/tmp/written").write_text("at import")
log = Path("/tmp/log").open("w")  # noqa: SIM115
database = sqlite3.connect(":memory:")
task = asyncio.get_running_loop().create_task(asyncio.sleep(3600))
timer = asyncio.get_running_loop().call_later(3600, print)
kept = js.Object.new()


@app.get("/")
def index() -> bool:
    return there
