"""The build starts the application once, so that a phone is never the first to find out."""

import json
from pathlib import Path

from .bundle import BROWSER
from .bytecode import PROJECT_PREFIX
from .errors import BuildError
from .npm import run_node
from .runtime import lock_info
from .settings import Settings

ENVIRONMENT = {"DATABASE_URL": "sqlite:////data/app.db", "DATA_DIR": "/data"}
"""As in browser/worker/python.js."""


def try_application(
    settings: Settings, modules: Path, runtime: Path, libraries: list[str]
) -> dict[str, str]:
    """Start the application under Node.js; return its static files, by URL below the scope.

    The values are paths below the project's folder. Raises BuildError with the module that is
    missing, or with the application's own traceback.
    """
    order = {
        "runtime": str(runtime),
        "worker": str(BROWSER / "worker"),
        "libraries": libraries,
        "app": settings.app,
        "project": PROJECT_PREFIX,
        "info": lock_info(modules),
        "environment": ENVIRONMENT,
    }
    output = run_node(Path(__file__).parent / "node" / "trial.mjs", json.dumps(order))
    report = json.loads(output)
    if report["error"] is None:
        return dict(report["static"])
    words = f"the application {settings.app} does not start in the browser:\n\n{report['error']}"
    if missing := report["missing"]:
        words += (
            f"\nThere is no module {missing!r} there. If a package brings it, add that package to "
            "[project] dependencies and run `python -m pwa lock`; if it is your own, add its "
            "folder to [tool.pwa] include."
        )
    raise BuildError(words)
