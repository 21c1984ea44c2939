"""Runs inside a generated project, in its browser tests."""

from playwright.sync_api import expect
from tests.browser.device import Device


def test_counts_outlive_server_and_browser(offline: str, device: Device) -> None:
    tab = device.open(offline)
    tab.app.get_by_label("Amount").fill("1234567")
    tab.app.get_by_role("button", name="Add").click()
    expect(tab.app.get_by_role("listitem")).to_have_text(["1,234,567"])
    device.kill()
    tab = device.open(offline)
    expect(tab.app.get_by_role("listitem")).to_have_text(["1,234,567"])
