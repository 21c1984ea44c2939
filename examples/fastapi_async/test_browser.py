"""Runs inside a generated project that holds this example."""

import json

from playwright.sync_api import expect
from tests.browser.device import Device, Tab
from tests.browser.host import Host


def add_trap(tab: Tab, name: str) -> None:
    tab.app.get_by_label("New trap").fill(name)
    tab.app.get_by_role("button", name="Add").click()


def test_traps_are_visited_without_a_server(host: Host, device: Device) -> None:
    url = host.start()
    tab = device.open(url)
    host.stop()
    for name in ("North", "South"):
        add_trap(tab, name)
        expect(tab.app.get_by_role("heading", name=name)).to_be_visible()
    add_trap(tab, "North")
    expect(tab.app.get_by_role("alert")).to_have_text("There is such a trap.")
    for name, caught in (("North", "3"), ("South", "0"), ("North", "4")):
        trap = tab.app.get_by_role("region", name=name)
        trap.get_by_label("Caught").fill(caught)
        trap.get_by_role("button", name="Save visit").click()
        expect(trap.get_by_role("paragraph")).to_contain_text(caught)
    device.kill()

    tab = device.open(url)
    expect(tab.app.get_by_role("region", name="North").get_by_role("paragraph")).to_have_text(
        "3, 4"
    )
    status, counts = tab.fetch("count")
    assert (status, json.loads(counts)) == (200, {"North": 7, "South": 0})
    assert tab.fetch("visits.csv") == (200, "trap,caught\nNorth,3\nSouth,0\nNorth,4\n")
