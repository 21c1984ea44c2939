"""What the person in the field relies on: no server, a dead battery, and every record is there."""

from pathlib import Path

from .conftest import MakeHost
from .device import Device, Tab

TITLES = (
    "() => [...document.querySelectorAll('#results li strong')].map((title) => title.innerText)"
)


def record(tab: Tab, title: str) -> None:
    """Create a record through the page, and see that it says so."""
    tab.click("New record")
    tab.wait_for_heading("New record")
    tab.fill("title", title)
    tab.click("Plant")
    tab.click("Save")
    tab.wait_for_heading(title)
    assert tab.app("() => document.querySelector('[role=status]').innerText") == "Saved"


def test_every_record_that_was_confirmed_is_there(
    survey: Path, make_host: MakeHost, device: Device
) -> None:
    host = make_host(survey)
    tab = device.open(host.url)
    record(tab, "With a server")
    host.stop()
    tab.reload()
    tab.wait_for_heading("With a server")
    saved_at = tab.url
    tab.click("All records")
    tab.wait_for_heading("Records")
    record(tab, "Without a server")
    device.kill()

    tab = device.open(host.url)
    assert tab.app(TITLES) == ["Without a server", "With a server"]
    tab.goto(saved_at)
    tab.wait_for_heading("With a server")
