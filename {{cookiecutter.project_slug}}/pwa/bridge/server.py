"""The server: takes requests from a transport, runs the application, sends answers back."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from . import write_lock
from .asgi import Application, Transport
from .http import FAILURE, FAILURE_BODY, Body, Exchange
from .lifespan import Lifespan
from .scope import http_scope, websocket_scope
from .websocket import ABNORMAL, Peer, Socket

log = logging.getLogger("pwa.bridge")


def at_once(callback: Callable[..., object], *args: Any) -> None:
    """Run `callback` now."""
    callback(*args)


class Server:
    """Serves one ASGI application over one transport.

    `root_path` is the path of the scope without its trailing slash, "" at a domain's root.
    `begin` calls a function with its arguments when a request may begin, in order.
    """

    def __init__(
        self,
        application: Application,
        transport: Transport,
        root_path: str,
        begin: Callable[..., object] = at_once,
    ) -> None:
        self.application = application
        self.transport = transport
        self.root_path = root_path
        self._begin = begin
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
        body: Body | bytes | None,
    ) -> None:
        """Begin a request; its answer goes to the transport under `request_id`.

        `url` is absolute, `headers` are those that the service worker sees, `body` is None
        for a request without one.
        """
        try:
            if isinstance(body, bytes):
                body = Body.of(body)
            length = None if body is None else body.length
            scope = http_scope(method, url, headers, length, self.root_path, self.lifespan.state)
            exchange = Exchange(self.application, scope, body, self.transport, request_id)
        except Exception:
            self.refuse(request_id, f"{method} {url}")
            return
        self._exchanges[request_id] = exchange
        self._begin(lambda: self._start(self._run(exchange)))

    def refuse(self, request_id: int, what: str) -> None:
        """Answer, in an exception handler, a request that could not even be begun."""
        self.transport.respond(request_id, *FAILURE, FAILURE_BODY, more=False)
        log.exception("%s: the request could not be begun", what)

    def websocket(
        self, url: str, headers: list[tuple[str, str]], subprotocols: list[str], peer: Peer
    ) -> Socket | None:
        """Open a WebSocket to the absolute `url`; what the page sends goes to the result.

        None when it could not be begun; then it is closed.
        """
        try:
            scope = websocket_scope(url, headers, subprotocols, self.root_path, self.lifespan.state)
        except Exception:
            self.drop(peer, url)
            return None
        socket = Socket(self.application, scope, peer)
        self._start(self._run_socket(socket))
        return socket

    def drop(self, peer: Peer, url: str) -> None:
        """Close, in an exception handler, a WebSocket that could not even be begun."""
        peer.close(ABNORMAL, "")
        log.exception("WebSocket %s: it could not be begun", url)

    def pull(self, request_id: int) -> None:
        """Let the answer send one more piece; unknown ids belong to answers that ended."""
        if exchange := self._exchanges.get(request_id):
            exchange.pull()

    def cancel(self, request_id: int) -> None:
        """Tell the application that the page no longer waits for this answer."""
        if exchange := self._exchanges.get(request_id):
            exchange.disconnect()

    def _start(self, coroutine: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, exchange: Exchange) -> None:
        write_lock.request.set(exchange)
        try:
            await exchange.run()
        finally:
            del self._exchanges[exchange.request_id]

    async def _run_socket(self, socket: Socket) -> None:
        write_lock.request.set(socket)
        await socket.run()
