"""Notes are written, saved once, and shown as they were typed."""

import re
from html import escape
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

HOSTILE = [
    "<script>alert(1)</script>&amp;",
    "\"double\" 'single'",
    "'); DROP TABLE note; --",
    "{{ 7 * 7 }}",
    "עדות \u202eשדה\u202c عينة",
    "🦦👩🏽‍🌾",
    "x" * 2000,
]


def form(text: str) -> dict[str, str]:
    return {"id": str(uuid4()), "text": text}


def texts(client: TestClient) -> list[str]:
    return [note["text"] for note in client.get("api/notes").json()]


def test_saving_redirects_to_the_list_and_says_so(client: TestClient) -> None:
    response = client.post("", data=form("Milk"))
    assert [r.status_code for r in response.history] == [303]
    assert '<p class="notice" role="status">Saved</p>' in response.text
    assert "Milk" in response.text


def test_a_double_submit_saves_once(client: TestClient) -> None:
    fields = form("Milk")
    first, second = (client.post("", data=fields) for _ in range(2))
    assert first.url == second.url
    assert texts(client) == ["Milk"]


def test_other_text_under_a_saved_id_is_shown_again(client: TestClient) -> None:
    fields = form("Milk")
    client.post("", data=fields)
    response = client.post("", data=fields | {"text": "Bread"})
    assert response.status_code == 422
    assert "Bread" in response.text
    assert fields["id"] not in response.text
    assert texts(client) == ["Milk"]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_text_comes_back_as_it_was_typed(client: TestClient, text: str) -> None:
    client.post("", data=form(text))
    assert texts(client) == [text]
    shown = client.get("").text.replace("&#39;", "&#x27;").replace("&#34;", "&quot;")
    assert escape(text) in shown


WRONG = {
    "empty": ("", "Write a note that can be seen"),
    "blank": (" \r\n ", "Write a note that can be seen"),
    "unseen": ("\u200b\u3164", "Write a note that can be seen"),
    "too long": ("x" * 2001, "2,000 characters or fewer: it has 2,001."),
    "far too long": ("字 " * 2_500_000 + "x", "2,000 characters or fewer: it has 5,000,001."),
}


@pytest.mark.parametrize(("text", "words"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_saved_is_shown_again(client: TestClient, text: str, words: str) -> None:
    response = client.post("", data=form(text))
    assert response.status_code == 422
    assert words in response.text
    assert f">\n{text}</textarea>" in response.text
    assert "maxlength" not in response.text
    assert texts(client) == []


def test_newest_first(client: TestClient) -> None:
    for text in ("first", "second", "third"):
        client.post("", data=form(text))
    assert texts(client) == ["third", "second", "first"]


def test_every_link_leads_somewhere(client: TestClient, root_path: str) -> None:
    links = re.findall(r'(?:href|src|action)="([^"]*)"', client.get("").text)
    assert links
    for link in links:
        assert link.startswith(f"{root_path}/")
        assert client.get(f"http://testserver{link}").status_code == 200
