"""Starts from a memory snapshot of the imported application (browser/worker/snapshot/)."""

import asyncio
import gc
import importlib
import random
import sys
import tempfile
from importlib.metadata import MetadataPathFinder
from typing import Any

from .entry import load


def import_application(reference: str) -> None:
    """Import the application, and all of the bridge that a start needs."""
    load(reference)
    for module in ("port", "durability"):
        importlib.import_module(f".{module}", __package__)
    MetadataPathFinder.invalidate_caches()  # it keeps the standard library's archive open
    gc.collect()


def obstacles() -> list[str]:
    """Return, in words, what the import left that a snapshot cannot hold."""
    found = []
    for task in asyncio.all_tasks(asyncio.get_event_loop()):
        found.append(f"a task is pending: {task.get_coro()}")
    for thing in gc.get_objects():
        if isinstance(thing, asyncio.Handle) and not thing.cancelled():
            found.append(f"a call is scheduled: {thing}")
        elif _is_open_connection(thing):
            found.append("a database is open")
    return found


def _is_open_connection(thing: object) -> bool:
    sqlite3 = sys.modules.get("sqlite3")
    if sqlite3 is None or not isinstance(thing, sqlite3.Connection):
        return False
    try:
        _ = thing.total_changes
    except sqlite3.ProgrammingError:
        return False
    return True


def resume() -> None:
    """Make what a process gets when it starts: after a restore it would be the maker's."""
    random.seed()
    names: Any = tempfile
    names._name_sequence = None
    if "" in sys.path[1:]:  # Pyodide puts one in front at each start
        sys.path.remove("")
