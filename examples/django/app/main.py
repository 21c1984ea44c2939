"""The ASGI application: Django's, and a start-up that brings the database up to date."""

import os
import traceback
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from asgiref.sync import sync_to_async
from django.core.asgi import get_asgi_application
from django.core.management import call_command

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "app.settings")

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

django = get_asgi_application()


async def app(scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
    """Serve; Django itself knows nothing of the lifespan protocol."""
    if scope["type"] != "lifespan":
        await django(scope, receive, send)
        return
    await receive()
    try:
        await sync_to_async(prepare_database)()
    except Exception:
        await send({"type": "lifespan.startup.failed", "message": traceback.format_exc()})
        return
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await send({"type": "lifespan.shutdown.complete"})


def prepare_database() -> None:
    """Apply the migrations, and make the administrator of the demonstration."""
    from django.contrib.auth import get_user_model

    call_command("migrate", interactive=False, verbosity=0)
    users = get_user_model().objects
    if not users.exists():
        users.create_superuser("admin", "admin@example.com", "admin")
