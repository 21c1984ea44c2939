"""Fixtures for tests in a real browser: a built site, its host, a device."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, sync_playwright

from pwa.screenshots.chromium import find_chromium

from . import snapshot
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


@pytest.fixture(scope="session")
def prepared(
    site: Path, playwright: Playwright, chromium: str, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, int]:
    """A profile with the site and, if it keeps any, a memory snapshot of it; the host's port.

    Nobody uses the profile: tests get copies.
    """
    device, host = Device(playwright, chromium, tmp_path_factory.mktemp("profile")), Host(site)
    try:
        device.open(host.start())
        if (site / "_pwa" / "snapshot.js").exists():
            snapshot.wait_for(device.profile)
        device.close()
    finally:
        device.kill()
        host.stop()
    return device.profile, host.port


@pytest.fixture
def offline(prepared: tuple[Path, int], host: Host, device: Device) -> str:
    """The site's address: it is on the device, and the host is dead; start it for a network."""
    profile, host.port = prepared
    shutil.copytree(profile, device.profile, dirs_exist_ok=True)
    return f"http://localhost:{host.port}/"


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
