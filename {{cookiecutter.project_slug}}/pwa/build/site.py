"""The whole build: from the project's folder to dist/."""

import hashlib
import shutil
from pathlib import Path
from typing import Any

from .archive import move_out
from .bundle import BROWSER, bundle
from .bytecode import make_archives
from .compress import compress, write_copies
from .errors import BuildError
from .icons import copy_screenshots, make_icons
from .lock import read_lock
from .npm import install_packages
from .pages import write_pages
from .precache import SERVICE_WORKER, Entry, precache_entries, site_files, version_of
from .report import check_budget, costs_of, first_visit, print_table
from .runtime import copy_runtime, lock_info
from .settings import Settings
from .trial import try_application
from .wheels import gather

MESSAGES = BROWSER / "messages.js"
"""What passes between the shell, the service worker and the worker."""

RESERVED = ("_pwa/", "index.html", "404.html", SERVICE_WORKER)
"""What an application's static files cannot be in dist/; the application answers those itself."""


def build(settings: Settings, out: Path) -> None:
    """Build the site into `out`. What was there is replaced, and only by a build that worked."""
    packages = read_lock(settings)
    modules = install_packages(settings.root)
    copy_vendor_files(settings, modules)
    stdlib, site_packages, project = make_archives(
        settings, modules, gather(packages, settings.cache)
    )
    partial = settings.cache / "dist"
    shutil.rmtree(partial, ignore_errors=True)
    runtime = partial / "_pwa" / "pyodide"
    copy_runtime(modules, runtime)
    shutil.copyfile(stdlib, runtime / "stdlib.zip")
    shutil.copyfile(project, runtime / "project.zip")
    native = runtime / "native"
    libraries = move_out(site_packages, runtime / "packages.zip", ".so", native)
    print(f"trial: starting {settings.app}", flush=True)
    static = try_application(settings, modules, runtime, libraries)
    _copy_static(settings, static, partial)
    icons = make_icons(settings, partial / "_pwa" / "icons")
    screenshots = copy_screenshots(settings, partial / "_pwa" / "screenshots")
    write_pages(settings, partial, icons, screenshots)
    info = _build_info(settings, modules, libraries)
    _bundle_scripts(modules, partial, info)
    _bundle_service_worker(modules, partial, info, [])
    info["version"] = version_of(partial)
    _bundle_scripts(modules, partial, info)
    copies = settings.cache / "compressed"
    sizes = compress(site_files(partial), copies)
    _bundle_service_worker(modules, partial, info, precache_entries(partial, sizes))
    sizes |= compress([partial / SERVICE_WORKER], copies)
    visit = first_visit(partial, sizes)
    print_table(visit)
    if settings.budget is not None:
        check_budget(settings.budget, visit, costs_of(out), runtime / "packages.zip")
    write_copies(sizes, copies)
    _replace(partial, out)
    print(f"\n{out}: version {info['version']}")


def copy_vendor_files(settings: Settings, modules: Path) -> None:
    """Put the files of npm packages that `[tool.pwa] vendor` names where the app serves them."""
    for source, target in settings.vendor.items():
        path = modules / source
        if not path.is_file():
            raise BuildError(f"[tool.pwa] vendor: the npm packages have no file {source}")
        destination = settings.root / target
        destination.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, destination)


def _copy_static(settings: Settings, static: dict[str, str], out: Path) -> None:
    for url, file in static.items():
        if url.startswith(RESERVED):
            continue
        target = out / url
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(settings.root / file, target)


def _build_info(settings: Settings, modules: Path, libraries: list[str]) -> dict[str, Any]:
    """Return `BuildInfo` of browser/build.d.ts, without the version."""
    return {
        "app": settings.app,
        "name": settings.name,
        "version": "",
        "protocol": hashlib.sha256(MESSAGES.read_bytes()).hexdigest()[:12],
        "storage": settings.storage,
        "networkPrefixes": list(settings.network_prefixes),
        "libraries": libraries,
        "pyodideInfo": lock_info(modules),
        "snapshot": settings.snapshot,
    }


def _bundle_scripts(modules: Path, out: Path, info: dict[str, Any]) -> None:
    runtime = out / "_pwa"
    bundle(modules, "shell/shell.js", runtime / "shell.js", "esm", BUILD=info)
    bundle(modules, "page/page.js", runtime / "page.js", "iife", BUILD=info)
    bundle(modules, "worker/worker.js", runtime / "worker.js", "esm", BUILD=info)
    bundle(modules, "rescue/rescue.js", runtime / "rescue.js", "esm", BUILD=info)
    rescue_worker = "rescue_worker/rescue_worker.js"
    bundle(modules, rescue_worker, runtime / "rescue_worker.js", "esm", BUILD=info)
    if info["snapshot"]:
        bundle(modules, "worker/snapshot/maker.js", runtime / "snapshot.js", "esm", BUILD=info)


def _bundle_service_worker(
    modules: Path, out: Path, info: dict[str, Any], entries: list[Entry]
) -> None:
    entry = "service_worker/service_worker.js"
    bundle(modules, entry, out / SERVICE_WORKER, "iife", BUILD=info, PRECACHE=entries)


def _replace(partial: Path, out: Path) -> None:
    if out.exists() and not (out / "_pwa").is_dir() and any(out.iterdir()):
        raise BuildError(f"{out} holds something that is no build of this site; it is left alone")
    shutil.rmtree(out, ignore_errors=True)
    shutil.move(partial, out)
