"""The transport to JavaScript: turns Python values into what a MessagePort can carry."""

import asyncio
import json
import secrets
from base64 import b64encode
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, urlsplit

from pyodide.ffi import JsProxy, create_proxy, to_js

from . import ready_queue
from .cookie_store import CookieStore
from .cookies import CookieJar, as_bytes
from .entry import start
from .head import UnsendableHead
from .http import PIECE, Body
from .ready_queue import ReadyQueue
from .scope import authority
from .server import Server
from .user_agent import PageRequest, UserAgent, assignment, has_body
from .viewer import viewer

SMALL = 4096
"""Bytes of ASCII that travel as text: that takes less than to make a buffer and hand it over."""

REDIRECTS = {301, 302, 303, 307, 308}
"""Statuses whose Location a browser follows (Fetch standard, "redirect status")."""


class Answers(Protocol):
    """What `worker/answers.js` gives to the bridge; bodies are Uint8Array, copied, or ASCII.

    `cookies` is a JSON list of assignments to document.cookie, "" for none.
    """

    def respond(
        self,
        request_id: int,
        status: int,
        headers: str,
        cookies: str,
        body: JsProxy | str,
        more: bool,
    ) -> None: ...

    def chunk(self, request_id: int, body: JsProxy | str, more: bool) -> None: ...

    def fail(self, request_id: int, reason: str) -> None: ...

    def is_address(self, location: str, url: str) -> bool:
        """Whether a page at `url` can be sent to `location`."""


class PagePeer(Protocol):
    """A page's end of a WebSocket (`worker/sockets.js`); `cookies` as in Answers."""

    def accept(self, subprotocol: str, cookies: str) -> None: ...

    def send(self, data: str | JsProxy) -> None: ...

    def close(self, code: int, reason: str) -> None: ...


def lazy_body(buffer: JsProxy) -> Body:
    """Return the body that an ArrayBuffer holds; each piece is copied when it is asked for."""
    length: int = buffer.byteLength
    pieces = (
        buffer.slice(at, min(at + PIECE, length)).to_bytes() for at in range(0, length, PIECE)
    )
    return Body(length, pieces)


def _piece(body: bytes) -> JsProxy | str:
    """Return a piece of a body as JavaScript gets it cheapest."""
    if len(body) <= SMALL and body.isascii():
        return body.decode("ascii")
    return to_js(body)


def _assignments(cookies: list[str]) -> str:
    return json.dumps(cookies) if cookies else ""


class PortTransport:
    """An asgi.Transport over `answers`, which keeps the cookies back."""

    def __init__(self, answers: Answers, user_agent: UserAgent) -> None:
        # JavaScript's functions are looked up once: each look-up makes a proxy.
        self._respond, self._chunk, self.fail = answers.respond, answers.chunk, answers.fail
        self._is_address = answers.is_address
        self._user_agent = user_agent
        self.urls: dict[int, str] = {}

    def respond(
        self, request_id: int, status: int, headers: list[tuple[str, str]], body: bytes, more: bool
    ) -> None:
        url = self.urls[request_id]
        headers, cookies = self._user_agent.receive(url, headers)
        for name, value in headers if status in REDIRECTS else ():
            if name.lower() == "location" and not self._is_address(value, url):
                raise UnsendableHead(f"the Location {value!r} is no address")
        pairs = json.dumps(headers)
        self._respond(request_id, status, pairs, _assignments(cookies), _piece(body), more)
        del self.urls[request_id]

    def chunk(self, request_id: int, body: bytes, more: bool) -> None:
        self._chunk(request_id, _piece(body), more)


class JsPeer:
    """A websocket.Peer over `page`, whose socket is to `url`."""

    def __init__(self, page: PagePeer, user_agent: UserAgent, url: str) -> None:
        self._page = page
        self._user_agent = user_agent
        self._url = url

    def accept(self, subprotocol: str | None, headers: list[tuple[str, str]]) -> None:
        _, cookies = self._user_agent.receive(self._url, headers)
        self._page.accept(subprotocol or "", _assignments(cookies))

    def send(self, data: str | bytes) -> None:
        self._page.send(data if isinstance(data, str) else to_js(data))

    def close(self, code: int, reason: str) -> None:
        self._page.close(code, reason)


class Door:
    """What the worker calls: the server's methods, taking JavaScript's values."""

    def __init__(
        self,
        server: Server,
        transport: PortTransport,
        user_agent: UserAgent,
        ready: ReadyQueue,
    ) -> None:
        self.pull = server.pull
        self._ready = ready
        self._server = server
        self._transport = transport
        self._user_agent = user_agent

    def request(self, request_id: int, head: str, body: JsProxy | None) -> None:
        """Begin a request. `head` is JSON of PageRequest's fields, `body` an ArrayBuffer."""
        request = PageRequest(**json.loads(head))
        self._transport.urls[request_id] = request.url
        try:
            headers = self._user_agent.headers(request)
            has = body is not None and has_body(request, body.byteLength)
            given = lazy_body(body) if body is not None and has else None
        except Exception:
            self._server.refuse(request_id, f"{request.method} {request.url}")
            return
        self._server.request(request_id, request.method, request.url, headers, given)
        self._ready.drain()

    def cancel(self, request_id: int) -> None:
        """Tell the application that the page no longer waits for this answer."""
        self._transport.urls.pop(request_id, None)
        self._server.cancel(request_id)

    def websocket(
        self, url: str, page_url: str, subprotocols: str, page: PagePeer
    ) -> object | None:
        """Open a WebSocket for the page at `page_url`; `subprotocols` is a JSON list.

        Returns what takes the page's messages, its end, and that it has taken one from here.
        """
        peer = JsPeer(page, self._user_agent, url)
        try:
            offered: list[str] = json.loads(subprotocols)
            headers = self._handshake(url, urlsplit(page_url), offered)
        except Exception:
            self._server.drop(peer, url)
            return None
        socket = self._server.websocket(url, headers, offered, peer)
        if socket is None:
            return None

        def receive(data: str | JsProxy) -> None:
            socket.receive(data if isinstance(data, str) else data.to_bytes())

        calls: object = to_js([create_proxy(c) for c in (receive, socket.disconnect, socket.taken)])
        return calls

    def _handshake(
        self, url: str, page: SplitResult, subprotocols: list[str]
    ) -> list[tuple[str, str]]:
        """Return the headers of a WebSocket's opening handshake (RFC 6455, section 4.1)."""
        request = PageRequest(
            method="GET",
            url=url,
            headers=[
                ("upgrade", "websocket"),
                ("connection", "Upgrade"),
                ("sec-websocket-key", b64encode(secrets.token_bytes(16)).decode()),
                ("sec-websocket-version", "13"),
            ],
            referrer="",
            mode="websocket",
            destination="websocket",
            credentials="include",
        )
        headers = self._user_agent.headers(request)
        if subprotocols:
            headers.append(("sec-websocket-protocol", ", ".join(subprotocols)))
        return [*headers, ("origin", f"{page.scheme}://{authority(page)}")]

    def set_cookie(self, assigned: str, page_url: str) -> bool:
        """Take what a page assigned to document.cookie; tell whether it was not refused."""
        page, jar = urlsplit(page_url), self._user_agent.jar
        return jar.receive(as_bytes(assigned), page, from_script=True) is not None

    def visible_cookies(self) -> str:
        """Return a JSON list of assignments that show scripts all that they may see."""
        cookies = self._user_agent.jar.all()
        return json.dumps([assignment(cookie) for cookie in cookies if not cookie.http_only])


async def open_door(
    reference: str,
    interface: str,
    answers: Answers,
    root_path: str,
    state: str,
    name: str,
    languages: str,
) -> Door:
    """Start the application, which `reference` names, and return the door to it.

    `interface` is that of `[tool.pwa]`, `state` the path of the file that keeps the cookies;
    `name` and `languages` are the browser's (user_agent.UserAgent).
    """
    user_agent = UserAgent(CookieStore(Path(state)).jar(), name, languages)
    transport = PortTransport(answers, user_agent)
    ready = ready_queue.install(asyncio.get_running_loop())
    server = await start(reference, transport, root_path, ready.when_idle, interface)
    return Door(server, transport, user_agent, ready)


async def open_viewer(database: str, answers: Answers, root_path: str) -> Door:
    """Return the door to what shows an SQLite file, for when the application does not start."""
    user_agent = UserAgent(CookieJar(), "", "")
    transport = PortTransport(answers, user_agent)
    ready = ready_queue.install(asyncio.get_running_loop())
    server = Server(viewer(Path(database)), transport, root_path, ready.when_idle)
    return Door(server, transport, user_agent, ready)
