"""A form that cannot be saved comes back as it was typed, with what to do."""

import pytest
from fastapi.testclient import TestClient

from app.forms import HALF_A_POSITION, MESSAGES, NO_ZONE
from app.main import app
from tests.unit.app.pages import Page
from tests.unit.app.samples import HARD, form

WRONG = [
    ("title", ""),
    ("title", " \t "),
    ("title", "\u200b\u2060"),
    ("title", "\u3164"),
    ("category", ""),
    ("category", "unicorn"),
    ("value", "twelve"),
    ("value", "nan"),
    ("value", "inf"),
    ("value", "1e13"),
    ("value", "1,234.5"),
    ("observed_at", ""),
    ("observed_at", "yesterday"),
    ("observed_at", "2026-02-30T10:00"),
    ("observed_at", "0001-01-01T00:00"),
    ("observed_at", "9999-12-31T23:59"),
    ("observed_at", "10000-01-01T00:00"),
    ("latitude", "90.1"),
    ("latitude", "47° N"),
    ("longitude", "-180.5"),
    ("accuracy", "-1"),
]


@pytest.mark.parametrize(("name", "typed"), WRONG)
def test_each_wrong_field_has_its_message(client: TestClient, name: str, typed: str) -> None:
    response = client.post("/records", data=form(**{name: typed}))
    page = Page(response.text)
    assert response.status_code == 422
    assert client.get("/api/records").json()["total"] == 0
    assert [a["id"] for a in page.all("p") if a.get("class") == "error"] == [f"{name}-error"]
    assert MESSAGES[name] in page.text
    field = page.by_id(name) if name != "category" else page.all("fieldset")[0]
    assert f"{name}-error" in str(field["aria-describedby"])
    assert field["aria-invalid"] == "true"


def test_what_was_typed_is_shown_again(client: TestClient) -> None:
    typed = form(title='"Oak" <1>', value="twelve", note="\nfirst line is empty", category="soil")
    page = Page(client.post("/records", data=typed).text)
    shown = {str(a["name"]): a["value"] for a in page.all("input") if a.get("type") != "radio"}
    chosen = [a["value"] for a in page.all("input") if "checked" in a]
    assert shown | {"category": chosen[0], "note": typed["note"]} == typed
    assert typed["note"] in page.text


def test_the_summary_takes_the_focus_and_links_to_the_fields(client: TestClient) -> None:
    page = Page(client.post("/records", data=form(title="", value="x", latitude="x")).text)
    (summary,) = (a for a in page.all("div") if a.get("role") == "alert")
    assert "autofocus" in summary
    assert summary["tabindex"] == "-1"
    fragments = [str(a["href"])[1:] for a in page.all("a") if str(a["href"]).startswith("#")]
    assert fragments == ["main", "title", "value", "latitude"]
    assert all(page.by_id(fragment) for fragment in fragments)


@pytest.mark.parametrize("missing", ["latitude", "longitude"])
def test_half_a_position_is_refused(client: TestClient, missing: str) -> None:
    response = client.post("/records", data=form(**{missing: ""}))
    assert response.status_code == 422
    assert HALF_A_POSITION in Page(response.text).text


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        ("title", "x" * 201, "Shorten the title to 200 characters or fewer: it has 201."),
        ("note", "x" * 10_001, "Shorten the note to 10,000 characters or fewer: it has 10,001."),
        ("note", "字 " * 2_500_000, "to 10,000 characters or fewer: it has 4,999,999."),
    ],
)
def test_what_is_too_long_comes_back_whole(
    client: TestClient, name: str, typed: str, words: str
) -> None:
    response = client.post("/records", data=form(**{name: typed}))
    page = Page(response.text)
    assert response.status_code == 422
    assert words in page.text
    assert typed == (page.note if name == "note" else page.by_id(name)["value"])
    assert not [a for _, a in page.elements if "maxlength" in a]
    assert client.get("/api/records").json()["total"] == 0


def test_what_is_too_long_to_be_read_is_refused_in_words(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.router.form_limits, "max_part_size", 1000)
    response = client.post("/records", data=form(note="x" * 1001))
    assert response.status_code == 400
    assert "it is too long. Nothing was changed." in Page(response.text).text


NO_OFFSET = ["x", "999999999999", "1440", "-1440", "nan", "inf", "9" * 5000]


@pytest.mark.parametrize("utc_offset", NO_OFFSET)
def test_a_time_without_its_zone_is_asked_for_again(client: TestClient, utc_offset: str) -> None:
    typed = form(utc_offset=utc_offset)
    response = client.post("/records", data=typed)
    page = Page(response.text)
    assert response.status_code == 422
    assert NO_ZONE in page.text
    assert page.by_id("observed_at")["value"] == typed["observed_at"]
    (offset,) = (a["value"] for a in page.all("input") if a["name"] == "utc_offset")
    assert client.post("/records", data=typed | {"utc_offset": offset or ""}).status_code == 200


@pytest.mark.parametrize(
    ("utc_offset", "zone"),
    [("0", "UTC"), ("120", "UTC+02:00"), ("-44.5", "UTC-00:44:30"), ("330", "UTC+05:30")],
)
def test_a_form_that_comes_back_says_the_zone_of_its_time(
    client: TestClient, utc_offset: str, zone: str
) -> None:
    """For where no script shows it in local time."""
    page = Page(client.post("/records", data=form(title="", utc_offset=utc_offset)).text)
    assert f"Observed time in {zone}\n" in page.text
    (offset,) = (a["value"] for a in page.all("input") if a["name"] == "utc_offset")
    assert offset == utc_offset


@pytest.mark.parametrize("id", ["", "x", "not-a-uuid"])
def test_a_form_without_its_id_is_refused(client: TestClient, id: str) -> None:
    assert client.post("/records", data=form(id=id)).status_code == 422


def test_an_empty_form_is_answered_with_a_form(client: TestClient) -> None:
    response = client.post("/records")
    assert response.status_code == 422
    assert Page(response.text).by_id("title")


@pytest.mark.parametrize("name", form())
def test_no_field_can_hold_what_is_a_server_error(client: TestClient, name: str) -> None:
    saved = form()
    client.post("/records", data=saved)
    for text in HARD.values():
        changed = {**saved, name: text.encode("utf-8", "surrogatepass")}
        for address in ("/records", f"/records/{saved['id']}/edit"):
            assert client.post(address, data=changed).status_code < 500
