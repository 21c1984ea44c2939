"""Records that are changed and deleted."""

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from tests.unit.app.pages import Page
from tests.unit.app.samples import form, record

Stored = Callable[[], dict[str, object]]


@pytest.fixture
def fields(client: TestClient) -> dict[str, str]:
    """What the edit form sends, unchanged, for a record that was just saved."""
    fields = form()
    client.post("/records", data=fields)
    return fields | {"version": "1"}


@pytest.fixture
def stored(client: TestClient, fields: dict[str, str]) -> Stored:
    def stored() -> dict[str, object]:
        answer: dict[str, object] = client.get(f"/api/records/{fields['id']}").json()
        return answer

    return stored


def edit(client: TestClient, fields: dict[str, str], **changes: str) -> tuple[int, Page]:
    response = client.post(f"/records/{fields['id']}/edit", data=fields | changes)
    return response.status_code, Page(response.text)


def test_the_edit_form_holds_the_record(client: TestClient, fields: dict[str, str]) -> None:
    page = Page(client.get(f"/records/{fields['id']}/edit").text)
    shown = {str(a["name"]): a["value"] for a in page.all("input") if a.get("type") != "radio"}
    chosen = [a["value"] for a in page.all("input") if "checked" in a]
    assert shown | {"category": chosen[0], "note": fields["note"]} == fields


def test_seconds_survive_an_edit(client: TestClient) -> None:
    sent = record(observed_at="2026-06-01T09:30:15Z")
    client.post("/api/records", json=sent)
    page = Page(client.get(f"/records/{sent['id']}/edit").text)
    assert page.by_id("observed_at")["value"] == "2026-06-01T09:30:15"
    assert page.by_id("observed_at")["step"] == "1"


def test_saving_an_unchanged_form_changes_nothing(client: TestClient) -> None:
    sent = record(value=0.1 + 0.2, latitude=1 / 3, longitude=-1e-7, accuracy=1e7 / 3)
    client.post("/api/records", json=sent)
    page = Page(client.get(f"/records/{sent['id']}/edit").text)
    shown = {
        str(a["name"]): a["value"] or "" for a in page.all("input") if a.get("type") != "radio"
    }
    client.post(f"/records/{sent['id']}/edit", data=form(note=sent["note"]) | shown)
    assert client.get(f"/api/records/{sent['id']}").json() == sent | {"version": 1}


def test_a_change_is_saved(client: TestClient, fields: dict[str, str], stored: Stored) -> None:
    status, page = edit(client, fields, title="Elm")
    assert status == 200
    assert "Saved" in page.text
    assert (stored()["title"], stored()["version"]) == ("Elm", 2)


def test_a_repeated_change_is_saved_once(
    client: TestClient, fields: dict[str, str], stored: Stored
) -> None:
    for _ in range(2):
        assert edit(client, fields, title="Elm")[0] == 200
    assert stored()["version"] == 2


def test_a_wrong_change_leaves_the_record(
    client: TestClient, fields: dict[str, str], stored: Stored
) -> None:
    assert edit(client, fields, title="")[0] == 422
    assert stored()["title"] == "Oak"


@pytest.mark.parametrize("version", ["1", "", "x", "٣", "99", "9" * 5000])
def test_a_change_over_a_newer_one_asks_first(
    client: TestClient, fields: dict[str, str], stored: Stored, version: str
) -> None:
    edit(client, fields, title="Elm")
    status, page = edit(client, fields, title="Ash", version=version)
    assert status == 409
    assert stored()["title"] == "Elm"
    assert page.by_id("title")["value"] == "Ash"
    (current,) = (a["value"] for a in page.all("input") if a["name"] == "version")
    assert edit(client, fields, title="Ash", version=str(current))[0] == 200
    assert stored()["title"] == "Ash"


def test_a_change_of_a_deleted_record_is_not_lost(
    client: TestClient, fields: dict[str, str], stored: Stored
) -> None:
    client.post(f"/records/{fields['id']}/delete")
    status, page = edit(client, fields, title="Elm")
    assert status == 409
    assert page.by_id("title")["value"] == "Elm"
    (address,) = (a["action"] for a in page.all("form"))
    client.post(str(address), data=fields | {"title": "Elm"})
    assert stored()["title"] == "Elm"


def test_deleting_asks_first(client: TestClient, fields: dict[str, str], stored: Stored) -> None:
    response = client.get(f"/records/{fields['id']}/delete")
    assert "Delete this record?" in response.text
    assert stored()["title"] == "Oak"


def test_deleting_twice_is_no_error(client: TestClient, fields: dict[str, str]) -> None:
    for _ in range(2):
        response = client.post(f"/records/{fields['id']}/delete")
        assert [r.status_code for r in response.history] == [303]
        assert '<p class="notice" role="status">Deleted</p>' in response.text
    assert client.get(f"/records/{fields['id']}").status_code == 404
