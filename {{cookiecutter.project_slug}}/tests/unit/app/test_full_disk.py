"""A save that the database refuses: the form comes back with all that was typed, and with words."""

import errno
import sqlite3
from collections.abc import Callable, Iterator

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event

from app import database
from tests.unit.app.pages import Page
from tests.unit.app.samples import form, record


@pytest.fixture
def fill() -> Iterator[Callable[[], None]]:
    """Returns a function after which the database has no room for another page."""

    def limit(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute("PRAGMA max_page_count=1")  # SQLite takes the present size instead

    def fill() -> None:
        event.listen(database.engine, "checkout", limit)

    yield fill
    if event.contains(database.engine, "checkout", limit):
        event.remove(database.engine, "checkout", limit)


def make_room() -> None:
    @event.listens_for(database.engine, "checkout")
    def lift(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute("PRAGMA max_page_count=1000000")


def typed(page: Page) -> dict[str, str | None]:
    """Return what the fields of a form hold."""
    fields = {
        str(a["name"]): a.get("value")
        for a in page.all("input")
        if a.get("type") != "radio" or "checked" in a
    }
    return fields | {"note": page.note}


LONG = "x" * 9000
"""Needs pages of its own."""


def test_a_new_record_can_be_sent_again_from_the_same_form(
    client: TestClient, fill: Callable[[], None]
) -> None:
    client.post("/api/records", json=record(title="Before"))
    fields = form(note=LONG)
    fill()
    response = client.post("/records", data=fields)
    page = Page(response.text)
    assert response.status_code == 507
    assert typed(page) == fields
    [problem] = (a for a in page.all("div") if a.get("role") == "alert")
    assert "autofocus" in problem
    for words in ("no room left on this device", "saved before is safe", "Free some space"):
        assert words in page.text
    assert [r["title"] for r in client.get("/api/records").json()["records"]] == ["Before"]

    make_room()
    for _ in range(2):
        assert client.post("/records", data=typed(page)).status_code == 200
    assert client.get("/api/records").json()["total"] == 2


def test_a_change_comes_back_too(client: TestClient, fill: Callable[[], None]) -> None:
    fields = form()
    client.post("/records", data=fields)
    fill()
    changed = fields | {"version": "1", "note": LONG}
    response = client.post(f"/records/{fields['id']}/edit", data=changed)
    page = Page(response.text)
    assert response.status_code == 507
    assert typed(page) == changed
    assert f"/records/{fields['id']}/edit" in page.links()
    assert client.get(f"/api/records/{fields['id']}").json()["note"] == fields["note"]

    make_room()
    client.post(f"/records/{fields['id']}/edit", data=typed(page))
    assert client.get(f"/api/records/{fields['id']}").json()["note"] == LONG


def test_the_api_says_507(client: TestClient, fill: Callable[[], None]) -> None:
    sent = record()
    client.post("/api/records", json=sent)
    fill()
    new = client.post("/api/records", json=record(note=LONG))
    content = {k: v for k, v in sent.items() if k != "id"} | {"note": LONG}
    put = client.put(f"/api/records/{sent['id']}", json=content)
    for response in (new, put):
        assert response.status_code == 507
        assert "no room left" in response.json()["detail"]
    assert client.get(f"/api/records/{sent['id']}").json() == sent | {"version": 1}


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (sqlite3.OperationalError("disk I/O error"), "could not write (disk I/O error)"),
        (sqlite3.DatabaseError("malformed"), "could not write (malformed)"),
        (OSError(errno.ENOSPC, "No space left on device"), "no room left on this device"),
        (OSError(errno.EIO, "Input/output error"), "could not write ([Errno 5]"),
    ],
)
def test_any_other_refusal_brings_the_form_back(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, error: Exception, words: str
) -> None:
    def refuse(connection: sqlite3.Connection) -> None:
        connection.rollback()  # so does SQLite when a commit fails
        raise error

    fields = form()
    with monkeypatch.context() as commits:
        commits.setattr(database.engine.dialect, "do_commit", refuse)
        response = client.post("/records", data=fields)
    page = Page(response.text)
    assert response.status_code == 507
    assert typed(page) == fields
    assert words in page.text
    assert client.get("/api/records").json()["total"] == 0


def test_a_record_that_could_not_be_deleted_is_still_there(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = record()
    client.post("/api/records", json=sent)

    def refuse(connection: sqlite3.Connection) -> None:
        connection.rollback()
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(database.engine.dialect, "do_commit", refuse)
    page = client.post(f"/records/{sent['id']}/delete")
    assert page.status_code == 507
    assert "was not saved" in page.text
    assert client.delete(f"/api/records/{sent['id']}").status_code == 507
    assert client.get(f"/api/records/{sent['id']}").status_code == 200
