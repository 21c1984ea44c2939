"""app/static/observed_at.js: a moment stays what it is until a person types another."""

from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import CDPSession, expect

from .device import Device

pytest.importorskip("app.records", reason="these are tests of the field survey")


class Clock:
    """One tab of the site, whose device can be taken to another time zone."""

    def __init__(self, device: Device, url: str) -> None:
        self.tab, self.url = device.open(url), url
        self.app = self.tab.app
        self.observed = self.app.get_by_label("Observed")
        self.session: CDPSession = self.tab.page.context.new_cdp_session(self.tab.page)

    def take_to(self, zone: str) -> None:
        for name in ("", zone):  # one override can only follow none
            self.session.send("Emulation.setTimezoneOverride", {"timezoneId": name})

    def edit_record_of(self, moment: str) -> str:
        """Save a record of that moment by the API, and open its form; return its id."""
        record = {"id": str(uuid4()), "title": "Oak", "category": "plant", "observed_at": moment}
        post = """async (record) => (await fetch("/api/records", {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(record),
        })).status"""
        assert self.tab.run(post, record) == 201
        self.tab.goto(f"{self.url}records/{record['id']}/edit")
        expect(self.app.locator("#observed_at-hint")).to_contain_text("local time")
        return record["id"]

    def save(self) -> None:
        self.app.get_by_role("button", name="Save").click()

    def stored(self, id: str) -> dict[str, Any]:
        """Return the record, when the page has said that it is saved."""
        self.tab.page.wait_for_url(f"**/records/{id}?notice=saved")
        get = "async (id) => (await fetch(`/api/records/${id}`)).json()"
        record: dict[str, Any] = self.tab.run(get, id)
        return record


@pytest.fixture(scope="module")
def clock(installed: tuple[Device, str]) -> Clock:
    return Clock(*installed)


FIRST, SECOND = "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"
"""Clocks in Berlin show half past two at both."""

GIVEN = [
    ("Europe/Berlin", FIRST, "2026-10-25T02:30"),
    ("Europe/Berlin", SECOND, "2026-10-25T02:30"),
    ("Europe/Berlin", "2026-03-29T01:00:15Z", "2026-03-29T03:00:15"),
    ("America/New_York", "2026-11-01T06:30:00Z", "2026-11-01T01:30"),
    ("Australia/Lord_Howe", "2026-04-04T15:15:00Z", "2026-04-05T01:45"),
    ("Asia/Kolkata", "2026-06-01T09:30:00Z", "2026-06-01T15:00"),
    ("Asia/Kolkata", "1905-06-01T00:00:00Z", "1905-06-01T05:21"),
    ("Africa/Monrovia", "1950-06-01T00:00:07Z", "1950-05-31T23:15:37"),
    ("Pacific/Kiritimati", "2199-12-31T23:59:59Z", "2200-01-01T13:59:59"),
    ("America/Adak", "1900-01-01T00:00:00Z", "1899-12-31T12:13"),
]


@pytest.mark.parametrize(("zone", "moment", "shown"), GIVEN)
def test_a_moment_that_nobody_typed_over_stays(
    clock: Clock, zone: str, moment: str, shown: str
) -> None:
    clock.take_to(zone)
    id = clock.edit_record_of(moment)
    expect(clock.observed).to_have_value(shown)
    clock.app.get_by_label("Title").fill("Elm")
    clock.save()
    saved = clock.stored(id)
    assert (saved["title"], saved["observed_at"]) == ("Elm", moment)


TYPED = [
    ("Europe/Berlin", SECOND, ["2026-01-15T10:00"], "2026-01-15T09:00:00Z"),
    ("Europe/Berlin", SECOND, ["2026-10-25T02:40"], "2026-10-25T01:40:00Z"),
    ("Europe/Berlin", FIRST, ["2026-10-25T02:40"], "2026-10-25T00:40:00Z"),
    ("Europe/Berlin", FIRST, ["2026-10-25T05:30", "2026-10-25T02:30"], FIRST),
    ("Europe/Berlin", SECOND, ["2026-06-01T02:30", "", "2026-10-25T02:30"], SECOND),
    ("Asia/Kolkata", FIRST, ["2026-06-01T15:00"], "2026-06-01T09:30:00Z"),
    ("Asia/Kolkata", FIRST, ["1905-06-01T05:30"], "1905-06-01T00:08:50Z"),
    ("Africa/Monrovia", FIRST, ["1950-06-01T00:00"], "1950-06-01T00:44:30Z"),
    ("America/St_Johns", FIRST, ["1930-01-01T09:00"], "1930-01-01T12:30:52Z"),
]


@pytest.mark.parametrize(("zone", "moment", "typed", "stored"), TYPED)
def test_what_is_typed_is_local_time(
    clock: Clock, zone: str, moment: str, typed: list[str], stored: str
) -> None:
    clock.take_to(zone)
    id = clock.edit_record_of(moment)
    for text in typed:
        clock.observed.fill(text)
    clock.save()
    assert clock.stored(id)["observed_at"] == stored


def test_a_time_that_local_clocks_skipped_says_what_is_saved(clock: Clock) -> None:
    clock.take_to("Europe/Berlin")
    id = clock.edit_record_of(SECOND)
    clock.observed.fill("2026-03-29T02:30")
    hint = clock.app.locator("#observed_at-hint")
    expect(hint).to_have_text("local clocks skipped this time: saved as 03:30, GMT+2")
    clock.save()
    assert clock.stored(id)["observed_at"] == "2026-03-29T01:30:00Z"


def test_a_form_with_errors_keeps_the_moment_wherever_the_device_goes(clock: Clock) -> None:
    clock.take_to("Europe/Berlin")
    id = clock.edit_record_of(SECOND)
    clock.app.get_by_label("Title").fill("")
    clock.save()
    expect(clock.app.get_by_role("alert")).to_contain_text("Not saved yet")
    expect(clock.observed).to_have_value("2026-10-25T02:30")
    clock.take_to("Asia/Kolkata")
    clock.tab.reload()
    expect(clock.observed).to_have_value("2026-10-25T07:00")
    clock.app.get_by_label("Title").fill("Elm")
    clock.save()
    assert clock.stored(id)["observed_at"] == SECOND


def test_going_back_to_a_form_shifts_nothing(clock: Clock) -> None:
    clock.take_to("Europe/Berlin")
    id = clock.edit_record_of(SECOND)
    clock.app.get_by_label("Note").fill("By the gate")
    clock.app.get_by_role("link", name="Cancel").click()
    expect(clock.app.get_by_role("link", name="Edit")).to_be_visible()
    clock.tab.page.go_back()
    expect(clock.app.get_by_label("Note")).to_have_value("By the gate")
    expect(clock.observed).to_have_value("2026-10-25T02:30")
    clock.save()
    saved = clock.stored(id)
    assert (saved["note"], saved["observed_at"]) == ("By the gate", SECOND)


def test_a_form_in_which_nobody_typed_holds_nothing_unsaved(clock: Clock) -> None:
    clock.take_to("Europe/Berlin")
    clock.edit_record_of(SECOND)
    field = "document.getElementById('observed_at')"
    assert clock.tab.run(f"() => {field}.value === {field}.defaultValue")
