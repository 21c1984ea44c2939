"""Runs inside a generated project that holds this example."""

import re

from playwright.sync_api import expect
from tests.browser.device import Device, Tab
from tests.browser.host import Host


def log_in(tab: Tab) -> None:
    tab.app.get_by_role("link", name="Administration").click()
    tab.app.get_by_label("Username").fill("admin")
    tab.app.get_by_label("Password").fill("admin")
    tab.app.get_by_role("button", name="Log in").click()
    expect(tab.app.get_by_role("heading", name="Site administration")).to_be_visible()


def test_a_note_is_edited_in_the_admin_without_a_server(host: Host, device: Device) -> None:
    url = host.start()
    tab = device.open(url)
    host.stop()
    tab.app.get_by_label("New note").fill("Heron at the weir")
    tab.app.get_by_role("button", name="Save").click()
    expect(tab.app.get_by_role("listitem")).to_have_text(["Heron at the weir"])
    expect(tab.app.get_by_role("status")).to_have_text("You wrote 1.")

    log_in(tab)
    header = tab.app.locator("#header")
    expect(header).to_have_css("display", "flex")  # the admin's own stylesheet is there
    tab.app.locator("#notes-note").get_by_role("link", name="Notes").click()
    tab.app.get_by_role("link", name="Heron at the weir").click()
    tab.app.get_by_label("Text").fill("Egret at the weir")
    tab.app.get_by_role("button", name="Save", exact=True).click()
    expect(tab.app.get_by_role("list")).to_contain_text(
        [re.compile("Egret at the weir.*was changed successfully")]
    )
    device.kill()

    tab = device.open(url)
    expect(tab.app.get_by_role("listitem")).to_have_text(["Egret at the weir"])
    expect(tab.app.get_by_role("status")).to_have_text("You wrote 1.")  # the session outlived it
    tab.app.get_by_role("link", name="Administration").click()
    expect(tab.app.get_by_role("heading", name="Site administration")).to_be_visible()
