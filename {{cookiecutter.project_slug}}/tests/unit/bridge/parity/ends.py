"""Applications that fail, stop early or do the wrong thing."""

import asyncio
import sys

from pwa.bridge.asgi import Application, Receive, Scope, Send
from pwa.bridge.disconnect import ClientDisconnected

from .applications import body, start


async def raises_first(scope: Scope, receive: Receive, send: Send) -> None:
    raise ValueError


async def raises_after_reading(scope: Scope, receive: Receive, send: Send) -> None:
    await receive()
    raise ExceptionGroup("two", [ValueError(), KeyError()])


async def raises_after_the_head(scope: Scope, receive: Receive, send: Send) -> None:
    await send(start())
    raise ValueError


async def raises_after_a_piece(scope: Scope, receive: Receive, send: Send) -> None:
    await send(start())
    await send(body(b"a" * 1000, more=True))
    await asyncio.sleep(0)
    raise ValueError


async def raises_after_the_end(scope: Scope, receive: Receive, send: Send) -> None:
    await send(start())
    await send(body(b"whole"))
    raise ValueError


async def raises_timeout(scope: Scope, receive: Receive, send: Send) -> None:
    await asyncio.wait_for(asyncio.Event().wait(), 0.001)


async def raises_oserror(scope: Scope, receive: Receive, send: Send) -> None:
    raise FileNotFoundError("nothing to do with the connection")


async def is_cancelled(scope: Scope, receive: Receive, send: Send) -> None:
    raise asyncio.CancelledError


async def exits(scope: Scope, receive: Receive, send: Send) -> None:
    sys.exit("an application is not the process")


async def reads_after_the_answer(scope: Scope, receive: Receive, send: Send) -> None:
    await send(start())
    await send(body(b"whole"))
    assert (await receive())["type"] == "http.disconnect"


async def raises_a_member_of_its_group(scope: Scope, receive: Receive, send: Send) -> None:
    """As Starlette's task groups that collapse: the exception is in its own context."""
    error = ValueError("of the application")
    try:
        raise ExceptionGroup("g", [error])
    except ExceptionGroup as group:
        raise group.exceptions[0]  # noqa: B904


async def raises_from_itself(scope: Scope, receive: Receive, send: Send) -> None:
    error = ValueError("of the application")
    raise error from error


async def raises_in_a_ring(scope: Scope, receive: Receive, send: Send) -> None:
    first, second = ValueError("first"), KeyError("second")
    first.__context__, second.__cause__ = second, first
    raise ExceptionGroup("g", [first, ExceptionGroup("h", [second])])


async def raises_after_many_tries(scope: Scope, receive: Receive, send: Send) -> None:
    """Each failed try is in the context of the next: more than may call each other."""
    error: Exception | None = None
    for number in range(1200):
        following = ValueError(number)
        following.__context__, error = error, following
    assert error
    raise error


async def raises_like_a_disconnect(scope: Scope, receive: Receive, send: Send) -> None:
    """The page is still there."""
    raise RuntimeError from ClientDisconnected()


async def returns_at_once(scope: Scope, receive: Receive, send: Send) -> None:
    return


async def returns_after_the_head(scope: Scope, receive: Receive, send: Send) -> None:
    await send(start())


async def returns_after_a_piece(scope: Scope, receive: Receive, send: Send) -> None:
    await send(start())
    await send(body(b"a", more=True))


async def body_first(scope: Scope, receive: Receive, send: Send) -> None:
    await send(body(b"a"))


async def two_heads(scope: Scope, receive: Receive, send: Send) -> None:
    await send(start())
    await send(start())


async def two_ends(scope: Scope, receive: Receive, send: Send) -> None:
    await send(start())
    await send(body(b"whole"))
    await send(body(b"more"))


async def unknown_message(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.unknown"})


async def carries_on_after_a_mistake(scope: Scope, receive: Receive, send: Send) -> None:
    try:
        await send(body(b"too early"))
    except RuntimeError:
        await send(start())
        await send(body(b"whole"))


async def answers_in_a_task(scope: Scope, receive: Receive, send: Send) -> None:
    async def answer() -> None:
        await send(start())
        await send(body(b"whole"))

    await asyncio.create_task(answer())


async def works_after_the_answer(scope: Scope, receive: Receive, send: Send) -> None:
    await send(start())
    await send(body(b"whole"))
    await asyncio.sleep(0.01)


ENDS: list[tuple[Application, int, bool]] = [
    (raises_first, 500, False),
    (raises_after_reading, 500, False),
    (raises_after_the_head, 200, True),
    (raises_after_a_piece, 200, True),
    (raises_after_the_end, 200, False),
    (raises_timeout, 500, False),
    (raises_oserror, 500, False),
    (is_cancelled, 500, False),
    (exits, 500, False),
    (reads_after_the_answer, 200, False),
    (raises_a_member_of_its_group, 500, False),
    (raises_from_itself, 500, False),
    (raises_in_a_ring, 500, False),
    (raises_after_many_tries, 500, False),
    (raises_like_a_disconnect, 500, False),
    (returns_at_once, 500, False),
    (returns_after_the_head, 200, True),
    (returns_after_a_piece, 200, True),
    (body_first, 500, False),
    (two_heads, 200, True),
    (two_ends, 200, False),
    (unknown_message, 500, False),
    (carries_on_after_a_mistake, 200, False),
    (answers_in_a_task, 200, False),
    (works_after_the_answer, 200, False),
]
