"""What the database promises."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from app import database
from app.main import app
from tests.unit.app.samples import record


@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)]
)
def test_every_connection_has_the_pragmas(tmp_path: Path, pragma: str, value: object) -> None:
    engine = database.connect(f"sqlite:///{tmp_path / 'app.db'}")
    with engine.connect() as one, engine.connect() as other:
        answers = [c.execute(text(f"PRAGMA {pragma}")).scalar() for c in (one, other)]
    engine.dispose()
    assert answers == [value, value]


def test_nothing_is_opened_before_it_is_used(tmp_path: Path) -> None:
    database.connect(f"sqlite:///{tmp_path / 'app.db'}")
    assert list(tmp_path.iterdir()) == []


def test_records_outlive_a_restart(engine_in: None) -> None:
    sent = record()
    with TestClient(app) as client:
        client.post("/api/records", json=sent)
    with TestClient(app) as client:
        assert client.get(f"/api/records/{sent['id']}").json() == sent | {"version": 1}
