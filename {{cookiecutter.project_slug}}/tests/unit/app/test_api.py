"""The JSON API keeps the rules of the pages."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from app import database
from app.models import Record
from tests.unit.app.samples import form, record

JSON = {"content-type": "application/json"}


def test_a_record_comes_back_as_it_was_sent(client: TestClient) -> None:
    sent = record()
    response = client.post("/api/records", json=sent)
    assert response.status_code == 201
    assert response.json() == sent | {"version": 1}
    assert client.get(response.headers["location"]).json() == response.json()


def test_the_form_and_the_api_save_the_same(client: TestClient) -> None:
    sent = record()
    client.post("/records", data=form(id=sent["id"]))
    assert client.get(f"/api/records/{sent['id']}").json() == sent | {"version": 1}
    assert client.post("/api/records", json=sent).status_code == 201


def test_a_repeat_answers_as_the_first_time(client: TestClient) -> None:
    sent = record()
    first, second = (client.post("/api/records", json=sent) for _ in range(2))
    assert (first.status_code, first.json()) == (second.status_code, second.json())
    assert client.get("/api/records").json()["total"] == 1


@pytest.mark.parametrize(
    "same",
    [
        {"observed_at": "2026-06-01T11:30:00+02:00"},
        {"title": "  Oak "},
        {"value": "12.5"},
        {"observed_at": "2026-06-01T09:30:00.250Z"},
    ],
)
def test_equal_content_may_be_written_differently(client: TestClient, same: Any) -> None:
    sent = record()
    client.post("/api/records", json=sent)
    assert client.post("/api/records", json=sent | same).status_code == 201


@pytest.mark.parametrize(
    "other", [{"title": "Elm"}, {"value": None}, {"note": ""}, {"accuracy": 4.3}]
)
def test_the_same_id_with_other_content_is_a_conflict(client: TestClient, other: Any) -> None:
    sent = record()
    client.post("/api/records", json=sent)
    assert client.post("/api/records", json=sent | other).status_code == 409
    assert client.get(f"/api/records/{sent['id']}").json()["title"] == "Oak"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("id", "x"),
        ("title", ""),
        ("title", "x" * 201),
        ("title", "\u200b\ufeff"),
        ("title", None),
        ("category", "unicorn"),
        ("value", "NaN"),
        ("value", 1e300),
        ("observed_at", "2026-06-01T09:30:00"),
        ("observed_at", "1900-01-01T00:00:00+14:00"),
        ("observed_at", "2199-12-31T23:59:59-12:00"),
        ("observed_at", "0001-01-01T00:00:00+14:00"),
        ("observed_at", "9999-12-31T23:59:59-12:00"),
        ("latitude", -90.5),
        ("latitude", None),
        ("longitude", 181),
        ("accuracy", -1),
        ("note", "x" * 10_001),
    ],
)
def test_wrong_values_are_refused(client: TestClient, name: str, value: Any) -> None:
    response = client.post("/api/records", json=record(**{name: value}))
    assert response.status_code == 422
    assert response.json()["detail"]
    assert client.get("/api/records").json()["total"] == 0


def test_half_a_surrogate_pair_is_refused(client: TestClient) -> None:
    body = json.dumps(record(title="\ud800"))
    response = client.post("/api/records", content=body, headers=JSON)
    assert response.status_code == 422


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"\\ud800"', b"\xff"])
def test_what_is_no_record_is_refused(client: TestClient, body: bytes) -> None:
    assert client.post("/api/records", content=body, headers=JSON).status_code in (400, 422)


@pytest.mark.parametrize(
    ("version", "status"), [(None, 200), (1, 200), (2, 409)], ids=["any", "current", "other"]
)
def test_replacing_can_ask_for_a_version(
    client: TestClient, version: int | None, status: int
) -> None:
    sent = record()
    client.post("/api/records", json=sent)
    query = {} if version is None else {"version": version}
    changed = {k: v for k, v in sent.items() if k != "id"} | {"title": "Elm"}
    response = client.put(f"/api/records/{sent['id']}", json=changed, params=query)
    assert response.status_code == status
    title = client.get(f"/api/records/{sent['id']}").json()["title"]
    assert title == ("Elm" if status == 200 else "Oak")


@pytest.mark.parametrize(("method", "status"), [("GET", 404), ("PUT", 404), ("DELETE", 204)])
def test_a_record_that_is_not_there(client: TestClient, method: str, status: int) -> None:
    body = record() if method == "PUT" else None
    assert client.request(method, f"/api/records/{uuid4()}", json=body).status_code == status


def test_what_was_saved_before_there_was_a_rule_can_be_read_and_changed(
    client: TestClient,
) -> None:
    fields = record(title="\u200b", latitude=91.0)
    old = Record(**fields | {"id": UUID(fields["id"]), "observed_at": datetime.now(UTC)})
    with Session(database.engine) as session:
        session.add(old)
        session.commit()
    (found,) = client.get("/api/records").json()["records"]
    assert (found["title"], found["latitude"]) == ("\u200b", 91)
    assert client.get("/").status_code == 200
    address = f"/api/records/{fields['id']}"
    assert client.put(address, json=fields).status_code == 422
    changed = fields | {"title": "Oak", "latitude": 47}
    assert client.put(address, json=changed).json()["title"] == "Oak"


def test_deleting(client: TestClient) -> None:
    sent = record()
    client.post("/api/records", json=sent)
    assert client.delete(f"/api/records/{sent['id']}").status_code == 204
    assert client.get("/api/records").json()["total"] == 0


def test_errors_below_api_are_json(client: TestClient) -> None:
    response = client.get("/api/nothing")
    assert response.status_code == 404
    assert response.json() == {"detail": "Not Found"}
