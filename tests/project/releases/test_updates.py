"""Releases that arrive while the app is in use. Runs in a generated project."""

import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.browser.device import START_SECONDS, Device, Tab
from tests.browser.host import Host

from .building import build

LOOK = "async () => { await (await navigator.serviceWorker.ready).update(); }"
CACHED = """async () => {
  const name = (await caches.keys()).find((name) => name === `asgi-pwa:${document.baseURI}`);
  return (await (await caches.open(name)).keys()).length;
}"""


@pytest.fixture
def online(offline: str, host: Host, device: Device) -> tuple[Host, Tab]:
    """A host, and a tab with the old release."""
    return host, device.open(host.start())


def shown(tab: Tab, name: str) -> None:
    expect(tab.app.get_by_text(f"This is the {name} one")).to_be_visible(
        timeout=START_SECONDS * 1000
    )


def offered(page: Page) -> None:
    expect(page.get_by_text("A new version of the app is on this device")).to_be_visible(
        timeout=START_SECONDS * 1000
    )


def test_an_update_goes_live_in_all_tabs_and_under_no_open_form(
    online: tuple[Host, Tab], device: Device
) -> None:
    host, tab = online
    other = device.open(tab.page.url)
    shown(other, "old")
    other.app.get_by_role("textbox").fill("half a note")
    host.publish(build("middle"))
    tab.page.evaluate(LOOK)
    offered(tab.page)
    offered(other.page)
    now = tab.page.get_by_role("button", name="Update now")
    now.click()
    expect(tab.page.get_by_text("In another tab of this app something is typed")).to_be_visible()
    other.page.get_by_role("button", name="Update now").click()
    expect(other.page.get_by_text("What you typed here is not saved yet")).to_be_visible()
    shown(tab, "old")

    host.publish(build("new"))  # before anybody has updated
    tab.page.evaluate(LOOK)
    offered(tab.page)  # in place of why the one before could not go live
    other.app.get_by_role("button").first.click()  # saves it
    expect(other.app.get_by_text("half a note")).to_be_visible()
    now.click()
    for each in (tab, other):
        shown(each, "new")
        expect(each.app.get_by_text("half a note")).to_be_visible()
        expect(each.page.locator("#notice")).to_be_empty()
    files = sum(path.is_file() for path in build("new").rglob("*"))
    assert tab.page.evaluate(CACHED) <= files  # the old ones are gone


def test_an_update_that_nobody_takes_is_there_at_the_next_start(
    online: tuple[Host, Tab], device: Device
) -> None:
    host, tab = online
    url = tab.page.url
    host.publish(build("new"))
    tab.page.evaluate(LOOK)
    offered(tab.page)
    tab.page.get_by_role("button", name="Not now").click()
    tab.reload()
    shown(tab, "old")
    device.kill()
    host.stop()
    shown(device.open(url), "new")


def test_an_app_that_is_withdrawn_leaves_what_was_saved(
    online: tuple[Host, Tab], device: Device, tmp_path: Path
) -> None:
    host, tab = online
    tab.app.get_by_role("textbox").fill("to be kept")
    tab.app.get_by_role("button").first.click()
    expect(tab.app.get_by_text("to be kept")).to_be_visible()
    tab.page.get_by_role("button", name="Close").click()  # what is said of the storage
    tab.app.get_by_role("textbox").fill("half a note")
    retired = tmp_path / "retired"
    subprocess.run([sys.executable, "-m", "pwa", "retire", f"--out={retired}"], check=True)
    host.publish(retired)
    tab.page.evaluate(LOOK)
    offered(tab.page)  # not under what is typed
    tab.app.get_by_role("textbox").fill("")
    tab.page.get_by_role("button", name="Update now").click()
    expect(tab.page.get_by_role("heading", name="was withdrawn")).to_be_visible()
    assert tab.page.evaluate("async () => (await caches.keys()).length") == 0
    assert (
        tab.page.evaluate("async () => (await navigator.serviceWorker.getRegistrations()).length")
        == 0
    )
    tab.page.get_by_role("link", name="Your data on this device").click()
    expect(tab.page.get_by_text("app.db", exact=True)).to_be_visible()


def test_an_app_that_nobody_types_in_is_withdrawn_at_once(
    online: tuple[Host, Tab], tmp_path: Path
) -> None:
    host, tab = online
    retired = tmp_path / "retired"
    subprocess.run([sys.executable, "-m", "pwa", "retire", f"--out={retired}"], check=True)
    host.publish(retired)
    tab.page.evaluate(LOOK)
    expect(tab.page.get_by_role("heading", name="was withdrawn")).to_be_visible()
