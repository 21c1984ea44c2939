"""A client of the app on a database of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app import database
from app.main import app


@pytest.fixture(params=["", "/some/where"], ids=["at the root", "under a path"])
def root_path(request: pytest.FixtureRequest) -> str:
    """The path under which the site lives; every test runs for each."""
    path: str = request.param
    return path


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, root_path: str) -> Iterator[TestClient]:
    """A client whose relative addresses start at the site's root, wherever that is."""
    engine = database.connect(f"sqlite:///{tmp_path / 'app.db'}")
    monkeypatch.setattr(database, "engine", engine)
    base_url = f"http://testserver{root_path}/"
    with TestClient(app, base_url=base_url, root_path=root_path) as client:
        yield client
    engine.dispose()
