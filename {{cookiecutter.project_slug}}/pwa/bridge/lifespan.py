"""The application's start-up and shutdown, as an ASGI connection of type `lifespan`."""

import asyncio
import logging
from typing import Any

from .asgi import VERSION, Application, Message

log = logging.getLogger("pwa.bridge")


class StartupFailed(Exception):
    """The application said `lifespan.startup.failed`; the message is its own."""


class Lifespan:
    """Holds the one lifespan connection open between start-up and shutdown.

    `state` is what the application put there at start-up; each request gets a shallow copy
    (ASGI lifespan state extension). An application without lifespan is served all the same.
    """

    def __init__(self, application: Application) -> None:
        self.application = application
        self.state: dict[str, Any] = {}
        self._events: asyncio.Queue[Message] = asyncio.Queue()
        self._started: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._stopped: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._task: asyncio.Task[None] | None = None
        self._asked = False

    async def startup(self) -> None:
        """Run the application's start-up. Raises StartupFailed with the application's words."""
        self._task = asyncio.create_task(self._run())
        await self._events.put({"type": "lifespan.startup"})
        await self._started

    async def shutdown(self) -> None:
        """Run the application's shutdown; does nothing where there is no lifespan."""
        if self._task is None or self._task.done():
            return
        await self._events.put({"type": "lifespan.shutdown"})
        await self._stopped
        await self._task

    async def _run(self) -> None:
        scope = {"type": "lifespan", "asgi": VERSION, "state": self.state}
        try:
            await self.application(scope, self._receive, self._send)
        except Exception as error:
            if not self._started.done():
                # As in uvicorn: an application that knows no lifespan raises here. One that took
                # the event knows it, and failed.
                level = logging.WARNING if self._asked else logging.DEBUG
                log.log(level, "served without its lifespan, which raised", exc_info=error)
            else:
                log.exception("the application's lifespan failed")
        finally:
            for future in (self._started, self._stopped):
                if not future.done():
                    future.set_result(None)

    async def _receive(self) -> Message:
        self._asked = True
        return await self._events.get()

    async def _send(self, message: Message) -> None:
        kind, text = message["type"], message.get("message", "")
        if kind == "lifespan.startup.complete":
            self._started.set_result(None)
        elif kind == "lifespan.startup.failed":
            self._started.set_exception(StartupFailed(text))
        elif kind == "lifespan.shutdown.complete":
            self._stopped.set_result(None)
        elif kind == "lifespan.shutdown.failed":
            log.error("the application's shutdown failed: %s", text)
            self._stopped.set_result(None)
        else:
            raise RuntimeError(f"unexpected ASGI message {kind!r} on a lifespan connection")
