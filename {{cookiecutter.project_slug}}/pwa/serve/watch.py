"""`python -m pwa serve --watch`: builds what changed, and tells the open tabs."""

import asyncio
import contextlib
import sys
import time
import traceback
from collections.abc import AsyncIterator
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from watchfiles import Change, DefaultFilter, awatch

from ..build.errors import BuildError
from ..build.refresh import refresh
from ..build.settings import Settings, read_settings
from ..build.site import Built, build
from ..build.trial import try_application
from .files import make_site

VERSIONS = "_pwa/watch/"
"""Below the scope, and never asked of the application: what the host itself answers."""
DEBOUNCE_MS = 100
QUIET_SECONDS = 5
"""How long after a change the trial start waits: the tab, which starts too, goes first."""
WHOLE = ("pyproject.toml", "browser.lock", "package-lock.json", "pwa/browser", "pwa/build")
"""After a change of these, everything is built."""


def watched_settings(root: Path) -> Settings:
    """Return the settings of a site that is looked at and not published.

    No device keeps a memory snapshot: each version would make another one.
    """
    settings = read_settings(root)
    prefixes = (*settings.network_prefixes, VERSIONS)
    return settings.model_copy(update={"snapshot": False, "network_prefixes": prefixes})


class Watch:
    """The site in `.pwa-cache/watch`, brought up to date after each change of the project."""

    def __init__(self, root: Path) -> None:
        """Build the whole site. Raises BuildError."""
        self.root = root.resolve()
        settings = watched_settings(self.root)
        self.built: Built = build(settings, settings.cache / "watch", watch=True)
        self._changed = asyncio.Event()
        self._trial: asyncio.Task[None] | None = None
        self._ended = False

    async def versions(self, request: Request) -> Response:
        """Stream the version that is served, and each one after it, as server-sent events."""

        async def events() -> AsyncIterator[str]:
            while not self._ended:
                changed = self._changed
                yield f"data: {self.built.version}\n\n"
                await changed.wait()

        headers = {"Cache-Control": "no-store"}
        return StreamingResponse(events(), media_type="text/event-stream", headers=headers)

    def end(self) -> None:
        """End the streams of versions."""
        self._ended = True
        self._changed.set()

    async def run(self) -> None:
        """Follow the project's files until cancelled."""
        changes: asyncio.Queue[set[str]] = asyncio.Queue()
        async with asyncio.TaskGroup() as group:
            for folder, recursive in self._folders():
                group.create_task(self._follow(folder, recursive, changes))
            while True:
                names = await changes.get()
                while not changes.empty():
                    names |= changes.get_nowait()
                await self.update(names)

    def _folders(self) -> list[tuple[Path, bool]]:
        """Return what to follow: the root itself, and the folders that are built from."""
        settings = self.built.settings
        names = (settings.package, "pwa", *map(str, settings.include))
        folders = {self.root / name for name in names if (self.root / name).is_dir()}
        return [(self.root, False), *((folder, True) for folder in sorted(folders))]

    async def _follow(
        self, folder: Path, recursive: bool, changes: "asyncio.Queue[set[str]]"
    ) -> None:
        watching = awatch(
            folder,
            watch_filter=Sources(),
            debounce=DEBOUNCE_MS,
            step=DEBOUNCE_MS // 2,
            recursive=recursive,
        )
        async for found in watching:
            await changes.put({Path(path).relative_to(self.root).as_posix() for _, path in found})

    async def update(self, names: set[str]) -> None:
        """Build after a change of `names`, paths below the root. What fails is said, and waits."""
        settings = self.built.settings
        pictures = (settings.icon, *(picture.file for picture in settings.screenshots))
        whole = _below(names, (*WHOLE, *(str(picture) for picture in pictures if picture)))
        own = (settings.package, f"{settings.package}.py", "pwa", *map(str, settings.include))
        if not whole and not _below(names, own):
            return
        began = time.monotonic()
        try:
            new = await asyncio.to_thread(self._build if whole else self._refresh)
        except Exception as error:
            words = error if isinstance(error, BuildError) else traceback.format_exc()
            _say(f"error: {words}\nThe last good build is served until the next change.")
            return
        if new is self.built:
            return
        self.built = new
        self._changed.set()
        self._changed = asyncio.Event()
        print(
            f"version {new.version}, {time.monotonic() - began:.1f} s: {_listed(names)}", flush=True
        )
        if not whole and (self._trial is None or self._trial.done()):
            self._trial = asyncio.create_task(self._try())

    def _build(self) -> Built:
        return build(watched_settings(self.root), self.built.out, watch=True)

    def _refresh(self) -> Built:
        return refresh(self.built)

    async def _try(self) -> None:
        """Start the application in Node.js, after the tab has it: what fails is said here, too."""
        tried = None
        while tried is not self.built:
            built = None
            while built is not self.built:
                built = self.built
                await asyncio.sleep(QUIET_SECONDS)
            tried = built
            runtime = built.out / "_pwa" / "pyodide"
            try:
                await asyncio.to_thread(try_application, built.settings, runtime, built.libraries)
            except BuildError as error:
                _say(f"error: {error}")


def watched_site(root: Path, prefix: str) -> Starlette:
    """Build the project in `root`; return its site below `prefix`, which follows its files."""
    watch = Watch(root)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        following = asyncio.create_task(watch.run())
        yield
        following.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await following

    versions = Route(f"{prefix}{VERSIONS}versions", watch.versions)
    site = make_site(watch.built.out, prefix, [versions], lifespan)
    site.state.end = watch.end
    return site


class Sources(DefaultFilter):
    """What can be part of a build: no database, nothing that Python or an editor makes."""

    def __call__(self, change: Change, path: str) -> bool:
        name = Path(path).name
        return super().__call__(change, path) and not name.startswith(".") and ".db" not in name


def _below(names: set[str], places: tuple[str, ...]) -> bool:
    return any(name == place or name.startswith(f"{place}/") for name in names for place in places)


def _listed(names: set[str]) -> str:
    first, *more = sorted(names)
    return f"{first} and {len(more)} more" if more else first


def _say(words: str) -> None:
    print(f"\n{words}\n", file=sys.stderr, flush=True)
