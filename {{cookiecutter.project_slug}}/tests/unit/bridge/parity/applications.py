"""Applications of a few lines, each doing one thing that a server must carry."""

import asyncio
import json

from pwa.bridge.asgi import Headers, Message, Receive, Scope, Send


def start(status: int = 200, headers: Headers | None = None) -> Message:
    return {"type": "http.response.start", "status": status, "headers": headers or []}


def body(piece: bytes = b"", *, more: bool = False) -> Message:
    return {"type": "http.response.body", "body": piece, "more_body": more}


async def read(receive: Receive) -> bytes:
    pieces = []
    while True:
        message = await receive()
        assert message["type"] == "http.request"
        pieces.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(pieces)


async def scope_as_json(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer what the server says of the request; the body is not read."""
    names = ("type", "http_version", "method", "scheme", "path", "root_path", "server", "state")
    fields = {name: scope[name] for name in names}
    for name in ("raw_path", "query_string"):
        fields[name] = scope[name].decode("latin-1")
    fields["headers"] = [[part.decode("latin-1") for part in pair] for pair in scope["headers"]]
    fields["keys"] = sorted(scope)
    await send(start(200, [(b"content-type", b"application/json")]))
    await send(body(json.dumps(fields).encode()))


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer the request's body, with its length."""
    content = await read(receive)
    await send(start(200, [(b"content-length", b"%d" % len(content))]))
    await send(body(content))


async def echo_in_pieces(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer the request's body in five pieces, some of them empty."""
    content = await read(receive)
    await send(start())
    for n in range(5):
        await send(body(content[n::5], more=True))
        await asyncio.sleep(0)
    await send(body())


async def echo_all_headers(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with the request's own headers that begin with "x-", as they came."""
    await send(start(200, [pair for pair in scope["headers"] if pair[0].startswith(b"x-")]))
    await send(body(b"x"))


async def size_by_path(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer as many bytes as the path says: /<pieces>/<bytes of each>[/length]."""
    pieces, size, *length = scope["path"].strip("/").split("/")
    total = int(pieces) * int(size)
    await send(start(200, [(b"content-length", b"%d" % total)] if length else []))
    for n in range(int(pieces)):
        await send(body(bytes([n % 256]) * int(size), more=True))
    await send(body())


async def status_by_path(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer the status that the path says, and nothing else."""
    status = int(scope["path"].strip("/"))
    await send(start(status, [(b"x-status", b"%d" % status)]))
    await send(body())


async def reads_on(scope: Scope, receive: Receive, send: Send) -> None:
    """Receive twice before and once after the answer: body, then the end."""
    await read(receive)
    await send(start())
    await send(body(b"done"))
    assert (await receive())["type"] == "http.disconnect"
    assert (await receive())["type"] == "http.disconnect"
