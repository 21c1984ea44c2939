"""Runs inside a generated project that holds this example."""

from playwright.sync_api import expect
from tests.browser.device import Device, Tab
from tests.browser.host import Host


def save(tab: Tab, text: str) -> None:
    tab.app.get_by_label("New note").fill(text)
    tab.app.get_by_role("button", name="Save").click()


def test_notes_reach_all_pages_without_a_server(host: Host, device: Device) -> None:
    url = host.start()
    tab = device.open(url)
    other = device.open(url)
    host.stop()
    save(tab, "Heron at the weir")
    for page in (tab, other):
        expect(page.app.get_by_role("listitem")).to_have_text(["Heron at the weir"])
    save(other, " ")
    expect(other.app.get_by_role("alert")).to_have_text("A note needs some words.")
    device.kill()

    tab = device.open(url)
    expect(tab.app.get_by_role("listitem")).to_have_text(["Heron at the weir"])
    assert any("1 notes" in line for line in tab.console)  # its logging, through a queue
