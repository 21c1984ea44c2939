"""Start the application once, and ask it for the files that it serves. Runs in Pyodide."""

import asyncio
import json
import sys
import traceback
from pathlib import Path
from typing import Any


class Answers:
    """An asgi.Transport that keeps answers: (status, headers, body) by request number."""

    def __init__(self) -> None:
        self.answers: dict[int, asyncio.Future[tuple[int, dict[str, str], bytes]]] = {}
        self.parts: dict[int, tuple[int, dict[str, str], list[bytes]]] = {}

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
        if more:
            self.server.pull(request_id)  # type: ignore[attr-defined]
        else:
            status, headers, body = self.parts.pop(request_id)
            self.answers[request_id].set_result((status, headers, b"".join(body)))


async def try_application(reference: str, project: str) -> str:
    """Return JSON: {"error": traceback, "missing": module} or {"static": [[url, file, type], ...]}.

    `static` are the files of the application's own folders that it serves unchanged, at their
    URLs relative to the site's root: they can come from the browser's cache instead. `type` is
    what the application says that they are (Content-Type).
    """
    from pwa.bridge import entry

    transport = Answers()
    try:
        server = await entry.start(reference, transport, "")
        transport.server = server  # type: ignore[attr-defined]
    except BaseException as error:
        missing = error.name if isinstance(error, ModuleNotFoundError) else None
        return json.dumps({"error": traceback.format_exc(), "missing": missing})
    served = []
    for number, (url, file) in enumerate(_candidates(server.application, Path(project))):
        future = transport.answers[number] = asyncio.get_running_loop().create_future()
        server.request(number, "GET", f"http://localhost/{url}", [], None)
        status, headers, body = await future
        if status == 200 and body == file.read_bytes():
            kind = headers.get("content-type", "")
            served.append([url, file.relative_to(project).as_posix(), kind])
    await server.shutdown()
    return json.dumps({"error": None, "missing": None, "static": served})


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
