"""WSGI applications inside of ASGI ones, by a2wsgi's and asgiref's adapters.

These send from a thread, which would have to wait for the page to take what it got. Starlette's
adapter does not wait.
"""

from typing import Any

from .asgi import Receive, Scope, Send
from .when_imported import when_imported
from .wsgi import WsgiServer


def replace_wsgi_adapters() -> None:
    """Have their part done by the bridge's own."""
    when_imported({"a2wsgi.wsgi": patch_a2wsgi, "asgiref.wsgi": patch_asgiref})


def patch_a2wsgi(module: Any) -> None:
    """Patch the module `a2wsgi.wsgi`."""

    async def __call__(self: Any, scope: Scope, receive: Receive, send: Send) -> None:
        await WsgiServer(self.app, is_inner=True)(scope, receive, send)

    module.WSGIMiddleware.__call__ = __call__


def patch_asgiref(module: Any) -> None:
    """Patch the module `asgiref.wsgi`."""

    async def __call__(self: Any, scope: Scope, receive: Receive, send: Send) -> None:
        await WsgiServer(self.wsgi_application, is_inner=True)(scope, receive, send)

    module.WsgiToAsgi.__call__ = __call__
