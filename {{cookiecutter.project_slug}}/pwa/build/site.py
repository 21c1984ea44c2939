"""The whole build: from the project's folder to dist/."""

import hashlib
import shutil
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

from . import time_zones
from .archive import move_out, split_archive
from .bundle import BROWSER, bundle
from .bytecode import PROJECT, STATIC, make_archives
from .compress import Compressed, compress, write_copies
from .distribution import read_distribution
from .errors import BuildError
from .icons import copy_screenshots, make_icons, make_shortcut_icons
from .libraries import SUFFIX, Library, in_loading_order
from .lock import read_lock
from .npm import install_packages
from .pages import follow_builds, write_pages
from .precache import SERVICE_WORKER, Entry, precache_entries, site_files, version_of
from .report import check_budget, costs_of, first_visit, print_table
from .runtime import copy_runtime
from .settings import Settings
from .trial import StaticFile, try_application
from .vendor import Vendored, copy_vendor_files, find_vendored
from .wheels import gather

MESSAGES = BROWSER / "messages.js"
"""What passes between the shell, the service worker and the worker."""

RESERVED = ("_pwa/", "index.html", "404.html", SERVICE_WORKER)
"""What an application's static files cannot be in dist/; the application answers those itself."""

RESCUE_SCRIPTS = {
    "rescue/rescue.js": ("rescue.js", "esm"),
    "rescue_worker/rescue_worker.js": ("rescue_worker.js", "esm"),
    "diagnostics/diagnostics.js": ("diagnostics.js", "esm"),
}
SCRIPTS = {
    "shell/shell.js": ("shell.js", "esm"),
    "page/page.js": ("page.js", "iife"),
    "worker/worker.js": ("worker.js", "esm"),
    **RESCUE_SCRIPTS,
}
"""What in browser/ becomes which file of `_pwa/`, in which form."""
TAKE_OVER = 'addEventListener("install", () => skipWaiting());\n'
"""Before the service worker of a site that is served with --watch: nobody's form is open there."""


@dataclass(frozen=True, slots=True)
class Built:
    """A build, and what a smaller one after it can use (refresh.py)."""

    settings: Settings
    out: Path
    modules: Path
    libraries: list[Library]
    static: dict[str, StaticFile]
    """The application's files that the service worker serves, by URL."""
    entries: list[Entry]
    version: str
    watch: bool
    """Whether open tabs follow the next builds."""
    vendored: Vendored = field(default_factory=Vendored)
    """What the service worker serves for addresses at other sites."""

    @property
    def types(self) -> dict[str, str]:
        """The Content-Type of what answers for the application or another site, by path."""
        types = {path: file.type for path, file in self.static.items()}
        return types | {path: file.type for path, file in self.vendored.files.items()}


def build(settings: Settings, out: Path, watch: bool = False, quick: bool = False) -> Built:
    """Build the site into `out`. What was there is replaced, and only by a build that worked.

    A `quick` build has no compressed copies, which take minutes where packages changed, and its
    size is held to no budget. So has one to `watch`, whose open tabs follow the next builds.
    """
    packages = read_lock(settings)
    if note := time_zones.note(settings, {package.name for package in packages}):
        print(note)
    modules = install_packages(settings.root)
    copy_vendor_files(settings, modules)
    archives = gather(packages, settings.cache, read_distribution(settings, modules))
    stdlib, site_packages, project = make_archives(settings, modules, archives)
    partial = settings.cache / "dist"
    shutil.rmtree(partial, ignore_errors=True)
    runtime = partial / "_pwa" / "pyodide"
    copy_runtime(modules, runtime)
    shutil.copyfile(stdlib, runtime / "stdlib.zip")
    shutil.copyfile(project, runtime / PROJECT)
    native = runtime / "native"
    moved = move_out(site_packages, runtime / "packages.zip", SUFFIX, native)
    libraries = in_loading_order(native, moved)
    print(f"trial: starting {settings.app}", flush=True)
    trial = try_application(settings, runtime, libraries)
    static = {url: file for url, file in trial.static.items() if not url.startswith(RESERVED)}
    paths = [file.path for file in static.values()]
    split_archive(project, paths, runtime / PROJECT, runtime / STATIC)
    _copy_static(settings, static, partial)
    vendored = find_vendored(settings, modules, trial.foreign(settings.root))
    _copy_vendored(vendored, partial)
    icons = make_icons(settings, partial / "_pwa" / "icons")
    screenshots = copy_screenshots(settings, partial / "_pwa" / "screenshots")
    shortcut_icons = make_shortcut_icons(settings, partial / "_pwa" / "icons")
    write_pages(settings, partial, icons, screenshots, shortcut_icons)
    if watch:
        follow_builds(partial)
    built = Built(settings, partial, modules, libraries, static, [], "", watch, vendored)
    bundle_scripts(built, partial)
    bundle_service_worker(built, partial)
    built = replace(built, version=version_of(partial))
    bundle_scripts(built, partial)
    built = _list(built) if watch or quick else _pack(built, costs_of(out))
    put(partial, out)
    print(f"\n{out}: version {built.version}")
    return replace(built, out=out)


def _list(built: Built) -> Built:
    """Bundle the service worker with the list of files, none of which is compressed."""
    sizes = {path: path.stat().st_size for path in site_files(built.out)}
    plain = {path: Compressed(size, size, size) for path, size in sizes.items()}
    built = replace(built, entries=precache_entries(built.out, plain, built.types))
    bundle_service_worker(built, built.out)
    return built


def _pack(built: Built, before: Mapping[str, int]) -> Built:
    """Bundle the service worker with the list of files, put their compressed copies beside them.

    Prints what a first visit costs; `before` is what it cost in an earlier build.
    """
    out, settings = built.out, built.settings
    copies = settings.cache / "compressed"
    sizes = compress(site_files(out), copies)
    built = replace(built, entries=precache_entries(out, sizes, built.types))
    bundle_service_worker(built, out)
    sizes |= compress([out / SERVICE_WORKER], copies)
    visit = first_visit(out, sizes)
    print_table(visit)
    if settings.budget is not None:
        packages = out / "_pwa" / "pyodide" / "packages.zip"
        check_budget(settings.budget, visit, before, packages)
    write_copies(sizes, copies)
    return built


def _copy_static(settings: Settings, static: dict[str, StaticFile], out: Path) -> None:
    for url, file in static.items():
        target = out / url
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(settings.root / file.path, target)


def _copy_vendored(vendored: Vendored, out: Path) -> None:
    for path, file in vendored.files.items():
        target = out / path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file.source, target)
    for words in vendored.said:
        print(f"from another site: {words}")


def bundle_scripts(built: Built, out: Path) -> None:
    """Bundle the browser's scripts, which know the version, into `_pwa/` of `out`."""
    scripts = dict(SCRIPTS)
    if built.settings.snapshot:
        scripts["worker/snapshot/maker.js"] = ("snapshot.js", "esm")
    if built.watch:
        scripts["shell/watch.js"] = ("watch.js", "esm")
    info = _info(built)

    def make(entry: str) -> None:
        name, form = scripts[entry]
        bundle(built.modules, entry, out / "_pwa" / name, form, BUILD=info)

    with ThreadPoolExecutor(max_workers=4) as pool:
        list(pool.map(make, scripts))


def bundle_service_worker(built: Built, out: Path) -> None:
    """Bundle the service worker, which knows the list of files, into `out`."""
    worker = out / SERVICE_WORKER
    entry = "service_worker/service_worker.js"
    lists = {"PRECACHE": built.entries, "VENDORED": built.vendored.addresses}
    bundle(built.modules, entry, worker, "iife", BUILD=_info(built), **lists)
    if built.watch:
        worker.write_text(TAKE_OVER + worker.read_text("utf-8"), "utf-8", newline="\n")


def _protocol() -> str:
    return hashlib.sha256(MESSAGES.read_bytes()).hexdigest()[:12]


def _info(built: Built) -> dict[str, object]:
    """Return what browser/build.d.ts calls BuildInfo."""
    settings = built.settings
    target = settings.share_target
    return {
        "app": settings.app,
        "interface": settings.interface,
        "name": settings.name,
        "version": built.version,
        # Who watches wants to see what does not start: nothing takes its place.
        "protocol": built.version if built.watch else _protocol(),
        "storage": settings.storage,
        "environment": settings.environment,
        "networkPrefixes": list(settings.network_prefixes),
        "shareAction": target.action if target and target.method == "POST" else "",
        "libraries": [library.as_json() for library in built.libraries],
        "alwaysOnline": settings.online == "always",
        "snapshot": settings.snapshot,
    }


def put(partial: Path, out: Path) -> None:
    """Put a whole site in the place of `out`, if that is a site of ours or empty."""
    if out.exists() and not (out / "_pwa").is_dir() and any(out.iterdir()):
        raise BuildError(f"{out} holds something that is no build of this site; it is left alone")
    shutil.rmtree(out, ignore_errors=True)
    shutil.move(partial, out)
