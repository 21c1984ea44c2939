"""The pages that do not need the application: the shell, and what installing needs."""

import html
import json
import shutil
from pathlib import Path
from typing import Any

from .bundle import BROWSER
from .launches import Icons, share_target, shortcuts
from .settings import Settings

SHELL = BROWSER / "shell"
RESCUE = BROWSER / "rescue"
RETIRED = BROWSER / "retired"
FOLLOW = '    <script type="module" src="_pwa/watch.js"></script>\n'
DIAGNOSTICS = BROWSER / "diagnostics"


def write_pages(
    settings: Settings,
    out: Path,
    icons: Icons,
    screenshots: Icons,
    shortcut_icons: list[Icons],
) -> None:
    """Write the shell, and all that `write_rescue` does."""
    write_page(settings, SHELL / "index.html", out)
    for name in ("shell.css", "blank.html"):
        shutil.copyfile(SHELL / name, out / "_pwa" / name)
    write_rescue(settings, out, icons, screenshots, shortcut_icons)


def write_rescue(
    settings: Settings,
    out: Path,
    icons: Icons,
    screenshots: Icons,
    shortcut_icons: list[Icons],
) -> None:
    """Write the pages that need no app, 404.html, and the manifest."""
    runtime = out / "_pwa"
    write_page(settings, RESCUE / "rescue.html", runtime)
    write_page(settings, DIAGNOSTICS / "diagnostics.html", runtime)
    shutil.copyfile(RESCUE / "rescue.css", runtime / "rescue.css")
    shutil.copyfile(SHELL / "not_found.html", out / "404.html")
    made = manifest(settings, icons, screenshots, shortcut_icons)
    text = json.dumps(made, ensure_ascii=False, indent=2) + "\n"
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
    settings: Settings, icons: Icons, screenshots: Icons, shortcut_icons: list[Icons]
) -> dict[str, Any]:
    """Return the web app manifest; its addresses are relative to `_pwa/`, where it lies.

    `shortcut_icons` are those of the settings' shortcuts, then the app's own.
    """
    *named, own = shortcut_icons
    target = settings.share_target
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
        # Any other mode lets a shortcut, or a share, replace a page with a form under way
        # (Chromium navigates the window that it finds, for a share in every other mode).
        "launch_handler": {"client_mode": "navigate-new"},
        "prefer_related_applications": False,
        "shortcuts": shortcuts(settings.shortcuts, named, own),
        **({"share_target": share_target(target)} if target else {}),
        "icons": icons,
        **({"screenshots": screenshots} if screenshots else {}),
    }
