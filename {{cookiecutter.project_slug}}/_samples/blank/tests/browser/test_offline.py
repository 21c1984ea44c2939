"""What the person in the field relies on: no server, a dead battery, and every note is there."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from .device import Device, Tab
from .host import Host


def note(tab: Tab, text: str) -> None:
    """Save a note through the page, and see that it says so."""
    tab.app.get_by_label("New note").fill(text)
    tab.app.get_by_role("button", name="Save").click()
    expect(tab.app.locator("li p").first).to_have_text(text)
    expect(tab.app.get_by_role("status")).to_have_text("Saved")


@pytest.mark.parametrize("prefix", ["/", "/a/sub-path/"])
def test_every_note_that_was_confirmed_is_there(site: Path, device: Device, prefix: str) -> None:
    host = Host(site, prefix)
    url = host.start()
    tab = device.open(url)
    note(tab, "With a server")
    host.stop()
    tab.reload()
    note(tab, "Without a server")
    device.kill()

    tab = device.open(url)
    expect(tab.app.locator("li p")).to_have_text(["Without a server", "With a server"])
