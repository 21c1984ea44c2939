"""The sample's app/static/observed_at.js, in a zone with hours that come twice and odd offsets."""

import json
from pathlib import Path
from uuid import uuid4

import pytest

from .conftest import MakeHost
from .device import Device, Tab

SHOWN = "() => document.getElementById('observed_at').value"
HINT = "() => document.getElementById('observed_at-hint').innerText"
POST = """async (body) => (await fetch("/sub/api/records", {
  method: "POST", headers: { "content-type": "application/json" }, body,
})).status"""
TYPE = """(text) => {
  const field = document.getElementById("observed_at");
  field.value = text;
  field.dispatchEvent(new Event("input"));
}"""


def edit_record_of(moment: str, tab: Tab, url: str) -> str:
    """Save a record of that moment by the API, and open its form; return its path in the API."""
    record = {"id": str(uuid4()), "title": "Oak", "category": "plant", "observed_at": moment}
    assert tab.app(POST, json.dumps(record)) == 201
    tab.goto(f"{url}records/{record['id']}/edit")
    tab.wait_for_heading("Edit record")
    return f"/sub/api/records/{record['id']}"


def test_a_moment_stays_until_a_person_types_another(
    survey: Path, make_host: MakeHost, device: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Europe/Dublin")  # 25 minutes and 21 seconds behind UTC until 1916
    url = make_host(survey).url
    tab = device.open(url)
    given = [
        ("2026-10-25T00:30:00Z", "2026-10-25T01:30"),
        ("2026-10-25T01:30:00Z", "2026-10-25T01:30"),
        ("1910-06-01T12:00:21Z", "1910-06-01T11:35"),
        ("1910-06-01T12:00:00Z", "1910-06-01T11:34"),
    ]
    for moment, shown in given:
        record = edit_record_of(moment, tab, url)
        assert tab.app(SHOWN).removesuffix(":00") == shown
        tab.fill("title", "Elm")
        tab.click("Save")
        tab.wait_for_heading("Elm")
        assert json.loads(tab.fetch(record)[1])["observed_at"] == moment
    typed = [
        ("1910-06-01T11:35", "1910-06-01T12:00:21Z"),
        ("2026-03-29T01:30", "2026-03-29T01:30:00Z"),
    ]
    for text, moment in typed:
        record = edit_record_of("2026-10-25T01:30:00Z", tab, url)
        tab.app(TYPE, text)
        assert ("skipped" in tab.app(HINT)) == text.startswith("2026-03")
        tab.click("Save")
        tab.wait_for_heading("Oak")
        assert json.loads(tab.fetch(record)[1])["observed_at"] == moment
