"""First visits over a connection that is cut; FULL=1 makes 30. Runs in a generated project."""

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect
from tests.browser.connection import Connection
from tests.browser.device import START_SECONDS, Device, Tab
from tests.browser.host import Host

from .building import build

VISITS = 30 if os.environ.get("FULL") else 1
CUTS = 4
WAITING = "The download goes on by itself"


@pytest.fixture
def connection(host: Host) -> Iterator[Connection]:
    host.start()
    connection = Connection(host.port)
    yield connection
    connection.close()


@pytest.mark.parametrize("seed", range(VISITS))
def test_a_download_that_is_cut_goes_on_by_itself(
    site: Path, connection: Connection, device: Device, seed: int
) -> None:
    size = sum(path.stat().st_size for path in (site / "_pwa").rglob("*") if path.is_file())
    chance = random.Random(seed)
    tab = Tab(device.start().new_page())
    tab.page.goto(f"http://localhost:{connection.port}/")
    for _ in range(CUTS):
        connection.cut_after(chance.randrange(3 * size // 4 // CUTS))
        if connection.was_cut.wait(START_SECONDS):
            expect(tab.page.get_by_text(WAITING)).to_be_visible(timeout=START_SECONDS * 1000)
        connection.mend()
        tab.page.evaluate("dispatchEvent(new Event('online'))")
    tab.wait_until_ready()
    assert tab.fetch(".")[0] == 200
    again = {path: count for path, count in connection.asked.items() if path.startswith("/_pwa/py")}
    assert sum(again.values()) <= len(again) + CUTS  # what was here was not fetched again


def test_the_site_can_change_in_the_middle_of_a_download(
    site: Path, connection: Connection, host: Host, device: Device
) -> None:
    other = build("new")
    tab = Tab(device.start().new_page())
    connection.cut_after(4_000_000)
    tab.page.goto(f"http://localhost:{connection.port}/")
    expect(tab.page.get_by_text(WAITING)).to_be_visible(timeout=START_SECONDS * 1000)
    host.stop()
    host.site = other
    host.start()
    connection.mend()
    tab.page.evaluate("dispatchEvent(new Event('online'))")
    tab.wait_until_ready()
    scripts = tab.page.evaluate("async () => (await fetch('_pwa/worker.js')).text()")
    assert scripts == (other / "_pwa" / "worker.js").read_text("utf-8")
    assert scripts != (site / "_pwa" / "worker.js").read_text("utf-8")
