"""The application's start-up and shutdown, as an ASGI connection of type `lifespan`."""

import asyncio
import logging
from typing import Any

from .asgi import LIFESPAN_VERSION, Application, Message

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
        self._failed = False

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
        scope = {"type": "lifespan", "asgi": LIFESPAN_VERSION, "state": self.state}
        try:
            await self.application(scope, self._receive, self._send)
        except BaseException as error:
            # SystemExit and CancelledError too: they would end more than the lifespan.
            if self._failed:
                return  # and has said why
            if not self._started.done():
                # As in uvicorn: an application that knows no lifespan raises here. One that took
                # the event knows it, and failed.
                level = logging.WARNING if self._asked else logging.DEBUG
                log.log(level, "served without its lifespan, which raised", exc_info=error)
            else:
                log.error("the application's lifespan failed", exc_info=error)
        finally:
            for future in (self._started, self._stopped):
                if not future.done():
                    future.set_result(None)

    async def _receive(self) -> Message:
        self._asked = True
        return await self._events.get()

    async def _send(self, message: Message) -> None:
        kind, text = message["type"], message.get("message", "")
        event, _, outcome = kind.removeprefix("lifespan.").partition(".")
        future = {"startup": self._started, "shutdown": self._stopped}.get(event)
        early = event == "shutdown" and not self._started.done()
        if future is None or outcome not in {"complete", "failed"} or future.done() or early:
            raise RuntimeError(f"unexpected ASGI message {kind!r} on a lifespan connection")
        self._failed = outcome == "failed"
        if self._failed and event == "startup":
            future.set_exception(StartupFailed(text))
            return
        if self._failed:
            log.error("the application's shutdown failed: %s", text)
        future.set_result(None)
