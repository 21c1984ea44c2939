"""The files of a built site, answered as a good static host does."""

import mimetypes
import re
import stat
from collections.abc import Sequence
from os import PathLike, stat_result
from pathlib import Path

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import NotModifiedResponse, StaticFiles
from starlette.types import Lifespan, Scope

from ..build.errors import BuildError

TYPES = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
}
"""Windows' registry may say otherwise, and browsers refuse scripts of another type."""
for suffix, kind in TYPES.items():
    mimetypes.add_type(kind, suffix)

PACKED = (("br", ".br"), ("gzip", ".gz"))
"""Content codings, the smaller one first, and what the build appends to a name for each."""

HEADERS = {
    "Cache-Control": "no-cache",  # keep it, but ask each time: names stay the same between builds
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "frame-ancestors 'self'",  # the shell frames the app, nobody else
}
"""What goes with every answer; `hosts/` says the same to nginx and Caddy."""


class SiteFiles(StaticFiles):
    """The folder of a built site: packed files where the build made them, and 404.html."""

    def __init__(self, out: Path) -> None:
        super().__init__(directory=out, html=True)

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers.update(HEADERS)
        return response

    def file_response(
        self,
        full_path: str | PathLike[str],
        stat_result: stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        """Answer with a packed file if the browser takes one; a part is of the plain file."""
        request = Headers(scope=scope)
        file, state, coding = str(full_path), stat_result, ""
        if "range" not in request:
            file, state, coding = _packed(file, state, request.get("accept-encoding", ""))
        kind = mimetypes.guess_type(str(full_path))[0] or "application/octet-stream"
        response = FileResponse(file, status_code, media_type=kind, stat_result=state)
        response.headers["Vary"] = "Accept-Encoding"
        if coding:
            response.headers["Content-Encoding"] = coding
        if self.is_not_modified(response.headers, request):
            return NotModifiedResponse(response.headers)
        return response


def _packed(file: str, plain: stat_result, accepted: str) -> tuple[str, stat_result, str]:
    """Return what to send for `file`: (its path, its state, its content coding or "").

    A packed file that is older than `file` is of an earlier build.
    """
    for coding, suffix in PACKED:
        if not accepts(accepted, coding):
            continue
        try:
            packed = Path(file + suffix).stat()
        except FileNotFoundError:
            continue
        if stat.S_ISREG(packed.st_mode) and packed.st_mtime_ns >= plain.st_mtime_ns:
            return file + suffix, packed, coding
    return file, plain, ""


def accepts(header: str, coding: str) -> bool:
    """Return whether Accept-Encoding allows a content coding (RFC 9110, section 12.5.3)."""
    for item in header.lower().split(","):
        name, _, weight = item.partition(";")
        if name.strip() == coding:
            return not re.fullmatch(r"\s*q\s*=\s*0(\.0*)?\s*", weight)
    return False


def make_site(
    out: Path,
    prefix: str,
    routes: Sequence[BaseRoute] = (),
    lifespan: Lifespan[Starlette] | None = None,
) -> Starlette:
    """Return the site in `out` below `prefix`; `routes` come first.

    What is not there, below `prefix` or outside, is 404.html: it finds the site's root.
    """
    if not (out / "index.html").is_file():
        raise BuildError(f"there is no site in {out}: run `python -m pwa build` first")
    if not (prefix.startswith("/") and prefix.endswith("/")):
        raise BuildError(f"the prefix must begin and end with a slash, unlike {prefix!r}")

    async def not_found(request: Request, error: Exception) -> Response:
        return FileResponse(out / "404.html", 404, HEADERS)

    return Starlette(
        routes=[*routes, Mount(prefix, SiteFiles(out))],
        exception_handlers={404: not_found},
        lifespan=lifespan,
    )
