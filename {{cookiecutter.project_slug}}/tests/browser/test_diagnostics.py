"""The diagnostics page, with any application: it is there without a host, and can be handed on."""

import re

from playwright.sync_api import Page, expect

from .device import Device, Tab
from .host import Host

PAGE = "_pwa/diagnostics.html"


def open_page(device: Device, url: str) -> Page:
    assert device.context
    page = device.context.new_page()
    page.goto(url + PAGE)
    expect(page.get_by_role("heading", name="Last starts")).to_be_visible()
    return page


def row(page: Page, section: str, name: str) -> str:
    cells = page.get_by_role("region", name=section).get_by_role("row", name=name)
    return cells.get_by_role("cell").inner_text()


def test_it_tells_the_version_and_the_starts(offline: str, device: Device) -> None:
    how = device.open(offline).how
    page = open_page(device, offline)
    version = row(page, "Version", "Version")
    assert re.fullmatch("[0-9a-f]{12}", version)
    assert page.title().startswith(version)
    assert row(page, "Version", "Address") == offline
    assert row(page, "Version", "Service worker") == "active"
    assert row(page, "Storage", "Installed").startswith("no")
    starts = page.get_by_role("region", name="Last starts").get_by_role("row")
    expect(starts).to_have_count(2)
    expect(starts.first).to_contain_text(f"{version}: {how}, worker at")
    expect(starts.last).to_contain_text(f"{version}: cold, worker at")


def test_all_of_it_can_be_copied(offline: str, device: Device) -> None:
    context = device.open(offline).page.context
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=offline)
    page = open_page(device, offline)
    page.get_by_role("button", name="Copy all of it").click()
    expect(page.get_by_role("status")).to_contain_text("Copied.")
    text = page.evaluate("navigator.clipboard.readText()")
    assert text.startswith("Version\nApp: ")
    assert "\nLast starts\n" in text


def test_a_failure_is_noted_and_leads_there(offline: str, device: Device) -> None:
    tab = Tab(device.start().new_page())
    tab.page.add_init_script("delete StorageManager.prototype.getDirectory")
    tab.page.goto(offline)
    tab.page.get_by_text("For whoever helps you").click()
    tab.page.get_by_role("link", name="Diagnostics").click()
    lines = tab.page.get_by_role("region", name="Last errors and log lines")
    expect(lines).to_contain_text("failed: no-storage")


def test_the_page_for_the_data_leads_there(host: Host, device: Device) -> None:
    url = host.start()
    page = device.start().new_page()
    page.goto(url + "_pwa/rescue.html")
    page.get_by_text("For whoever helps you").click()
    page.get_by_role("link", name="Diagnostics").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Diagnostics")
