"""Jinja2, and the few names that every template uses."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.templating import Jinja2Templates
from jinja2 import pass_context
from jinja2.runtime import Context

from .forms import number_text

templates = Jinja2Templates(Path(__file__).parent / "templates")
# Without these, each line of template code leaves an empty line in the page.
templates.env.trim_blocks = templates.env.lstrip_blocks = True


@pass_context
def path_to(
    context: Context, name: str, query: Mapping[str, Any] | None = None, **path: Any
) -> str:
    """Return the path of a route, below wherever the site lives; empty query values are left out.

    A path and not a whole URL: behind a proxy the server may not know its own scheme.
    """
    request: Request = context["request"]
    url = request.url_for(name, **path)
    url = url.include_query_params(**{k: v for k, v in (query or {}).items() if v})
    return f"{url.path}?{url.query}" if url.query else url.path


def utc(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def size(number: int) -> str:
    """Return a number of bytes as people say it."""
    for unit, one in (("GB", 1_000_000_000), ("MB", 1_000_000)):
        if number >= one:
            return f"{number / one:.1f} {unit}"
    return f"{max(1, round(number / 1000))} kB"


templates.env.globals["path_to"] = path_to
templates.env.filters["utc"] = utc
templates.env.filters["size"] = size
templates.env.filters["number"] = number_text

# Compiled before the first request, and so once only in a start from a memory snapshot.
for name in ("base.html", "parts.html", "list.html"):
    templates.get_template(name)
