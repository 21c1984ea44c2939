"""httpx by the browser; httpx2 has such transports of its own.

Asynchronously by `fetch`, the answer in pieces as it comes; synchronously by XMLHttpRequest, while
nothing else runs. Proxies, certificates and limits are the browser's.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any

from .browser_http import WORDS, NotReached, ask, kept, sendable


def patch_httpx(httpx: Any) -> None:
    """Patch the package `httpx`."""

    def handle_request(self: Any, request: Any) -> Any:
        with _as_httpx(httpx, request):
            url, body = str(request.url), b"".join(request.stream)
            answer = ask(request.method, url, request.headers.items(), body, _timeout(request))
            return httpx.Response(answer.status, headers=answer.headers, content=answer.body)

    async def handle_async_request(self: Any, request: Any) -> Any:
        with _as_httpx(httpx, request):
            body = b"".join([piece async for piece in request.stream])
            fetched = Fetched(httpx, request)
            response = await fetched.begin(body)
        headers = kept(response.headers.entries())
        return httpx.Response(response.status, headers=headers, stream=fetched.stream())

    httpx.HTTPTransport.handle_request = handle_request
    httpx.AsyncHTTPTransport.handle_async_request = handle_async_request


def _timeout(request: Any) -> float | None:
    """Return the seconds that an answer, or a piece of it, may take; None for no limit."""
    seconds: float | None = request.extensions.get("timeout", {}).get("read")
    return seconds


@contextmanager
def _as_httpx(httpx: Any, request: Any) -> Iterator[None]:
    from pyodide.ffi import JsException

    try:
        yield
    except TimeoutError as error:
        raise httpx.ReadTimeout(str(error) or "no answer in time", request=request) from None
    except NotReached as error:
        raise httpx.ConnectError(error.strerror, request=request) from None
    except JsException:
        raise httpx.ConnectError(f"{request.url}: {WORDS}", request=request) from None


class Fetched:
    """A request by `fetch`, and its answer."""

    def __init__(self, httpx: Any, request: Any) -> None:
        from pyodide.code import run_js

        self._httpx = httpx
        self._request = request
        self._controller: Any = run_js("new AbortController()")
        self._reader: Any = None

    async def begin(self, body: bytes) -> Any:
        """Send the request; return JavaScript's Response."""
        from pyodide.code import run_js
        from pyodide.ffi import to_js

        request = self._request
        options = {
            "method": request.method,
            "headers": sendable(request.headers.items()),
            "body": body or None,
            "redirect": "follow",
            "signal": self._controller.signal,
        }
        as_object = run_js("Object.fromEntries")
        fetch = run_js("(url, options) => fetch(url, options)")
        try:
            async with asyncio.timeout(_timeout(request)):
                response = await fetch(str(request.url), to_js(options, dict_converter=as_object))
        except BaseException:
            self._controller.abort()
            raise
        self._reader = response.body.getReader() if response.body else None
        return response

    def stream(self) -> Any:
        """Return the body as httpx takes it."""
        fetched = self

        class Pieces(self._httpx.AsyncByteStream):  # type: ignore[name-defined, misc]
            async def __aiter__(self) -> AsyncIterator[bytes]:
                while (piece := await fetched._next()) is not None:
                    yield piece

            async def aclose(self) -> None:
                fetched._controller.abort()

        return Pieces()

    async def _next(self) -> bytes | None:
        if self._reader is None:
            return None
        with _as_httpx(self._httpx, self._request):
            async with asyncio.timeout(_timeout(self._request)):
                result = await self._reader.read()
        return None if result.done else result.value.to_bytes()
