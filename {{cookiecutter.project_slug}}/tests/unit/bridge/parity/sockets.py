"""One conversation over a WebSocket, on either server.

The client over uvicorn is `websockets`, read as a browser would: a refusal is 1006.
"""

import asyncio
from dataclasses import dataclass, field

from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from pwa.bridge.asgi import Application, Message, Receive, Scope, Send
from pwa.bridge.server import Server

from ..conftest import Client
from .servers import TIMEOUT, listening

ACCEPT: Message = {"type": "websocket.accept"}
CLOSE: Message = {"type": "websocket.close"}
ABRUPT = ("close", 1006, "")
OPEN = ("accept", None)

Heard = list[tuple[object, ...]]


@dataclass
class Talk:
    """What one conversation gave; `failed`: whether an error was logged with a traceback."""

    heard: Heard
    events: list[object] = field(default_factory=list)
    failed: bool = False


class Noting:
    """Runs an application and notes what it receives and what its sends raise."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.events: list[object] = []
        self.ended = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def noting_receive() -> Message:
            message = await receive()
            self.events.append(dict(message))
            return message

        async def noting_send(message: Message) -> None:
            try:
                await send(message)
            except Exception as error:
                self.events.append(type(error).__name__)
                raise

        try:
            await self.application(scope, noting_receive, noting_send)
        finally:
            self.ended = True


def over_uvicorn(application: Application, sent: list[str], offered: list[str]) -> Heard:
    heard: Heard = []
    with listening(application, ws="websockets-sansio", lifespan="off") as port:
        subprotocols = [Subprotocol(name) for name in offered] or None
        try:
            client = connect(
                f"ws://127.0.0.1:{port}/x?q=1",
                subprotocols=subprotocols,
                open_timeout=TIMEOUT,
                compression=None,
                proxy=None,
            )
        except (InvalidHandshake, EOFError):
            return [("close", 1006, "")]
        with client:
            heard.append(("accept", client.subprotocol))
            try:
                for text in sent:
                    client.send(text)
                while True:
                    heard.append(("data", client.recv(TIMEOUT)))
            except ConnectionClosed:
                heard.append(("close", client.close_code, client.close_reason))
    return heard


class Page:
    """A websocket.Peer that keeps what it hears."""

    def __init__(self) -> None:
        self.heard: Heard = []

    def accept(self, subprotocol: str | None, headers: list[tuple[str, str]]) -> None:
        self.heard.append(("accept", subprotocol))

    def send(self, data: str | bytes) -> None:
        self.heard.append(("data", data))

    def close(self, code: int, reason: str) -> None:
        self.heard.append(("close", code, reason))


def over_bridge(application: Noting, sent: list[str], offered: list[str]) -> Heard:
    async def main() -> Heard:
        page = Page()
        server = Server(application, Client(application), "")
        socket = server.websocket("ws://127.0.0.1/x?q=1", [], offered, page)
        assert socket is not None
        for text in sent:
            socket.receive(text)
        async with asyncio.timeout(TIMEOUT):
            while server._tasks:
                await asyncio.sleep(0)
        return page.heard

    return asyncio.run(main())
