"""The two servers: uvicorn behind a loopback socket, the bridge behind its transport."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import h11
import uvicorn
from anyio._backends._asyncio import AsyncIOBackend

from pwa.bridge.asgi import Application
from pwa.bridge.threads import run_threads_inline

from ..conftest import Client
from .exchange import Outcome, Request

TIMEOUT = 60.0
"""Seconds after which a server that does not answer fails the test."""


@contextmanager
def listening(application: Application, **settings: Any) -> Iterator[int]:
    """Run uvicorn in a thread; yield the port of 127.0.0.1 where it listens."""
    defaults: dict[str, Any] = {"ws": "none", "date_header": False, "server_header": False}
    config = uvicorn.Config(
        application, http="h11", loop="asyncio", log_config=None, **defaults | settings
    )
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join(TIMEOUT)
            assert not thread.is_alive(), "uvicorn did not stop"


def ask_uvicorn(port: int, request: Request) -> Outcome:
    """Send `request` to the port as HTTP/1.1, on a connection of its own."""
    parser = h11.Connection(h11.CLIENT, max_incomplete_event_size=1 << 20)
    headers = [(b"Host", b"127.0.0.1:%d" % port)]
    if request.body is not None:
        headers.append((b"Content-Length", b"%d" % len(request.body)))
    headers += [(name.encode(), value.encode("latin-1")) for name, value in request.headers]
    head = h11.Request(method=request.method, target=request.target, headers=headers)
    events = [head, h11.Data(data=request.body or b""), h11.EndOfMessage()]
    output = b"".join(parser.send(event) or b"" for event in events)
    with socket.create_connection(("127.0.0.1", port), TIMEOUT) as connection:
        connection.sendall(output)
        return _read(connection, parser)


def _read(connection: socket.socket, parser: h11.Connection) -> Outcome:
    outcome = Outcome(0, [], b"", broken=False)
    body: list[bytes] = []
    while True:
        try:
            event = parser.next_event()
        except h11.RemoteProtocolError:
            outcome.broken = True
            break
        if event is h11.NEED_DATA:
            parser.receive_data(connection.recv(1 << 16))
        elif isinstance(event, h11.Response):
            outcome.status = event.status_code
            outcome.headers = [
                (name.decode("latin-1"), value.decode("latin-1"))
                for name, value in event.headers.raw_items()
            ]
        elif isinstance(event, h11.Data):
            body.append(bytes(event.data))
        else:
            break
    outcome.body = b"".join(body)
    return outcome


def ask_bridge(
    application: Application,
    origin: str,
    request: Request,
    *,
    lifespan: bool = False,
    inline: bool = False,
    root_path: str = "",
) -> Outcome:
    """Send `request` to the bridge's server, in an event loop of its own.

    With `inline` nothing runs in a thread, as in Pyodide.
    """

    async def main() -> Outcome:
        async with asyncio.timeout(TIMEOUT):
            client = Client(application, root_path)
            if lifespan:
                await client.server.startup()
            answer = await client.request(
                request.method, origin + request.target, list(request.headers), request.body
            )
            while client.server._exchanges:
                await asyncio.sleep(0)
            if lifespan:
                await client.server.shutdown()
        return Outcome(answer.status, answer.headers, answer.body, answer.failure is not None)

    if not inline:
        return asyncio.run(main())
    with _threads_inline() as loop_factory, asyncio.Runner(loop_factory=loop_factory) as runner:
        return runner.run(main())


@contextmanager
def _threads_inline() -> Iterator[type[asyncio.AbstractEventLoop]]:
    """Patch anyio and a class of event loops; take the patch of anyio off again afterwards."""

    class Loop(asyncio.SelectorEventLoop):
        pass

    backend: Any = AsyncIOBackend
    original = backend.__dict__["run_sync_in_worker_thread"]
    loop = Loop()
    run_threads_inline(loop)
    loop.close()
    try:
        yield Loop
    finally:
        backend.run_sync_in_worker_thread = original
