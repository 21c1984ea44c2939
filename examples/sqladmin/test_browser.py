"""Runs inside a generated project that holds this example."""

from playwright.sync_api import expect
from tests.browser.device import Device, Tab
from tests.browser.host import Host


def open_birds(tab: Tab) -> None:
    tab.app.get_by_role("button", name="Toggle navigation").click()
    tab.app.get_by_role("link", name="Birds").click()


def save_bird(tab: Tab, name: str, count: str, place: str) -> None:
    open_birds(tab)
    tab.app.get_by_role("link", name="New Bird").click()
    tab.app.get_by_label("Name").fill(name)
    tab.app.get_by_label("Count").fill(count)
    tab.app.locator("select[name=place]").select_option(label=place, force=True)  # under select2
    tab.app.get_by_role("button", name="Save", exact=True).click()


def test_birds_are_kept_in_the_admin_without_a_server(host: Host, device: Device) -> None:
    url = host.start()
    tab = device.open(url)
    host.stop()
    tab.app.get_by_placeholder("Enter username").fill("admin")
    tab.app.get_by_placeholder("Password").fill("admin")
    tab.app.get_by_role("button", name="Login").click()
    save_bird(tab, "Heron", "2", "Weir")
    save_bird(tab, "Moorhen", "5", "Pond")
    rows = tab.app.locator("table tbody tr")
    expect(rows).to_have_count(2)

    tab.app.get_by_placeholder("Search").fill("Heron")
    tab.app.get_by_role("button", name="Search").click()
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("Weir")
    device.kill()

    tab = device.open(url)
    open_birds(tab)
    expect(tab.app.locator("table tbody tr")).to_have_count(2)
