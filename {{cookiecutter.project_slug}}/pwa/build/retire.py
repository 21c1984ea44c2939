"""The site that takes the app's place when it is withdrawn."""

import shutil
from pathlib import Path

from .bundle import bundle
from .icons import make_icons, make_shortcut_icons
from .npm import install_packages
from .pages import RETIRED, write_page, write_rescue
from .precache import SERVICE_WORKER, version_of
from .settings import Settings
from .site import RESCUE_SCRIPTS, put


def retire(settings: Settings, out: Path) -> None:
    """Build, into `out`, a site that removes the app from devices, and not what is saved there.

    What was in `out` is replaced. Each device finds it when it looks for a new version.
    """
    modules = install_packages(settings.root)
    partial = settings.cache / "dist"
    shutil.rmtree(partial, ignore_errors=True)
    runtime = partial / "_pwa"
    runtime.mkdir(parents=True)
    icons = make_icons(settings, runtime / "icons")
    # There is no application any more to open by a shortcut, or to share with.
    without = settings.model_copy(update={"shortcuts": (), "share_target": None})
    write_rescue(without, partial, icons, [], make_shortcut_icons(without, runtime / "icons"))
    write_page(settings, RETIRED / "index.html", partial)
    info: dict[str, object] = {
        "name": settings.name,
        "version": version_of(partial),
        "storage": settings.storage,
        "networkPrefixes": list(settings.network_prefixes),
    }
    for entry, (name, form) in RESCUE_SCRIPTS.items():
        bundle(modules, entry, runtime / name, form, BUILD=info)
    worker = partial / SERVICE_WORKER
    bundle(modules, "retired/retired.js", worker, "iife", BUILD=info)
    put(partial, out)
    print(f"{out}: publish this, and devices remove the app as soon as they have a network.")
    print("What people have saved stays; the page tells them how to save a copy.")
