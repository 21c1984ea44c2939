"""An application that does something else at each path, right or wrong, for test_fuzz.py."""

import asyncio
import gc
from collections.abc import Awaitable, Callable
from zlib import crc32

Scope = dict[str, object]
Message = dict[str, object]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


def start(status: int = 200, *headers: tuple[bytes, bytes]) -> Message:
    return {"type": "http.response.start", "status": status, "headers": list(headers)}


def body(piece: bytes = b"", *, more: bool = False) -> Message:
    return {"type": "http.response.body", "body": piece, "more_body": more}


async def page(scope: Scope, receive: Receive, send: Send) -> None:
    await send(start(200, (b"content-type", b"text/html")))
    await send(body(b"<!doctype html><title>Fuzz</title><h1>Fuzz</h1>"))


async def plain(scope: Scope, receive: Receive, send: Send) -> None:
    await send(start(200, (b"content-type", b"text/plain"), (b"content-length", b"5")))
    await send(body(b"plain"))


async def state(scope: Scope, receive: Receive, send: Send) -> None:
    """How many tasks there are, and the bytes of WebAssembly's memory."""
    from pyodide_js import _module  # in the browser only

    gc.collect()
    found = f"[{len(asyncio.all_tasks())}, {_module.HEAPU8.length}]"
    await send(start())
    await send(body(found.encode()))


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    await send(start())
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        more = bool(message["more_body"])
        piece = message["body"]
        assert isinstance(piece, bytes)
        await send(body(piece, more=more))


async def raises(scope: Scope, receive: Receive, send: Send) -> None:
    error = ValueError("of the fuzz")
    raise ExceptionGroup("g", [error]) from error


async def raises_late(scope: Scope, receive: Receive, send: Send) -> None:
    await send(start())
    await send(body(b"a" * 1000, more=True))
    raise asyncio.CancelledError


async def wrong_head(scope: Scope, receive: Receive, send: Send) -> None:
    await send(start(302, (b"location", b"http://["), (b"na me", b"a\r\nb")))


async def returns(scope: Scope, receive: Receive, send: Send) -> None:
    return


async def many_pieces(scope: Scope, receive: Receive, send: Send) -> None:
    await send(start())
    for number in range(200):
        await send(body(b"%d" % number * 1000, more=True))
    await send(body())


async def without_end(scope: Scope, receive: Receive, send: Send) -> None:
    await send(start())
    while True:
        await send(body(b"x" * 10_000, more=True))


async def waits(scope: Scope, receive: Receive, send: Send) -> None:
    await asyncio.sleep(0.3)
    await send(start(200, (b"set-cookie", "waited=Łódź".encode())))
    await send(body(b"late"))


async def waits_for_the_page(scope: Scope, receive: Receive, send: Send) -> None:
    async with asyncio.timeout(5):
        while (await receive())["type"] != "http.disconnect":
            pass


async def socket(scope: Scope, receive: Receive, send: Send) -> None:
    kind = crc32(str(scope["path"]).encode()) % 5
    await receive()
    if kind == 0:
        return
    await send({"type": "websocket.accept"})
    if kind == 1:
        raise SystemExit
    if kind == 2:
        await send({"type": "websocket.close", "code": 9})
    while kind == 3:
        await send({"type": "websocket.send", "text": "x" * 1000})
    while (message := await receive())["type"] == "websocket.receive":
        await send({**message, "type": "websocket.send"})


WORKS = [
    *(echo, raises, raises_late, wrong_head, returns, many_pieces, without_end, waits),
    waits_for_the_page,
]


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "lifespan":
        raise NotImplementedError
    if scope["type"] == "websocket":
        return await socket(scope, receive, send)
    path = str(scope["path"]).removeprefix(str(scope["root_path"]))
    work = {"/": page, "/plain": plain, "/state": state}.get(path)
    if work is None:
        work = WORKS[crc32(path.encode("utf-8", "replace")) % len(WORKS)]
    await work(scope, receive, send)
