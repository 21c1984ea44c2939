"""Which protocol an application speaks: ASGI 3, ASGI 2 or WSGI; the bridge serves ASGI 3.

As uvicorn, but for two things: uvicorn takes WSGI only when it is told (`--interface wsgi`), and
callables that are no coroutine functions but take all three arguments at once are ASGI 3 here.
"""

import inspect
from collections.abc import Callable
from typing import Any, cast

from .asgi import Application, Receive, Scope, Send
from .wsgi import WsgiServer

START_RESPONSE = "start_response"
"""How the second argument of a WSGI application is called (PEP 3333), whatever else it takes."""

REQUEST = {"request", "req"}
"""How the first is called where a decorator makes the rest (Werkzeug's `Request.application`,
WebOb's `wsgify`)."""


def adapted(found: Callable[..., Any], interface: str = "auto") -> Application:
    """Return what a module calls its application as one of ASGI 3.

    `interface` is "auto", "asgi3", "asgi2" or "wsgi". A factory, which takes no arguments or can do
    without them, is called first.
    """
    if is_factory(found):
        found = found()
    spoken = recognised(found) if interface == "auto" else interface
    if spoken == "wsgi":
        return WsgiServer(found)
    return asgi_2(found) if spoken == "asgi2" else cast(Application, found)


def is_factory(found: Callable[..., Any]) -> bool:
    """Tell whether calling `found` without arguments gives the application, as in uvicorn."""
    signature = _signature(found)
    if signature is None or _is_coroutine_function(found):
        return False
    kinds = [parameter.kind for parameter in signature.parameters.values()]
    return inspect.Parameter.VAR_POSITIONAL not in kinds and _takes(signature, 0)


def recognised(application: Callable[..., Any]) -> str:
    """Return the interface of an application by how it can be called."""
    if inspect.isclass(application) and hasattr(application, "__await__"):
        return "asgi3"
    signature = _signature(application)
    if _is_coroutine_function(application) or signature is None:
        return "asgi3"
    names = [*signature.parameters]
    if START_RESPONSE in names[1:2] or REQUEST.intersection(names[:1]):
        return "wsgi"
    if _takes(signature, 2) and not _takes(signature, 3):
        return "wsgi"
    if inspect.isclass(application) or not _takes(signature, 3):
        return "asgi2"
    return "asgi3"


def asgi_2(application: Callable[..., Any]) -> Application:
    """Return an ASGI 2 application as one of ASGI 3: it takes the scope, what it gives the rest."""

    async def adapted(scope: Scope, receive: Receive, send: Send) -> None:
        await application(scope)(receive, send)

    return adapted


def _is_coroutine_function(application: Callable[..., Any]) -> bool:
    if inspect.isclass(application):
        return False
    call = application if inspect.isroutine(application) else type(application).__call__
    return inspect.iscoroutinefunction(inspect.unwrap(call))


def _signature(application: Callable[..., Any]) -> inspect.Signature | None:
    try:
        return inspect.signature(application)
    except (TypeError, ValueError):
        return None  # it does not say


def _takes(signature: inspect.Signature, number: int) -> bool:
    try:
        signature.bind(*[None] * number)
    except TypeError:
        return False
    return True
