"""Records leave the device and come back, and a full disk loses nothing that was typed."""

import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import expect

from .device import Device, Tab
from .rescue import open_page, save

pytest.importorskip("app.records", reason="these are tests of the field survey")

LONG = "A long note. " * 700


def record(tab: Tab, title: str) -> None:
    """Create a record through the page, and see that it says so."""
    tab.app.get_by_role("link", name="New record").click()
    fill(tab, title)
    tab.app.get_by_role("button", name="Save").click()
    expect(tab.app.get_by_role("status").get_by_text("Saved")).to_be_visible()


def fill(tab: Tab, title: str, note: str = "") -> None:
    tab.app.get_by_label("Title").fill(title)
    tab.app.get_by_text("Plant", exact=True).click()
    tab.app.get_by_label("Note").fill(note)


def titles(tab: Tab, url: str) -> list[str]:
    tab.goto(url)
    return tab.app.locator("#results li strong").all_inner_texts()


def save_a_copy(tab: Tab, folder: Path) -> Path:
    """Save everything through the page's link; return the file."""
    tab.app.get_by_role("link", name="Backup").click()
    with tab.page.expect_download() as download:
        tab.app.get_by_role("link", name="Save a copy").click()
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    return file


def restore(tab: Tab, file: Path) -> None:
    """Restore a file through the page, and see that it says so."""
    tab.app.get_by_role("link", name="Backup").click()
    tab.app.get_by_label("Backup file").set_input_files(file)
    tab.app.get_by_role("button", name="Check the file").click()
    expect(tab.app.get_by_role("heading", level=1)).to_have_text("Restore this backup?")
    expect(tab.app.get_by_text(file.name)).to_be_visible()
    tab.app.get_by_role("button", name="Restore").click()
    expect(tab.app.get_by_role("status")).to_contain_text("Restored.")


def records_in(backup: Path) -> int:
    with zipfile.ZipFile(backup) as archive:
        database = archive.extract("app.db", backup.parent)
    with closing(sqlite3.connect(database)) as connection:
        [(number,)] = connection.execute("SELECT count(*) FROM record")
    return int(number)


def set_quota(tab: Tab, url: str, size: int | None) -> None:
    """Let the browser give the site no more than `size` bytes, None for as usual."""
    session = tab.page.context.new_cdp_session(tab.page)
    parameters = {"origin": url} if size is None else {"origin": url, "quotaSize": size}
    session.send("Storage.overrideQuotaForOrigin", parameters)


def fill_the_disk(tab: Tab, url: str) -> int:
    """Take all room away, save records until one is refused, and return how many were saved."""
    set_quota(tab, url, 1)
    saved = tab.page.evaluate(
        """async (note) => {
          const app = document.getElementById("app").contentWindow;
          for (let saved = 0; saved < 2000; saved += 1) {
            const record = {id: crypto.randomUUID(), title: "Filler", category: "soil", note,
              observed_at: "2026-06-01T09:30:00Z"};
            const body = JSON.stringify(record);
            const headers = {"content-type": "application/json"};
            const response = await app.fetch("/api/records", {method: "POST", body, headers});
            if (response.status === 507) return saved;
          }
        }""",
        LONG,
    )
    assert saved is not None, "the disk did not get full"
    return int(saved)


def test_a_deleted_record_comes_back_from_a_saved_file(
    offline: str, device: Device, tmp_path: Path
) -> None:
    tab = device.open(offline)
    record(tab, "Oak")
    file = save_a_copy(tab, tmp_path)
    assert file.name.startswith("field-survey-20")
    tab.goto(offline)
    tab.app.get_by_text("Oak").click()
    tab.app.get_by_role("link", name="Delete").click()
    tab.app.get_by_role("button", name="Delete").click()
    expect(tab.app.get_by_role("status").get_by_text("Deleted")).to_be_visible()
    assert titles(tab, offline) == []

    restore(tab, file)
    assert titles(tab, offline) == ["Oak"]
    device.kill()
    assert titles(device.open(offline), offline) == ["Oak"]


def test_what_the_page_without_python_saves_comes_back_here(
    offline: str, device: Device, tmp_path: Path
) -> None:
    tab = device.open(offline)
    record(tab, "Oak")
    other = open_page(device, offline)
    file = tmp_path / "saved.zip"
    assert "record" in save(other, file)
    other.close()
    tab.goto(offline)
    record(tab, "Ash")
    tab.goto(offline)
    restore(tab, file)
    assert titles(tab, offline) == ["Oak"]


def test_a_form_that_meets_a_full_disk_can_be_sent_again(
    offline: str, device: Device, tmp_path: Path
) -> None:
    tab = device.open(offline)
    record(tab, "Before")
    tab.goto(offline)
    tab.app.get_by_role("link", name="New record").click()
    fill(tab, "Typed", LONG)
    saved = fill_the_disk(tab, offline)
    tab.app.get_by_role("button", name="Save").click()
    expect(tab.app.get_by_role("alert")).to_contain_text("no room left on this device")
    expect(tab.app.get_by_role("alert")).to_contain_text("What was saved before is safe")
    expect(tab.app.get_by_label("Title")).to_have_value("Typed")
    expect(tab.app.get_by_label("Note")).to_have_value(LONG)
    expect(tab.app.get_by_label("Plant")).to_be_checked()

    other = Tab(tab.page.context.new_page())  # what is stored can still be taken away
    other.goto(offline)
    assert records_in(save_a_copy(other, tmp_path)) == saved + 1
    other.page.close()

    set_quota(tab, offline, None)
    tab.app.get_by_role("button", name="Save").click()
    expect(tab.app.get_by_role("status").get_by_text("Saved")).to_be_visible()
    device.kill()
    tab = device.open(offline)
    assert tab.fetch("api/records?q=Typed")[1].count('"Typed"') == 1
    assert f'"total":{saved + 2}' in tab.fetch("api/records")[1]
