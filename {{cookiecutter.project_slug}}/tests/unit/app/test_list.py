"""The list: newest first, filtered, searched, in pages."""

import unicodedata
from collections.abc import Mapping
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from app import database
from app.models import folded
from app.records import PAGE_SIZE, find
from tests.unit.app.pages import Page
from tests.unit.app.samples import HOSTILE, record


def add(client: TestClient, *changes: Mapping[str, object]) -> None:
    for change in changes:
        assert client.post("/api/records", json=record(**change)).status_code == 201


def titles(client: TestClient, **query: object) -> list[str]:
    found = client.get("/api/records", params={k: str(v) for k, v in query.items()}).json()
    return [r["title"] for r in found["records"]]


def test_the_same_minute_shows_the_last_saved_first(client: TestClient) -> None:
    entered = [str(n) for n in range(10)]
    add(client, *({"title": title, "observed_at": "2026-06-01T00:00Z"} for title in entered))
    assert titles(client) == entered[::-1]


def test_newest_first_whatever_the_order_of_saving(client: TestClient) -> None:
    days = {"second": "02", "third": "03", "first": "01"}
    add(client, *({"title": t, "observed_at": f"2026-06-{d}T00:00Z"} for t, d in days.items()))
    assert titles(client) == ["third", "second", "first"]


def test_times_are_compared_as_moments(client: TestClient) -> None:
    add(client, {"title": "early", "observed_at": "2026-06-01T12:00+05:00"})
    add(client, {"title": "late", "observed_at": "2026-06-01T11:00+01:00"})
    assert titles(client) == ["late", "early"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["Otter", "Élan", "Oak"]),
        ({"category": "plant"}, ["Oak"]),
        ({"category": "soil"}, []),
        ({"q": "OT"}, ["Otter"]),
        ({"q": "élan"}, ["Élan"]),
        ({"q": "ÉLAN"}, ["Élan"]),
        ({"q": "e\u0301lan"}, ["Élan"]),
        ({"q": "gate river"}, ["Otter"]),
        ({"q": "  "}, ["Otter", "Élan", "Oak"]),
        ({"q": "gate", "category": "plant"}, ["Oak"]),
        ({"q": "%"}, []),
        ({"q": "_"}, []),
    ],
)
def test_filter_and_search(client: TestClient, query: dict[str, str], found: list[str]) -> None:
    add(
        client,
        {"title": "Oak", "observed_at": "2026-06-01T00:00Z", "note": "at the gate"},
        {"title": "Élan", "observed_at": "2026-06-02T00:00Z", "note": "", "category": "animal"},
        {"title": "Otter", "observed_at": "2026-06-03T00:00Z", "note": "Gate, by the river"}
        | {"category": "animal"},
    )
    assert titles(client, **query) == found
    page = Page(client.get("/", params=query).text)
    assert f"{len(found)} record" in page.text
    assert all(title in page.text for title in found)


def test_search_follows_a_change(client: TestClient) -> None:
    first = record()
    client.post("/api/records", json=first)
    client.put(f"/api/records/{first['id']}", json=first | {"title": "Elm", "note": ""})
    assert titles(client, q="oak") == []
    assert titles(client, q="elm") == ["Elm"]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_found_by_itself(client: TestClient, text: str) -> None:
    add(client, {"title": text}, {"title": "Oak"})
    assert titles(client, q=text) == [text]
    page = Page(client.get("/", params={"q": text}).text)
    assert page.by_id("q")["value"] == text


LONG = {
    "words": " ".join(map(str, range(998))),
    "many words": " ".join(map(str, range(40_000))),
    "letters": "x" * 50_001,
    "CJK letters": "字" * 16_667,
    "letters that fold to more": "㌖" * 10_000,
    "wildcards": "%" * 25_001,
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_a_search_may_have_any_length(client: TestClient, text: str) -> None:
    note = text[:10_000]
    add(client, {"note": note}, {"note": ""})
    with Session(database.engine) as session:  # the test's client sends no address so long
        assert find(session, note, None, 1).total == 1
        assert find(session, text, None, 1).total == (note == text)


@pytest.mark.parametrize(
    ("q", "found"), [("oa\0k", 1), ("\u200b", 2), ("\ud800".encode("utf-8", "surrogatepass"), 0)]
)
def test_a_search_of_what_no_record_can_hold(
    client: TestClient, q: str | bytes, found: int
) -> None:
    add(client, {"title": "Oak"}, {"title": "Elm"})
    response = client.get(f"/api/records?q={quote(q)}")
    assert (response.status_code, response.json()["total"]) == (200, found)


@pytest.mark.parametrize("text", ["\u210cello", "Straße", "ﬁ", "ΑΣ", "İ", "\U0001d6a8"])
def test_search_does_not_ask_how_letters_are_written(client: TestClient, text: str) -> None:
    add(client, {"title": text})
    for written in (text, text.upper(), text.lower(), unicodedata.normalize("NFKC", text)):
        assert titles(client, q=written) == [text], written


@given(st.text())
@settings(derandomize=True, deadline=None)
@example("\u0301e")
def test_any_text_is_found_by_itself(text: str) -> None:
    stored = folded(f"{text}\nnote")
    assert all(word in stored for word in folded(text).split())


def test_pages_hold_every_record_once(client: TestClient) -> None:
    total = 2 * PAGE_SIZE + 1
    add(client, *({"title": str(number)} for number in range(total)))
    found = [title for page in (1, 2, 3) for title in titles(client, page=page)]
    assert sorted(found, key=int) == [str(number) for number in range(total)]


@pytest.mark.parametrize(
    ("page", "shown", "rels"),
    [("1", 1, ["next"]), ("2", 2, ["prev"]), ("99", 2, ["prev"]), ("-1", 1, ["next"])],
)
def test_links_between_pages_keep_the_search(
    client: TestClient, page: str, shown: int, rels: list[str]
) -> None:
    add(client, *({"title": f"a&b {n}"} for n in range(PAGE_SIZE + 1)))
    query = {"q": "a&b", "category": "plant", "page": page}
    found = Page(client.get("/", params=query).text)
    assert f"Page {shown} of 2" in found.text
    links = [a for a in found.all("a") if "rel" in a]
    assert [a["rel"] for a in links] == rels
    assert f"{PAGE_SIZE + 1} records" in client.get(str(links[0]["href"])).text


@pytest.mark.parametrize("query", [{"category": "unicorn"}, {"category": ""}, {"notice": "<b>"}])
def test_odd_addresses_show_the_list(client: TestClient, query: dict[str, str]) -> None:
    add(client, {})
    response = client.get("/", params=query)
    assert response.status_code == 200
    assert "1 record" in response.text
    assert 'class="notice"' not in response.text
