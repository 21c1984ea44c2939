"""Field notes on Litestar: its default logging, dependency injection, a WebSocket to all pages."""

import os
import sqlite3
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path

from litestar import Litestar, Request, WebSocket, get, post
from litestar.channels import ChannelsPlugin
from litestar.channels.backends.memory import MemoryChannelsBackend
from litestar.contrib.jinja import JinjaTemplateEngine
from litestar.di import Provide
from litestar.exceptions import ClientException
from litestar.handlers import websocket
from litestar.logging import LoggingConfig
from litestar.response import Template
from litestar.static_files import create_static_files_router
from litestar.template.config import TemplateConfig

HERE = Path(__file__).parent
DATABASE = Path(os.environ.get("DATA_DIR", ".")) / "notes.db"


@dataclass
class Note:
    text: str


def database() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(DATABASE, check_same_thread=False)) as connection, connection:
        yield connection


@get("/", sync_to_thread=True)
def notes(request: Request, db: sqlite3.Connection) -> Template:
    rows = db.execute("select text from note order by rowid").fetchall()
    request.logger.info("%d notes", len(rows))
    return Template("notes.html", context={"notes": [text for (text,) in rows]})


@post("/notes", sync_to_thread=True)
def add(data: Note, db: sqlite3.Connection, channels: ChannelsPlugin) -> Note:
    if not data.text.strip():
        raise ClientException("A note needs some words.")
    db.execute("insert into note values (?)", [data.text])
    channels.publish(data.text, "notes")
    return data


@websocket("/news")
async def news(socket: WebSocket, channels: ChannelsPlugin) -> None:
    await socket.accept()
    async with channels.start_subscription(["notes"]) as subscriber:
        async for message in subscriber.iter_events():
            await socket.send_text(message.decode())


@asynccontextmanager
async def lifespan(app: Litestar) -> AsyncGenerator[None]:
    with closing(sqlite3.connect(DATABASE)) as connection, connection:
        connection.execute("create table if not exists note (text)")
    yield


app = Litestar(
    [notes, add, news, create_static_files_router("/static", directories=[HERE / "static"])],
    dependencies={"db": Provide(database)},
    lifespan=[lifespan],
    logging_config=LoggingConfig(root={"level": "INFO", "handlers": ["queue_listener"]}),
    plugins=[ChannelsPlugin(MemoryChannelsBackend(), channels=["notes"])],
    template_config=TemplateConfig(directory=HERE / "templates", engine=JinjaTemplateEngine),
)
