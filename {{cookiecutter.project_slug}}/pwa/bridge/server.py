"""The server: takes requests from a transport, runs the application, sends answers back."""

import asyncio

from .asgi import Application, Transport
from .http import Exchange
from .lifespan import Lifespan
from .scope import http_scope


class Server:
    """Serves one ASGI application over one transport.

    `root_path` is the path of the scope without its trailing slash, "" at a domain's root.
    """

    def __init__(self, application: Application, transport: Transport, root_path: str) -> None:
        self.application = application
        self.transport = transport
        self.root_path = root_path
        self.lifespan = Lifespan(application)
        self._exchanges: dict[int, Exchange] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def startup(self) -> None:
        """Start the application. Raises lifespan.StartupFailed when it says that it cannot."""
        await self.lifespan.startup()

    async def shutdown(self) -> None:
        """Stop the application."""
        await self.lifespan.shutdown()

    def request(
        self,
        request_id: int,
        method: str,
        url: str,
        headers: list[tuple[str, str]],
        body: bytes | None,
    ) -> None:
        """Begin a request; its answer goes to the transport under `request_id`.

        `url` is absolute, `headers` are those that the service worker sees, `body` is None
        for a request without one.
        """
        scope = http_scope(
            method,
            url,
            headers,
            None if body is None else len(body),
            self.root_path,
            self.lifespan.state,
        )
        exchange = Exchange(self.application, scope, body or b"", self.transport, request_id)
        self._exchanges[request_id] = exchange
        task = asyncio.get_running_loop().create_task(self._run(exchange))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def pull(self, request_id: int) -> None:
        """Let the answer send one more piece; unknown ids belong to answers that ended."""
        if exchange := self._exchanges.get(request_id):
            exchange.pull()

    def cancel(self, request_id: int) -> None:
        """Tell the application that the page no longer waits for this answer."""
        if exchange := self._exchanges.get(request_id):
            exchange.disconnect()

    async def _run(self, exchange: Exchange) -> None:
        try:
            await exchange.run()
        finally:
            del self._exchanges[exchange.request_id]
