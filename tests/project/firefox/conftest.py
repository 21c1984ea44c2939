"""Fixtures for tests in Firefox: two built sites, their hosts, a device."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.baking import Bakery
from tests.project.projects import bake, copy_project, replace_app, succeed

from .device import Device
from .host import Host

TAB_APP = Path(__file__).parent.parent / "tab_app"

MakeHost = Callable[[Path], Host]


@pytest.fixture(scope="session")
def firefox() -> str:
    """The path of the browser's program."""
    named = os.environ.get("PWA_FIREFOX")
    found = named or shutil.which("firefox-esr") or shutil.which("firefox")
    if found is None:
        pytest.skip("needs Firefox: install firefox-esr, or set PWA_FIREFOX to its program's path")
    return found


@pytest.fixture(scope="session")
def survey(firefox: str, template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's site."""
    home = tmp_path_factory.mktemp("survey")
    return build(bake(Bakery(template, home / "out", home)), tmp_path_factory)


@pytest.fixture(scope="session")
def bridge(firefox: str, bridge_project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of bridge_app/."""
    return build(bridge_project, tmp_path_factory)


@pytest.fixture(scope="session")
def tabs_site(firefox: str, built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of tab_app/."""
    project = copy_project(built, tmp_path_factory.mktemp("tabs") / "project")
    replace_app(project, TAB_APP)
    return build(project, tmp_path_factory)


def build(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("site") / "dist"
    succeed(project, "python", "-m", "pwa", "build", "--quick", f"--out={out}")
    return out


@pytest.fixture
def make_host() -> Iterator[MakeHost]:
    """Start hosts of sites, below `/sub/`; they are stopped when the test ends."""
    hosts: list[Host] = []

    def make(site: Path) -> Host:
        hosts.append(Host(site, "/sub/"))
        return hosts[-1]

    yield make
    for host in hosts:
        host.stop()


@pytest.fixture
def device(firefox: str, tmp_path: Path) -> Iterator[Device]:
    """A browser with a new profile."""
    device = Device(firefox, tmp_path / "profile")
    yield device
    device.kill()
