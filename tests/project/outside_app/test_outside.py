"""An application that keeps its data in the project's folder, and some where nothing is kept. Runs
inside a generated project."""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Playwright, expect
from tests.browser import snapshot
from tests.browser.device import Device, Tab
from tests.browser.host import Host

PLACES = "instance", "beside the code", "relative", "address", "shipped", "engine", "uploads"
LOST = ("/srv/files/photo.jpg", "/srv/files/lost.db", "/srv/raw", "/srv/moved")


def post(tab: Tab, path: str) -> None:
    script = """async (path) => {
      const app = document.getElementById("app").contentWindow;
      return (await app.fetch(path, {method: "POST"})).status;
    }"""
    assert tab.page.evaluate(script, path) == 200, tab.console


def kept(tab: Tab, *numbers: int) -> None:
    status, text = tab.fetch("kept")
    assert status == 200, "\n".join([text, *tab.console])
    found: dict[str, Any] = json.loads(text)
    expected = {place: list(numbers) for place in PLACES}
    expected["shipped"] = [100, *numbers]
    assert found["numbers"] == expected
    assert found["settings"] == f"settings {numbers[-1]}"
    assert found["removed"]
    assert found["data"] == ["pwa.db"]


@pytest.fixture
def other_device(playwright: Playwright, chromium: str, tmp_path: Path) -> Iterator[Device]:
    device = Device(playwright, chromium, tmp_path / "other profile")
    device.profile.mkdir()
    yield device
    device.kill()


def test_what_was_written_in_the_project_survives_a_killed_browser(
    host: Host, device: Device
) -> None:
    url = host.start()
    tab = device.open(url)
    post(tab, "keep/1")
    kept(tab, 1)
    device.kill()
    tab = device.open(url)
    assert tab.how == "cold"
    kept(tab, 1)
    post(tab, "keep/2")
    made = snapshot.header(snapshot.wait_for(device.profile))
    assert made["refused"] == ""
    for number in (3, 4):
        device.kill()
        tab = device.open(url)
        assert tab.how == "snapshot"
        kept(tab, *range(1, number))
        post(tab, f"keep/{number}")
    assert tab.console == []


def test_a_folder_that_the_import_makes_is_there_in_a_start_from_a_snapshot(
    host: Host, device: Device
) -> None:
    """Also where nothing has been written on the device."""
    url = host.start()
    device.open(url)
    snapshot.wait_for(device.profile)
    device.kill()
    tab = device.open(url)
    assert tab.how == "snapshot"
    post(tab, "keep/1")
    kept(tab, 1)


@pytest.mark.parametrize(
    ("change", "after"),
    [("theme", ["the device's"]), ("plugin", ["the site's", "new.txt"])],
)
def test_no_snapshot_hides_what_was_written_since(
    host: Host, device: Device, change: str, after: list[str]
) -> None:
    url = host.start()
    assert json.loads(device.open(url).fetch("imported")[1]) == ["the site's"]
    snapshot.wait_for(device.profile)
    device.kill()
    tab = device.open(url)
    assert tab.how == "snapshot"
    post(tab, change)
    device.kill()
    tab = device.open(url)
    assert json.loads(tab.fetch("imported")[1]) == after
    assert tab.how == "cold"
    made = snapshot.header(snapshot.wait_for(device.profile))
    assert "is read, and changed by the application" in made["refused"]
    device.kill()
    tab = device.open(url)
    assert json.loads(tab.fetch("imported")[1]) == after


def open_rescue(device: Device, url: str) -> Page:
    page = (device.context or device.start()).new_page()
    page.add_init_script("delete window.showSaveFilePicker")
    page.goto(f"{url}_pwa/rescue.html")
    expect(page.locator("#state li").first).to_be_visible()
    return page


def test_a_copy_has_it_and_another_device_gets_it(
    host: Host, device: Device, other_device: Device, tmp_path: Path
) -> None:
    url = host.start()
    tab = device.open(url)
    post(tab, "keep/1")
    post(tab, "keep/2")
    page = open_rescue(device, url)
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save a copy of everything").click()
    archive = tmp_path / "copy.zip"
    saved.value.save_as(archive)
    with zipfile.ZipFile(archive) as packed:
        names = packed.namelist()
        assert "files/outside-data-dir/instance/flaskr.sqlite" in names
        assert packed.read("files/outside-data-dir/uploads/2.jpg") == b"\x02" * 10_000
    device.kill()
    page = open_rescue(other_device, url)
    page.get_by_label("The zip file").set_input_files(archive)
    page.get_by_role("button", name="Restore this copy").click()
    expect(page.locator("#stored")).to_contain_text("Restored.")
    tab = other_device.open(url)
    kept(tab, 1, 2)
    post(tab, "keep/3")
    other_device.kill()
    kept(other_device.open(url), 1, 2, 3)


def test_what_is_kept_nowhere_is_said(host: Host, device: Device) -> None:
    url = host.start()
    tab = device.open(url)
    post(tab, "keep/1")
    assert tab.console == []
    for _ in range(2):
        post(tab, "lose")
    page = (device.context or device.start()).new_page()
    page.goto(f"{url}_pwa/diagnostics.html")
    report = page.locator("#report")
    for folder in ("/srv/files", "/srv"):
        expect(report.get_by_text(f"A file in {folder} is written", exact=False)).to_have_count(1)
    expect(report).not_to_contain_text("photo.jpg")
    for path in LOST:
        (said,) = [line for line in tab.console if f"{path} is written" in line]
        assert "at the next start it is gone" in said
        assert "DATA_DIR" in said
    assert len(tab.console) == len(LOST)
