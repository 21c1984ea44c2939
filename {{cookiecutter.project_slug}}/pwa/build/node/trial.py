"""Start the application once, ask it for the files that it serves, and for its first pages.

Runs in Pyodide.
"""

import asyncio
import json
import logging
import re
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

ORIGIN = "http://localhost/"
DOCUMENTATION = ("docs", "redoc", "swagger", "schema", "graphql", "graphiql", "scalar", "elements")
"""Where frameworks and their extensions put pages about an API, at the root or below api/."""
PAGES = 32
"""More are not asked for."""
REDIRECTS = 4
LARGEST = 2_000_000
"""Bytes of a page; the rest is not read."""
PATIENCE = 10.0
"""Seconds for a page; some never end."""


class Answers:
    """An asgi.Transport that keeps answers: (status, headers, body) by request number."""

    def __init__(self) -> None:
        self.server: Any = None
        self.answers: list[asyncio.Future[tuple[int, dict[str, str], bytes]]] = []
        self.limits: list[int | None] = []
        self.parts: dict[int, tuple[int, dict[str, str], list[bytes]]] = {}

    async def get(self, url: str, page: bool = False) -> tuple[int, dict[str, str], bytes]:
        """Return the answer to a GET: of a page, the beginning, and status 0 if none comes."""
        number = len(self.answers)
        answer: asyncio.Future[tuple[int, dict[str, str], bytes]]
        answer = asyncio.get_running_loop().create_future()
        self.answers.append(answer)
        self.limits.append(LARGEST if page else None)
        headers = [("accept", "text/html,*/*;q=0.8")] if page else []
        self.server.request(number, "GET", urljoin(ORIGIN, url), headers, None)
        await asyncio.wait([answer], timeout=PATIENCE if page else None)
        if not answer.done():
            answer.set_result((0, {}, b""))
            self.server.cancel(number)
        return answer.result()

    def respond(
        self, request_id: int, status: int, headers: list[tuple[str, str]], body: bytes, more: bool
    ) -> None:
        self.parts[request_id] = (status, dict(headers), [body])
        self._end(request_id, more)

    def chunk(self, request_id: int, body: bytes, more: bool) -> None:
        self.parts[request_id][2].append(body)
        self._end(request_id, more)

    def fail(self, request_id: int, reason: str) -> None:
        self.parts[request_id] = (500, {}, [])
        self._end(request_id, False)

    def _end(self, request_id: int, more: bool) -> None:
        status, headers, pieces = self.parts[request_id]
        answer, limit = self.answers[request_id], self.limits[request_id]
        if more and not answer.done() and (limit is None or sum(map(len, pieces)) < limit):
            self.server.pull(request_id)
            return
        del self.parts[request_id]
        if more:
            self.server.cancel(request_id)
        if not answer.done():
            answer.set_result((status, headers, b"".join(pieces)))


async def try_application(reference: str, interface: str, project: str) -> str:
    """Return JSON: {"error": traceback, "missing": module} or {"static": [[url, file, type], ...],
    "pages": [[url, html], ...]}.

    `static` are the files of the application's own folders that it serves unchanged, at their
    URLs relative to the site's root: they can come from the browser's cache instead. `type` is
    what the application says that they are (Content-Type). `pages` are its first page, and what
    documents it, where that is found.
    """
    from pwa.bridge import entry

    transport = Answers()
    try:
        server = await entry.start(reference, transport, "", interface=interface)
        transport.server = server
    except BaseException as error:
        missing = error.name if isinstance(error, ModuleNotFoundError) else None
        return json.dumps({"error": traceback.format_exc(), "missing": missing})
    served = []
    for url, file in _candidates(server.application, Path(project)):
        status, headers, body = await transport.get(url)
        if status == 200 and body == file.read_bytes():
            kind = headers.get("content-type", "")
            served.append([url, file.relative_to(project).as_posix(), kind])
    pages = await _pages(server.application, transport)
    await server.shutdown()
    found = {"static": served, "pages": list(pages.items())}
    return json.dumps({"error": None, "missing": None, **found})


async def _pages(application: Any, transport: Answers) -> dict[str, str]:
    """Return the HTML of the first page and of those that document it, by URL below the root."""
    first = await _page(transport, "")
    pages = dict([first] if first else [])
    logging.disable()  # that there is no such page is no news
    try:
        for url in _guesses(application, first[1] if first else "")[:PAGES]:
            if found := await _page(transport, url):
                pages.setdefault(*found)
    finally:
        logging.disable(logging.NOTSET)
    return pages


async def _page(transport: Answers, url: str) -> tuple[str, str] | None:
    """Return where the page at `url` is in the end, and its HTML, if there is one."""
    for _ in range(REDIRECTS):
        status, headers, body = await transport.get(url, page=True)
        if 300 <= status < 400 and "location" in headers:
            target = urljoin(ORIGIN + url, headers["location"]).partition("#")[0]
            if not target.startswith(ORIGIN):
                return None
            url = target.removeprefix(ORIGIN)
        elif status == 200 and headers.get("content-type", "").startswith("text/html"):
            return url, body.decode("utf-8", "replace")
        else:
            return None
    return None


def _guesses(application: Any, first_page: str) -> list[str]:
    """Return the URLs where a documentation of the application may be, below the root."""
    links = re.findall(r"""\bhref=["']([^"'#?]+)""", first_page)
    paths = [urljoin(ORIGIN, link).removeprefix(ORIGIN) for link in links]
    urls = [path.strip("/") for path in paths if ":" not in path]
    known = [url for url in urls if url.rpartition("/")[2] in DOCUMENTATION]
    guessed = [f"{folder}{name}" for folder in ("", "api/") for name in DOCUMENTATION]
    return list(dict.fromkeys([*_documented(application), *known, *guessed]))


def _documented(application: Any, prefix: str = "", depth: int = 3) -> Iterator[str]:
    """Yield where an application, and those that it wraps or mounts, say that they are documented.

    That is a route of such a name (Starlette's routes), and any that FastAPI calls so.
    """
    if depth == 0 or application is None:
        return
    own = [getattr(application, name, None) for name in ("docs_url", "redoc_url")]
    yield from (f"{prefix}{path}".strip("/") for path in own if isinstance(path, str))
    routes = getattr(application, "routes", ())
    for route in routes if isinstance(routes, list) else ():
        path = str(getattr(route, "path", ""))
        if "{" not in path and path.rpartition("/")[2] in DOCUMENTATION:
            yield f"{prefix}{path}".strip("/")
        yield from _documented(getattr(route, "app", None), prefix + path, depth - 1)
    if not routes:
        yield from _documented(getattr(application, "app", None), prefix, depth - 1)


def _candidates(application: Any, project: Path) -> list[tuple[str, Path]]:
    """Return (url, file) of the files below the application's static mounts (Starlette)."""
    found = []
    for route in getattr(application, "routes", ()):
        directory = getattr(getattr(route, "app", None), "directory", None)
        prefix = str(getattr(route, "path", "")).strip("/")
        if directory is None or not prefix:
            continue
        folder = Path(directory).resolve()
        if not folder.is_relative_to(project):
            continue
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                found.append((f"{prefix}/{file.relative_to(folder).as_posix()}", file))
    print(f"{len(found)} static files", file=sys.stderr)
    return found
