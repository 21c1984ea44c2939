"""What well-known libraries put off until their first use, done ahead of it.

Only libraries that the application has imported are touched, and nothing of the application's own
is called.
"""

import gc
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

log = logging.getLogger("pwa.bridge")

UNKNOWN = {
    **{"type": "http", "method": "GET", "path": "/_pwa/", "root_path": ""},
    **{"query_string": b"", "headers": []},
}
"""The scope of a request that no application gets."""


def warm_up() -> None:
    """Do it all; what fails here will fail, or not, when it is used."""
    for find in (_match_routes, _tie_mappers, _compile_templates):
        with _nothing_lost():
            for act in find():
                with _nothing_lost():
                    act()


@contextmanager
def _nothing_lost() -> Iterator[None]:
    try:
        yield
    except Exception:
        log.debug("not warmed up", exc_info=True)


def _match_routes() -> Iterator[Callable[[], object]]:
    """FastAPI reads the signatures of endpoints when a router is first asked for a route."""
    for router in _instances("starlette.routing", "Router"):
        for route in router.routes:
            yield partial(route.matches, dict(UNKNOWN))


def _tie_mappers() -> Iterator[Callable[[], object]]:
    """SQLAlchemy ties mapped classes together before the first query."""
    if configure := getattr(sys.modules.get("sqlalchemy.orm"), "configure_mappers", None):
        yield configure


def _compile_templates() -> Iterator[Callable[[], object]]:
    """Jinja compiles a template when it is first rendered; its cache holds so many."""
    for environment in _instances("jinja2.environment", "Environment"):
        if environment.loader is None or environment.cache is None:
            continue
        capacity = getattr(environment.cache, "capacity", None)
        with _nothing_lost():  # a loader that cannot tell
            for name in environment.list_templates()[:capacity]:
                yield partial(environment.get_template, name)


def _instances(module: str, name: str) -> list[Any]:
    kind = getattr(sys.modules.get(module), name, None)
    return [thing for thing in gc.get_objects() if isinstance(thing, kind)] if kind else []
