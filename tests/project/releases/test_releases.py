"""Releases that change the tables, on a device with records. Runs in a generated project."""

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from tests.browser.device import READY, SETTLED, START_SECONDS, Device, Tab
from tests.browser.host import Host

from .building import build

WORKS = """
    op.add_column("note", sa.Column("place", sa.String(), server_default="somewhere"))
"""
FAILS_ON_RECORDS = """
    op.add_column("note", sa.Column("place", sa.String(), server_default="somewhere"))
    op.create_index("one_place", "note", ["place"], unique=True)
"""


@pytest.fixture
def device_with_notes(offline: str, device: Device) -> Device:
    """A device with two notes, made with the first release; all tabs are closed."""
    tab = device.open(offline)
    for text in ("first note", "second note"):
        tab.app.get_by_role("textbox").fill(text)
        tab.app.get_by_role("button").first.click()
        expect(tab.app.get_by_text(text)).to_be_visible()
    device.kill()
    return device


def release(device: Device, host: Host, site: Path) -> Page:
    """Publish a release, let the device fetch it and start it; return the tab, settled."""
    url = host.publish(site)
    context = device.context or device.start()
    context.set_default_timeout(START_SECONDS * 1000)
    page = context.new_page()
    page.goto(url)
    Tab(page).fetch_update()
    _close_until_the_next_is_active(context)
    page = context.pages[0]
    page.goto(url)
    page.wait_for_selector(SETTLED, state="attached")
    return page


def _close_until_the_next_is_active(context: BrowserContext) -> None:
    """Close all tabs of the site: only then does a release that was fetched take over."""
    tabs = context.pages
    blank = context.new_page()
    versions: dict[str, str] = {}
    browser = context.new_cdp_session(blank)
    browser.on(
        "ServiceWorker.workerVersionUpdated",
        lambda event: versions.update((v["versionId"], v["status"]) for v in event["versions"]),
    )
    browser.send("ServiceWorker.enable")
    for tab in tabs:
        tab.close()
    while set(versions.values()) - {"redundant"} != {"activated"} or len(versions) < 2:
        blank.wait_for_timeout(20)


def test_records_come_along_to_a_release_that_changes_the_tables(
    host: Host, device_with_notes: Device
) -> None:
    device = device_with_notes
    tab = Tab(release(device, host, build("working", WORKS)))
    tab.wait_until_ready()
    expect(tab.app.get_by_text("first note")).to_be_visible()
    expect(tab.app.get_by_text("second note")).to_be_visible()


def test_the_release_before_takes_the_place_of_one_that_does_not_start(
    offline: str, host: Host, device_with_notes: Device
) -> None:
    device = device_with_notes
    tab = Tab(release(device, host, build("failing", FAILS_ON_RECORDS)))
    tab.wait_until_ready()
    notice = tab.page.locator("#notice")
    expect(notice).to_contain_text("did not start on this device")
    expect(notice).to_contain_text("They are as they were before.")
    expect(tab.app.get_by_text("second note")).to_be_visible()
    device.kill()
    tab = device.open(offline)
    notice = tab.page.locator("#notice")
    with tab.page.expect_navigation():
        notice.get_by_role("button", name="Try it again now").click()
    with tab.page.expect_navigation():
        pass  # it fails again
    tab.wait_until_ready()
    expect(notice).to_contain_text("did not start on this device")

    tab = Tab(release(device, host, build("working", WORKS)))
    tab.wait_until_ready()
    expect(tab.app.get_by_text("first note")).to_be_visible()
    expect(tab.page.locator("#notice")).to_be_empty()


def test_records_can_be_looked_at_when_no_release_can_take_the_place(
    host: Host, device_with_notes: Device
) -> None:
    device = device_with_notes
    page = release(device, host, build("foreign-failing", FAILS_ON_RECORDS, "Another language."))
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("They are as they were before.")
    page.get_by_role("button", name="Look at the records").click()
    page.wait_for_selector(READY, state="attached")
    tab = Tab(page)
    tab.app.get_by_role("link", name="note").click()
    expect(tab.app.get_by_role("cell", name="second note")).to_be_visible()
    assert tab.fetch("notes") == tab.fetch(".")  # there are no other pages

    tab = Tab(release(device, host, build("foreign-working", WORKS, "Another language.")))
    tab.wait_until_ready()
    expect(tab.app.get_by_text("first note")).to_be_visible()


def test_an_older_release_does_not_touch_what_a_newer_one_changed(
    site: Path, host: Host, device_with_notes: Device
) -> None:
    device = device_with_notes
    Tab(release(device, host, build("working", WORKS))).wait_until_ready()
    tab = Tab(release(device, host, site))
    tab.wait_until_ready()
    expect(tab.page.locator("#notice")).to_contain_text("saved by a newer version")
    expect(tab.app.get_by_text("first note")).to_be_visible()
