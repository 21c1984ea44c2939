"""Text that is longer than a record may be: nothing of it is cut, and the page says so."""

import pytest
from playwright.sync_api import expect

from .device import Device, Tab

pytest.importorskip("app.records", reason="these are tests of the field survey")

LONG = "The note of a whole season.\n" * 187_500
AT_ONCE = 120_000
"""Milliseconds in which a busy machine shows five megabytes; Chromium alone took many times it."""


def paste(tab: Tab, text: str) -> None:
    write = "(text) => navigator.clipboard.writeText(text)"
    tab.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    tab.page.evaluate(write, text)
    tab.page.keyboard.press("ControlOrMeta+v")


def test_what_is_pasted_comes_back_whole_and_with_words(installed: tuple[Device, str]) -> None:
    device, url = installed
    tab = device.open(f"{url}records/new")
    tab.page.set_default_timeout(AT_ONCE)
    title, note = tab.app.get_by_label("Title"), tab.app.get_by_label("Note")
    title.click()
    paste(tab, "x" * 201)
    note.click()
    paste(tab, LONG)
    assert note.input_value() == LONG
    tab.app.get_by_text("Plant", exact=True).click()
    tab.app.get_by_role("button", name="Save").click()
    alert = tab.app.get_by_role("alert")
    alert.wait_for()
    tab.app.get_by_role("button", name="Save").wait_for()  # below the note
    expect(alert).to_contain_text("Shorten the title to 200 characters or fewer: it has 201.")
    expect(alert).to_contain_text("10,000 characters or fewer: it has 5,249,999.")
    assert (title.input_value(), note.input_value()) == ("x" * 201, LONG)


def test_a_search_may_have_any_length(installed: tuple[Device, str]) -> None:
    device, url = installed
    tab = device.open(url)
    search = tab.app.get_by_label("Search").first
    for text in (" ".join(map(str, range(20_000))), "x" * 100_000):
        search.click()
        search.press("ControlOrMeta+a")
        tab.page.keyboard.insert_text(text)
        expect(tab.app.get_by_text("No record fits.")).to_be_visible()
        assert search.input_value() == text
