"""The bridge's one door: the worker (and the build's trial start) calls `start`."""

import asyncio
import importlib
import os
import sys
import threading
from collections.abc import Callable
from contextvars import copy_context
from pathlib import Path

from . import ready_queue
from .asgi import Application, Transport
from .interface import adapted
from .key_derivation import add_key_derivation
from .left_out import name_left_out
from .network import use_browser_network
from .server import Server, at_once
from .single_thread import replace_threads
from .stack_switching import forbid_stack_switching
from .threads import run_in_thread, run_threads_inline
from .time_zones import patch_zoneinfo
from .when_imported import when_imported
from .wsgi_adapters import replace_wsgi_adapters


class ApplicationNotFound(Exception):
    """`[tool.pwa] app` names no application; the message says what is wrong."""


def prepare(project: str, environment: dict[str, str]) -> None:
    """Make the process what a server's would be: its folder, its environment, no threads.

    `project` is the folder that holds the application's package; it becomes the working
    directory and the first entry of sys.path, as under `python -m uvicorn`.
    """
    os.environ.update(environment)
    for folder in {Path(project), Path(environment["DATA_DIR"])}:
        folder.mkdir(parents=True, exist_ok=True)
    os.chdir(project)
    sys.path.insert(0, project)
    sys.path.append(str(Path(__file__).with_name("stand_ins")))
    set_prefix()
    name_left_out()
    add_key_derivation()
    replace_threads()
    loop = asyncio.get_event_loop()
    ready_queue.install(loop)
    run_threads_inline(loop)
    forbid_stack_switching(loop)
    use_browser_network(loop)
    replace_wsgi_adapters()
    when_imported({"zoneinfo": patch_zoneinfo})


def set_prefix() -> None:
    """Let Python be installed below "/usr", as on a server, and not below "/", as in Pyodide.

    What is below `sys.prefix` counts as installed: for Flask the whole project would, and its
    instance folder would be "/var/app-instance", which nobody keeps.
    """
    if sys.prefix == "/":
        sys.prefix = sys.exec_prefix = sys.base_prefix = sys.base_exec_prefix = "/usr"


def load(reference: str, interface: str = "auto") -> Application:
    """Import and return the application that `reference` names, such as "app.main:app".

    `interface` is that of `[tool.pwa]`. As under a server of its kind no event loop runs while a
    "wsgi" application is imported: Django's ORM, for one, looks for it and refuses.
    """
    if interface == "wsgi":
        application: Application = run_in_thread(
            threading.main_thread(), copy_context(), _load, reference, interface
        )
        return application
    return _load(reference, interface)


def _load(reference: str, interface: str) -> Application:
    module_name, _, attribute = reference.partition(":")
    found: object = importlib.import_module(module_name)
    for name in attribute.split("."):
        if not hasattr(found, name):
            raise ApplicationNotFound(f"{module_name} has no attribute {attribute!r}")
        found = getattr(found, name)
    if not callable(found):
        raise ApplicationNotFound(f"{reference} is no application: it cannot be called")
    return adapted(found, interface)


async def start(
    reference: str,
    transport: Transport,
    root_path: str,
    begin: Callable[..., object] = at_once,
    interface: str = "auto",
) -> Server:
    """Import the application, run its start-up, and return the server that serves it."""
    server = Server(load(reference, interface), transport, root_path, begin)
    await server.startup()
    return server
