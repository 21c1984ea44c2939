"""The whole build: from the project's folder to dist/."""

import shutil
from pathlib import Path

from .archive import move_out
from .bundle import bundle
from .bytecode import make_archives
from .errors import BuildError
from .icons import copy_screenshots, make_icons, make_shortcut_icons
from .lock import read_lock
from .npm import install_packages
from .pages import write_pages
from .precache import compressed_size, precache_entries, version_of
from .runtime import copy_runtime, lock_info
from .settings import Settings
from .trial import try_application
from .wheels import gather

RESERVED = ("_pwa/", "index.html", "404.html", "service-worker.js")
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
    shortcut_icons = make_shortcut_icons(settings, partial / "_pwa" / "icons")
    write_pages(settings, partial, icons, screenshots, shortcut_icons)
    _bundle_scripts(settings, modules, libraries, partial, version="")
    version = version_of(partial)
    _bundle_scripts(settings, modules, libraries, partial, version)
    _replace(partial, out)
    report(out, version)


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


def _bundle_scripts(
    settings: Settings, modules: Path, libraries: list[str], out: Path, version: str
) -> None:
    """Bundle the browser's scripts, which know the `version` of the build."""
    target = settings.share_target
    info = {
        "app": settings.app,
        "name": settings.name,
        "version": version,
        "storage": settings.storage,
        "networkPrefixes": list(settings.network_prefixes),
        "shareAction": target.action if target and target.method == "POST" else "",
        "libraries": libraries,
        "pyodideInfo": lock_info(modules),
        "snapshot": settings.snapshot,
    }
    runtime = out / "_pwa"
    bundle(modules, "shell/shell.js", runtime / "shell.js", "esm", BUILD=info)
    bundle(modules, "page/page.js", runtime / "page.js", "iife", BUILD=info)
    bundle(modules, "worker/worker.js", runtime / "worker.js", "esm", BUILD=info)
    bundle(modules, "rescue/rescue.js", runtime / "rescue.js", "esm", BUILD=info)
    bundle(modules, "diagnostics/diagnostics.js", runtime / "diagnostics.js", "esm", BUILD=info)
    rescue_worker = "rescue_worker/rescue_worker.js"
    bundle(modules, rescue_worker, runtime / "rescue_worker.js", "esm", BUILD=info)
    if settings.snapshot:
        bundle(modules, "worker/snapshot/maker.js", runtime / "snapshot.js", "esm", BUILD=info)
    entries = precache_entries(out)
    worker = out / "service-worker.js"
    entry = "service_worker/service_worker.js"
    bundle(modules, entry, worker, "iife", BUILD=info, PRECACHE=entries)


def _replace(partial: Path, out: Path) -> None:
    if out.exists() and not (out / "_pwa").is_dir() and any(out.iterdir()):
        raise BuildError(f"{out} holds something that is no build of this site; it is left alone")
    shutil.rmtree(out, ignore_errors=True)
    shutil.move(partial, out)


def report(out: Path, version: str) -> None:
    """Print what a person downloads: each large file, the rest, and all; plain and compressed."""
    large: list[tuple[str, int, int]] = []
    small: list[tuple[str, int, int]] = []
    for path in sorted(path for path in out.rglob("*") if path.is_file()):
        plain, packed = path.stat().st_size, compressed_size(path)
        row = (path.relative_to(out).as_posix(), plain, packed)
        (large if plain > 100_000 else small).append(row)
    large.sort(key=lambda row: -row[2])
    rest = (f"{len(small)} smaller files", *_sums(small))
    total = ("in all", *_sums([*large, *small]))
    print(f"\n{'file':44}{'bytes':>12}{'gzip':>12}")
    for name, plain, packed in (*large, rest, total):
        print(f"{name:44}{plain:>12,}{packed:>12,}")
    print(f"\n{out}: version {version}; a first visit downloads {total[2] / 1e6:.1f} MB")


def _sums(rows: list[tuple[str, int, int]]) -> tuple[int, int]:
    return sum(row[1] for row in rows), sum(row[2] for row in rows)
