"""The pages that do not need the application: the shell, and what installing needs."""

import html
import json
import shutil
from pathlib import Path
from typing import Any

from .bundle import BROWSER
from .settings import Settings

SHELL = BROWSER / "shell"
RESCUE = BROWSER / "rescue"
RETIRED = BROWSER / "retired"
FOLLOW = '    <script type="module" src="_pwa/watch.js"></script>\n'


def write_pages(
    settings: Settings,
    out: Path,
    icons: list[dict[str, str]],
    screenshots: list[dict[str, str]],
) -> None:
    """Write the shell, and all that `write_rescue` does."""
    write_page(settings, SHELL / "index.html", out)
    for name in ("shell.css", "blank.html"):
        shutil.copyfile(SHELL / name, out / "_pwa" / name)
    write_rescue(settings, out, icons, screenshots)


def write_rescue(
    settings: Settings,
    out: Path,
    icons: list[dict[str, str]],
    screenshots: list[dict[str, str]],
) -> None:
    """Write the rescue page, 404.html, and the manifest."""
    runtime = out / "_pwa"
    write_page(settings, RESCUE / "rescue.html", runtime)
    shutil.copyfile(RESCUE / "rescue.css", runtime / "rescue.css")
    shutil.copyfile(SHELL / "not_found.html", out / "404.html")
    text = json.dumps(manifest(settings, icons, screenshots), ensure_ascii=False, indent=2) + "\n"
    (runtime / "manifest.json").write_text(text, "utf-8", newline="\n")
    # Without it GitHub Pages would drop folders that begin with an underscore.
    (out / ".nojekyll").touch()


def follow_builds(out: Path) -> None:
    """Give the shell in `out` the script that follows the next builds (`serve --watch`)."""
    shell = out / "index.html"
    page = shell.read_text("utf-8").replace("  </head>", f"{FOLLOW}  </head>", 1)
    shell.write_text(page, "utf-8", newline="\n")


def write_page(settings: Settings, source: Path, folder: Path) -> None:
    """Write `source` into `folder`, with the settings in the place of their names."""
    page = source.read_text("utf-8")
    for field in ("name", "description", "lang", "dir", "theme_color"):
        page = page.replace(f"%{field.upper()}%", html.escape(getattr(settings, field)))
    (folder / source.name).write_text(page, "utf-8", newline="\n")


def manifest(
    settings: Settings, icons: list[dict[str, str]], screenshots: list[dict[str, str]]
) -> dict[str, Any]:
    """Return the web app manifest; its addresses are relative to `_pwa/`, where it lies."""
    return {
        "id": settings.id or settings.root.name,
        "name": settings.name,
        "short_name": settings.short_name,
        "description": settings.description,
        "lang": settings.lang,
        "dir": settings.dir,
        "start_url": "../",
        "scope": "../",
        "display": "standalone",
        "display_override": ["standalone", "minimal-ui"],
        "orientation": "any",
        "theme_color": settings.theme_color,
        "background_color": settings.background_color,
        "categories": ["productivity"],
        "launch_handler": {"client_mode": "navigate-existing"},
        "prefer_related_applications": False,
        "shortcuts": [{"name": "Your data on this device", "url": "rescue.html"}],
        "icons": icons,
        **({"screenshots": screenshots} if screenshots else {}),
    }
