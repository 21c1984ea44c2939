"""The ways from a page to an answer that are compared, open in one browser."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page
from pwa.build.settings import Settings
from tests.browser.device import Device
from tests.browser.host import Host

from .hosts import serving

HERE = Path(__file__).parent
NEEDED = (
    *("pwa", "pyproject.toml", "package.json", "package-lock.json", "browser.lock"),
    *("icon.png", "screenshots", "node_modules", ".pwa-cache"),
)


def make_site(settings: Settings, folder: Path) -> Path:
    """Build a project whose application is `benchmarks/application`; return its dist/."""
    project = copy_project(settings, HERE / "application", folder)
    path = project / "pyproject.toml"
    text = path.read_text("utf-8")
    assert '"fastapi", ' in text
    path.write_text(text.replace('"fastapi", ', '"fastapi", "sqlalchemy[asyncio]", "aiosqlite", '))
    subprocess.run([sys.executable, "-m", "pwa", "lock"], cwd=project, check=True)
    return build(project)


def copy_project(settings: Settings, application: Path, folder: Path) -> Path:
    """Copy the project into a new `folder`, with another application; return the folder."""
    folder.mkdir()
    for name in NEEDED:
        source = settings.root / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, folder / name)
    shutil.copytree(application, folder / "app")
    return folder


def build(project: Path) -> Path:
    """Build a project; return its dist/."""
    subprocess.run([sys.executable, "-m", "pwa", "build"], cwd=project, check=True)
    return project / "dist"


@contextmanager
def open_pages(device: Device, site: Path, reference: Path) -> Iterator[dict[str, Page]]:
    """Open a page of each of three ways.

    "bridge" is this build, "alone" a service worker that answers by itself, "reference" the same
    application behind a client look-up for each request and the page's main thread.
    """
    host = Host(site)
    url = host.start()
    with serving(HERE / "alone") as alone_url, serving(reference) as reference_url:
        try:
            yield {
                "bridge": device.open(url).page,
                "alone": _open(device, alone_url, "html[data-ready]"),
                "reference": _open(device, f"{reference_url}?serve", "html[data-result]"),
            }
        finally:
            device.kill()
            host.stop()


def _open(device: Device, url: str, ready: str) -> Page:
    assert device.context is not None
    page = device.context.new_page()
    page.goto(url)
    page.wait_for_selector(ready, state="attached", timeout=120_000)
    page.wait_for_function("navigator.serviceWorker.controller")
    return page
