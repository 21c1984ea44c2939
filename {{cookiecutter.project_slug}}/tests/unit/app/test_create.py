"""A record made with the form."""

import pytest
from fastapi.testclient import TestClient

from tests.unit.app.pages import Page
from tests.unit.app.samples import HOSTILE, form


def saved(client: TestClient) -> list[dict[str, object]]:
    found: list[dict[str, object]] = client.get("/api/records").json()["records"]
    return found


def test_the_new_form_has_an_address_that_keeps_its_id(client: TestClient) -> None:
    response = client.get("/records/new")
    assert [r.status_code for r in response.history] == [303]
    again = client.get(str(response.url))
    ids = {
        a["value"]
        for r in (response, again)
        for a in Page(r.text).all("input")
        if a["name"] == "id"
    }
    assert ids == {response.url.params["id"]}


def test_each_new_form_has_an_id_of_its_own(client: TestClient) -> None:
    assert client.get("/records/new").url != client.get("/records/new").url


def test_saving_redirects_to_the_record_and_says_so(client: TestClient) -> None:
    fields = form()
    response = client.post("/records", data=fields)
    assert [r.status_code for r in response.history] == [303]
    assert response.url.path == f"/records/{fields['id']}"
    assert '<p class="notice" role="status">Saved</p>' in response.text


def test_a_double_submit_saves_once(client: TestClient) -> None:
    fields = form()
    first, second = (client.post("/records", data=fields) for _ in range(2))
    assert (first.status_code, first.url) == (second.status_code, second.url)
    assert len(saved(client)) == 1


def test_going_back_to_a_form_that_was_saved_shows_the_record(client: TestClient) -> None:
    fields = form()
    client.post("/records", data=fields)
    response = client.get("/records/new", params={"id": fields["id"]})
    assert response.url.path == f"/records/{fields['id']}"


def test_other_content_under_a_saved_id_is_shown_again_and_can_be_saved(client: TestClient) -> None:
    fields = form()
    client.post("/records", data=fields)
    response = client.post("/records", data=fields | {"title": "Elm"})
    page = Page(response.text)
    assert response.status_code == 409
    assert page.by_id("title")["value"] == "Elm"
    assert saved(client)[0]["title"] == "Oak"

    (address,) = (a["action"] for a in page.all("form"))
    typed = {
        str(a["name"]): a["value"] or "" for a in page.all("input") if a.get("type") == "hidden"
    }
    assert client.post(str(address), data=fields | typed | {"title": "Elm"}).status_code == 200
    assert [r["title"] for r in saved(client)] == ["Elm"]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_text_comes_back_as_it_was_typed(client: TestClient, text: str) -> None:
    fields = form(title=text, note=f"{text}\n\n{text}")
    client.post("/records", data=fields)
    assert [(r["title"], r["note"]) for r in saved(client)] == [(text, fields["note"])]
    for address in ("/", f"/records/{fields['id']}", f"/records/{fields['id']}/delete"):
        page = Page(client.get(address).text)
        assert text in page.text
        assert all("src" in script for script in page.all("script"))
    edit = Page(client.get(f"/records/{fields['id']}/edit").text)
    assert edit.by_id("title")["value"] == text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Oak  ", "Oak"),
        ("Oa\x00k\x07", "Oak"),
        ("\N{RIGHT-TO-LEFT MARK}Oak", "\N{RIGHT-TO-LEFT MARK}Oak"),
        ("Oak\N{ZERO WIDTH SPACE}", "Oak\N{ZERO WIDTH SPACE}"),
    ],
)
def test_invisible_leftovers_are_dropped(client: TestClient, typed: str, kept: str) -> None:
    client.post("/records", data=form(title=typed))
    assert [r["title"] for r in saved(client)] == [kept]


def test_line_breaks_are_kept_as_one_character(client: TestClient) -> None:
    client.post("/records", data=form(note="one\r\ntwo\rthree"))
    assert [r["note"] for r in saved(client)] == ["one\ntwo\nthree"]


def test_only_the_title_the_category_and_the_time_are_needed(client: TestClient) -> None:
    empty = dict.fromkeys(("value", "note", "latitude", "longitude", "accuracy"), "")
    client.post("/records", data=form(**empty))
    (record,) = saved(client)
    assert record["note"] == ""
    assert all(record[name] is None for name in empty if name != "note")


@pytest.mark.parametrize(
    ("typed", "number"),
    [("12,5", 12.5), (" -3 ", -3), ("\N{MINUS SIGN}0.25", -0.25), ("1e3", 1000)],
)
def test_numbers_as_people_write_them(client: TestClient, typed: str, number: float) -> None:
    client.post("/records", data=form(value=typed))
    assert [r["value"] for r in saved(client)] == [number]


@pytest.mark.parametrize(
    ("observed_at", "utc_offset", "utc"),
    [
        ("2026-06-01T09:30", "0", "2026-06-01T09:30:00Z"),
        ("2026-06-01T09:30", "120", "2026-06-01T07:30:00Z"),
        ("2026-06-01T01:30:15", "345", "2026-05-31T19:45:15Z"),
        ("2026-12-31T23:00", "-570", "2027-01-01T08:30:00Z"),
        ("2026-06-01T15:00", "330", "2026-06-01T09:30:00Z"),
        ("1905-06-01T05:21:10", "321.1666666666667", "1905-06-01T00:00:00Z"),
        ("1905-06-01T05:21:10", "321.1666", "1905-06-01T00:00:00Z"),
        ("1930-06-01T12:19:32", "19.533333333333335", "1930-06-01T12:00:00Z"),
        ("1950-06-01T00:00", "-44.5", "1950-06-01T00:44:30Z"),
        ("1900-06-01T00:00", "-956.1333333333333", "1900-06-01T15:56:08Z"),
        ("2026-06-01T11:30+02:00", "0", "2026-06-01T09:30:00Z"),
    ],
)
def test_the_time_is_stored_in_utc(
    client: TestClient, observed_at: str, utc_offset: str, utc: str
) -> None:
    client.post("/records", data=form(observed_at=observed_at, utc_offset=utc_offset))
    assert [r["observed_at"] for r in saved(client)] == [utc]
