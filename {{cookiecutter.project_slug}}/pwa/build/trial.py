"""The build starts the application once, so that a phone is never the first to find out."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from .bundle import BROWSER
from .bytecode import PROJECT_PREFIX
from .errors import BuildError
from .libraries import Library
from .npm import run_node
from .references import ORIGIN, Reference, loaded_by, of_page
from .settings import Settings

ENVIRONMENT = {"DATABASE_URL": "sqlite:////data/app.db", "DATA_DIR": "/data"}
"""As in browser/worker/python.js."""
OS_ENVIRON = re.compile(r'File "(<frozen os>|[^"]*\bos\.py)", line \d+, in __getitem__')
"""The frame that raises what `os.environ` lacks."""


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file that the application serves unchanged."""

    path: str
    """Below the project's folder."""
    type: str
    """The Content-Type of the application's answer."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What the start has found."""

    static: dict[str, StaticFile]
    """By URL below the scope."""
    pages: dict[str, str]
    """The HTML of its first page and of such as document it, by URL below the scope."""

    def foreign(self, root: Path) -> Iterator[tuple[str, Reference]]:
        """Yield what pages load from other sites, with the URL of the page, or of its style sheet
        or script, if that is a static file."""
        for url, html in self.pages.items():
            for reference in of_page(html, ORIGIN + url):
                if reference.foreign:
                    yield f"/{url}", reference
                    continue
                static = unquote(urlsplit(reference.address).path).lstrip("/")
                if file := self.static.get(static):
                    path = root / file.path
                    found = loaded_by(path, reference)
                    yield from ((f"/{static}", more) for more in found if more.foreign)


def _run(order: dict[str, Any]) -> dict[str, Any]:
    output = run_node(Path(__file__).parent / "node" / "trial.mjs", json.dumps(order))
    report: dict[str, Any] = json.loads(output)
    return report


def try_application(settings: Settings, runtime: Path, libraries: list[Library]) -> Trial:
    """Start the application under Node.js; return its static files, and what its pages are.

    Raises BuildError with the module that is missing, or with the application's own traceback.
    """
    order = {
        "runtime": str(runtime),
        "worker": str(BROWSER / "worker"),
        "libraries": [library.as_json() for library in libraries],
        "app": settings.app,
        "interface": settings.interface,
        "project": PROJECT_PREFIX,
        "environment": {**settings.environment, **ENVIRONMENT},
    }
    report = _run({**order, "snapshot": settings.snapshot})
    if report["error"] is not None and settings.snapshot:
        report = _run({**order, "snapshot": False})  # what JavaScript gives Python is then its own
        report["obstacles"] = ["it can only be imported where none is made"]
    if report["error"] is None:
        for words in report["unkept"]:
            print(f"not kept: {words}")
        for obstacle in report.get("obstacles", ()):
            print(f"no memory snapshot, every start imports the application: {obstacle}")
        static = {url: StaticFile(path, kind) for url, path, kind in report["static"]}
        return Trial(static, dict(report["pages"]))
    words = f"the application {settings.app} does not start in the browser:\n\n{report['error']}"
    if missing := report["missing"]:
        words += (
            f"\nThere is no module {missing!r} there. If a package brings it, add that package to "
            "[project] dependencies and run `python -m pwa lock`; if it is your own, add its "
            "folder to [tool.pwa] include."
        )
    elif reads_environment(report["error"]):
        words += (
            "\nIt reads a variable of its environment that is not there. Give it a value in "
            "[tool.pwa.environment], which everybody can read, or a default."
        )
    raise BuildError(words)


def reads_environment(error: str) -> bool:
    """Return whether a traceback is that of a variable which the environment lacks."""
    last = error.rstrip().rpartition("\n")[2]
    missing = last.startswith("KeyError: ") and OS_ENVIRON.search(error)
    return bool(missing) or ("pydantic_settings" in error and "Field required" in error)
