"""The page for the data on this device, as a person uses it."""

import sqlite3
import zipfile
from pathlib import Path

from playwright.sync_api import Page

from .device import Device

PAGE = "_pwa/rescue.html"


def open_page(device: Device, url: str) -> Page:
    page = (device.context or device.start()).new_page()
    page.add_init_script("delete window.showSaveFilePicker")  # a dialog that cannot be driven
    page.goto(url + PAGE)
    return page


def save(page: Page, target: Path) -> list[str]:
    """Save a copy; return the tables of the database in it."""
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save a copy of everything").click()
    saved.value.save_as(target)
    with zipfile.ZipFile(target) as packed:
        packed.extractall(target.with_suffix(""))
    with sqlite3.connect(target.with_suffix("") / "app.db") as database:
        return [name for (name,) in database.execute("SELECT name FROM sqlite_schema")]
