"""Fixtures for tests in a real browser: a built site, its host, a device."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, sync_playwright

from pwa.screenshots.chromium import find_chromium

from .device import Device
from .host import Host


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the browser's program."""
    return find_chromium()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """What drives the browser."""
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built from the project as it is now."""
    out = tmp_path_factory.mktemp("site") / "dist"
    subprocess.run([sys.executable, "-m", "pwa", "build", "--quick", f"--out={out}"], check=True)
    return out


@pytest.fixture
def host(site: Path) -> Iterator[Host]:
    """A host of the site that can be stopped; start it first."""
    host = Host(site)
    yield host
    host.stop()


@pytest.fixture(scope="module")
def prefix() -> str:
    """The path that the site of `installed` has."""
    return "/"


@pytest.fixture(scope="module")
def installed(
    site: Path,
    prefix: str,
    playwright: Playwright,
    chromium: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Device, str]]:
    """One device for a whole module, and the site's address, whose host is dead."""
    device = Device(playwright, chromium, tmp_path_factory.mktemp("profile"))
    host = Host(site, prefix)
    url = host.start()
    device.open(url).page.close()
    host.stop()
    yield device, url
    device.kill()


@pytest.fixture
def device(playwright: Playwright, chromium: str, tmp_path: Path) -> Iterator[Device]:
    """A browser with a new profile."""
    device = Device(playwright, chromium, tmp_path / "profile")
    device.profile.mkdir()
    yield device
    device.kill()
