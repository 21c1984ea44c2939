"""Runs inside a generated project that holds this example."""

from playwright.sync_api import expect
from tests.browser.device import Device, Tab
from tests.browser.host import Host


def say(tab: Tab, text: str) -> None:
    tab.app.get_by_label("Message").fill(text)
    tab.app.get_by_role("button", name="Send").click()


def test_people_in_two_tabs_talk_without_a_server(host: Host, device: Device) -> None:
    url = host.start()
    first = device.open(url)
    host.stop()
    expect(first.app.get_by_role("status")).to_have_text("People here: 1")
    say(first, "Anybody there?")
    expect(first.app.get_by_role("listitem")).to_have_text(["Anybody there?"])

    second = device.open(url)
    for tab in (first, second):
        expect(tab.app.get_by_role("status")).to_have_text("People here: 2")
    say(second, "Yes")
    for tab in (first, second):
        expect(tab.app.get_by_role("listitem")).to_have_text(["Anybody there?", "Yes"])
    second.page.close()
    expect(first.app.get_by_role("status")).to_have_text("People here: 1")
