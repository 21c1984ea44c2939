"""A start from a memory snapshot: it is used when it is right, and never stands in the way."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from . import snapshot
from .device import Device, Tab
from .host import Host

ROOT = Path(__file__).parent.parent.parent
KILLS = 20 if os.environ.get("FULL") else 2


def start_again(device: Device, url: str) -> Tab:
    """Start the browser again and open the site."""
    device.kill()
    return device.open(url)


def file_of(device: Device) -> Path:
    path = snapshot.find(device.profile)
    assert path is not None
    return path


def flip_a_bit(file: Path, at: int) -> None:
    content = bytearray(file.read_bytes())
    content[at] ^= 1
    file.write_bytes(content)


def test_the_second_start_is_from_a_snapshot(offline: str, device: Device) -> None:
    for _ in range(2):
        tab = start_again(device, offline)
        assert tab.how == "snapshot"
        assert tab.fetch("./")[0] == 200
        assert tab.console == []


DAMAGE: dict[str, Callable[[Path], object]] = {
    "a bit of the header": lambda file: flip_a_bit(file, 3),
    "a bit of the layout": lambda file: flip_a_bit(file, snapshot.HEADER + 20),
    "a bit of the memory": lambda file: flip_a_bit(file, file.stat().st_size // 2),
    "the last bit": lambda file: flip_a_bit(file, file.stat().st_size - 1),
    "the end is missing": lambda file: os.truncate(file, file.stat().st_size - 4096),
    "all but the header is missing": lambda file: os.truncate(file, snapshot.HEADER),
    "everything is missing": lambda file: os.truncate(file, 0),
    "another key": lambda file: file.write_bytes(
        file.read_bytes().replace(b"Chrome/", b"Chrome+", 1)
    ),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_snapshot_is_not_used(offline: str, device: Device, damage: str) -> None:
    DAMAGE[damage](file_of(device))
    tab = device.open(offline)
    assert tab.how == "cold"
    assert tab.fetch("./")[0] == 200


def test_another_time_zone_needs_another_snapshot(offline: str, device: Device) -> None:
    device.environment = {"TZ": "Pacific/Kiritimati"}
    assert device.open(offline).how == "cold"
    snapshot.wait_for(device.profile)
    assert start_again(device, offline).how == "snapshot"


def test_a_start_that_was_cut_short_is_followed_by_one_without(
    offline: str, device: Device
) -> None:
    page = device.start().new_page()
    page.goto(offline, wait_until="commit")
    while not snapshot.header(file_of(device))["begun"]:
        page.wait_for_timeout(1)
    tab = start_again(device, offline)
    assert tab.how == "cold"
    noted = "() => localStorage.getItem(`asgi-pwa:lines:${document.baseURI}`)"
    assert "the last start from it did not come to its end" in tab.page.evaluate(noted)


def test_a_device_that_dies_while_it_is_written_starts(offline: str, device: Device) -> None:
    os.truncate(file_of(device), 0)
    for _ in range(KILLS):
        tab = start_again(device, offline)
        assert tab.how == "cold"
        snapshot.wait_until_written(device.profile)
    device.kill()
    assert device.open(offline).fetch("./")[0] == 200


NEW_ADDRESS = """

@app.get("/in-the-new-build")
def in_the_new_build() -> str:
    return "yes"
"""


def build_changed(root: Path, name: str, change: Callable[[str], str]) -> Path:
    """Build a copy of the project in which the file `name` is another; return the site."""
    unwanted = shutil.ignore_patterns(".venv", "dist", "node_modules")
    shutil.copytree(ROOT, root, symlinks=True, ignore=unwanted)
    (root / "node_modules").symlink_to(ROOT / "node_modules")
    file = root / name
    file.write_text(change(file.read_text("utf-8")), "utf-8")
    subprocess.run([sys.executable, "-m", "pwa", "build", "--quick"], check=True, cwd=root)
    return root / "dist"


HANG = """

import random


def hang() -> None:
    while True:
        pass


random.seed = hang  # what a restored Python calls first
"""


def update(tab: Tab, host: Host, site: Path) -> None:
    """Have the device download another build; it goes live when no tab is open."""
    host.publish(site)
    tab.fetch_update()
    tab.page.goto("about:blank")


def test_a_new_build_is_never_served_by_an_old_snapshot(
    offline: str, host: Host, device: Device, tmp_path: Path
) -> None:
    tab = device.open(offline)
    assert tab.fetch("in-the-new-build")[0] == 404
    update(
        tab, host, build_changed(tmp_path / "new", "app/main.py", lambda text: text + NEW_ADDRESS)
    )
    tab = start_again(device, offline)
    assert tab.how == "cold"
    assert tab.fetch("in-the-new-build")[1] == '"yes"'


def test_a_snapshot_that_hangs_is_given_up(
    offline: str, host: Host, device: Device, tmp_path: Path
) -> None:
    hangs = build_changed(tmp_path / "new", "app/main.py", lambda text: text + HANG)
    update(device.open(offline), host, hangs)
    assert start_again(device, offline).how == "cold"
    snapshot.wait_for(device.profile)
    tab = start_again(device, offline)
    assert tab.how == "cold"
    assert tab.fetch("./")[0] == 200
    assert snapshot.header(file_of(device))["failures"] == 1


def test_a_build_without_snapshots_deletes_what_it_finds(
    offline: str, host: Host, device: Device, tmp_path: Path
) -> None:
    def switch_off(settings: str) -> str:
        return settings.replace("[tool.pwa]\n", "[tool.pwa]\nsnapshot = false\n")

    tab = device.open(offline)
    assert tab.how == "snapshot"
    update(tab, host, build_changed(tmp_path / "new", "pyproject.toml", switch_off))
    assert not (host.site / "_pwa" / "snapshot.js").exists()
    for _ in range(2):
        assert start_again(device, offline).how == "cold"
        assert file_of(device).stat().st_size == snapshot.HEADER
