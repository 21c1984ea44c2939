"""The bridge's one door: the worker (and the build's trial start) calls `start`."""

import asyncio
import importlib
import inspect
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from . import ready_queue
from .asgi import Application, Receive, Scope, Send, Transport
from .key_derivation import add_key_derivation
from .left_out import name_left_out
from .server import Server, at_once
from .single_thread import replace_threads
from .stack_switching import forbid_stack_switching
from .threads import run_threads_inline


class ApplicationNotFound(Exception):
    """`[tool.pwa] app` does not name an ASGI application; the message says what is wrong."""


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
    name_left_out()
    add_key_derivation()
    replace_threads()
    loop = asyncio.get_event_loop()
    ready_queue.install(loop)
    run_threads_inline(loop)
    forbid_stack_switching(loop)


def load(reference: str) -> Application:
    """Import and return the application that `reference` names, such as "app.main:app"."""
    module_name, _, attribute = reference.partition(":")
    found: object = importlib.import_module(module_name)
    for name in attribute.split("."):
        if not hasattr(found, name):
            raise ApplicationNotFound(f"{module_name} has no attribute {attribute!r}")
        found = getattr(found, name)
    if not callable(found):
        raise ApplicationNotFound(f"{reference} is not an ASGI application: it cannot be called")
    return asgi_2(found) if is_asgi_2(found) else cast(Application, found)


def is_asgi_2(application: Callable[..., Any]) -> bool:
    """Tell whether an application takes the scope alone, and what that gives takes the rest.

    As uvicorn, which adapts them too: classes, and callables that are no coroutine functions. Here
    those of the latter that take all three at once are ASGI 3.
    """
    if inspect.isclass(application):
        return not hasattr(application, "__await__")
    call = application if inspect.isroutine(application) else type(application).__call__
    if inspect.iscoroutinefunction(inspect.unwrap(call)):
        return False
    try:
        inspect.signature(application).bind({}, None, None)
    except TypeError:
        return True
    except ValueError:
        return False  # it does not say
    return False


def asgi_2(application: Callable[..., Any]) -> Application:
    """Return an ASGI 2 application as one of ASGI 3."""

    async def adapted(scope: Scope, receive: Receive, send: Send) -> None:
        await application(scope)(receive, send)

    return adapted


async def start(
    reference: str,
    transport: Transport,
    root_path: str,
    begin: Callable[..., object] = at_once,
) -> Server:
    """Import the application, run its start-up, and return the server that serves it."""
    server = Server(load(reference), transport, root_path, begin)
    await server.startup()
    return server
