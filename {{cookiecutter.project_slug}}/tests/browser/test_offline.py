"""What the person in the field relies on: no server, a dead battery, and every record is there."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from .device import Device, Tab
from .host import Host


def record(tab: Tab, title: str) -> None:
    """Create a record through the page, and see that it says so."""
    app = tab.app
    app.get_by_role("link", name="New record").click()
    app.get_by_label("Title").fill(title)
    app.get_by_text("Plant", exact=True).click()
    app.get_by_role("button", name="Save").click()
    expect(app.get_by_role("status").get_by_text("Saved")).to_be_visible()
    expect(app.get_by_role("heading", level=1)).to_have_text(title)


@pytest.mark.parametrize("prefix", ["/", "/a/sub-path/"])
def test_every_record_that_was_confirmed_is_there(site: Path, device: Device, prefix: str) -> None:
    host = Host(site, prefix)
    url = host.start()
    tab = device.open(url)
    record(tab, "With a server")
    host.stop()
    tab.reload()
    saved_at = tab.page.url
    expect(tab.app.get_by_role("heading", level=1)).to_have_text("With a server")
    tab.app.get_by_role("link", name="All records").click()
    record(tab, "Without a server")
    device.kill()

    tab = device.open(url)
    titles = tab.app.locator("#results li strong")
    expect(titles).to_have_text(["Without a server", "With a server"])
    tab.goto(saved_at)
    expect(tab.app.get_by_role("heading", level=1)).to_have_text("With a server")


AGAIN = ["reload of the tab", "reload of the page", "back", "back from another site"]


@pytest.mark.parametrize("again", AGAIN)
def test_what_was_typed_into_a_form_with_errors_stays(
    offline: str, device: Device, again: str
) -> None:
    device.arguments = ("--disable-features=BackForwardCache",)  # a full one keeps no tab either
    tab = device.open(offline)
    app = tab.app
    app.get_by_role("link", name="New record").click()
    app.get_by_label("Title").fill("Without a category")
    app.get_by_label("Note").fill("A long note")
    app.get_by_role("button", name="Save").click()
    expect(app.get_by_role("alert")).to_contain_text("Not saved yet")
    address = tab.page.url
    if again == "reload of the tab":
        tab.reload()
    elif again == "reload of the page":
        with tab.page.expect_event("framenavigated"):
            tab.page.evaluate("document.getElementById('app').contentWindow.location.reload()")
    elif again == "back from another site":
        tab.page.goto("about:blank")
        tab.page.go_back()
        tab.wait_until_ready()
    else:
        app.get_by_role("link", name="Cancel").click()
        expect(app.get_by_role("link", name="New record")).to_be_visible()
        tab.page.go_back()
    expect(app.get_by_role("alert")).to_contain_text("Not saved yet")
    expect(app.get_by_label("Title")).to_have_value("Without a category")
    expect(app.get_by_label("Note")).to_have_value("A long note")
    assert tab.page.url == address
    app.get_by_text("Plant", exact=True).click()
    app.get_by_role("button", name="Save").click()
    expect(app.get_by_role("heading", level=1)).to_have_text("Without a category")
    tab.reload()  # the answer to a form is shown again only where it was shown
    expect(app.get_by_role("heading", level=1)).to_have_text("Without a category")


def test_the_api_and_its_documentation_work_without_a_server(offline: str, device: Device) -> None:
    tab = device.open(offline)
    record(tab, "A title")
    assert tab.fetch("../api/records")[0] == 200
    tab.goto(offline + "docs")
    expect(tab.app.get_by_role("heading", name=re.compile("Field survey"))).to_be_visible()
    expect(tab.app.get_by_text("/api/records", exact=True).first).to_be_visible()


def test_the_list_follows_the_search_and_nothing_is_asked_of_the_network(
    offline: str, device: Device
) -> None:
    tab = device.open(offline)
    failed: list[str] = []
    tab.page.on("requestfailed", lambda request: failed.append(request.url))
    for title in ("Oak", "Ash"):
        record(tab, title)
        tab.app.get_by_role("link", name="All records").click()
    tab.app.get_by_label("Search").first.fill("oa")
    expect(tab.app.locator("#results li strong")).to_have_text(["Oak"])
    expect(tab.page).to_have_url(re.compile(r"\?q=oa"))  # in the address bar, as on a server
    assert failed == []
