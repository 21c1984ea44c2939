"""What another app shares becomes a form to be confirmed, and nothing is saved before."""

import pytest
from fastapi.testclient import TestClient

from tests.unit.app.pages import Page
from tests.unit.app.samples import HOSTILE

LINK = "https://example.org/a?b=1"


def shared(client: TestClient, **fields: str) -> tuple[Page, str]:
    """Share with the app; return the page, and the title that it holds."""
    response = client.post("/records/shared", data=fields)
    assert response.status_code == 200
    page = Page(response.text)
    return page, page.by_id("title")["value"] or ""


def test_it_is_in_the_form_and_not_saved(client: TestClient) -> None:
    page, title = shared(client, title="Oak", text="by the gate", url=LINK)
    assert (title, page.note) == ("Oak", f"by the gate\n{LINK}")
    assert "not saved yet" in page.text
    assert client.get("/api/records").json()["total"] == 0


@pytest.mark.parametrize(
    ("fields", "note"),
    [
        ({}, ""),
        ({"text": "only text"}, "only text"),
        ({"url": LINK}, LINK),
        ({"text": f"look: {LINK}", "url": LINK}, f"look: {LINK}"),
    ],
)
def test_parts_may_be_missing_or_twice_there(
    client: TestClient, fields: dict[str, str], note: str
) -> None:
    page, title = shared(client, **fields)
    assert (title, page.note) == ("", note)


def test_a_title_that_is_too_long_is_not_lost(client: TestClient) -> None:
    long = "A long title " * 30
    page, title = shared(client, title=long, text="text")
    assert title == long[:200]
    assert page.note == f"{long}\ntext"


@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_is_shown_as_text(client: TestClient, text: str) -> None:
    page, _ = shared(client, text=text)
    assert page.note == text.replace("\r\n", "\n").replace("\r", "\n")


def test_each_share_is_a_record_of_its_own(client: TestClient) -> None:
    pages = [shared(client, text="the same")[0] for _ in range(2)]
    ids = [next(a["value"] for a in page.all("input") if a["name"] == "id") for page in pages]
    assert ids[0] != ids[1]


def test_the_address_of_a_share_that_is_gone_opens_a_new_record(client: TestClient) -> None:
    assert client.get("/records/shared").url.path == "/records/new"
