"""What Python has of the network in a browser: HTTP, by the browser itself, and no sockets."""

import asyncio

from .http_client import patch_http_client
from .httpx_transports import patch_httpx
from .sockets import refuse_sockets
from .when_imported import when_imported


def use_browser_network(loop: asyncio.AbstractEventLoop) -> None:
    """Patch the standard library, and httpx where it is imported."""
    refuse_sockets(loop)
    when_imported({"http.client": patch_http_client, "httpx": patch_httpx})
