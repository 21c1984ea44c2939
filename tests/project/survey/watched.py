"""The sample, whose answers say which worker gave them, and when."""

import time
import uuid
from functools import cache

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .main import app


@cache
def worker() -> str:
    """The name of this start of the application. Asked for late: a module may outlive a start."""
    return uuid.uuid4().hex


class Watched:
    """Adds the header `x-worker`: the worker's name, milliseconds of the clock."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_name(message: Message) -> None:
            if message["type"] == "http.response.start":
                name = f"{worker()} {time.time_ns() // 1_000_000}".encode()
                message["headers"] = [*message.get("headers", []), (b"x-worker", name)]
            await send(message)

        await self.app(scope, receive, send_with_name)


app.add_middleware(Watched)
