"""A client of the app on a database of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app import database, settings
from app.main import app


@pytest.fixture(params=["", "/some/where"], ids=["at the root", "under a path"])
def root_path(request: pytest.FixtureRequest) -> str:
    """The path under which the site lives; a test that takes it runs for each."""
    path: str = request.param
    return path


@pytest.fixture
def engine_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    engine = database.connect(f"sqlite:///{tmp_path / 'app.db'}")
    monkeypatch.setattr(database, "engine", engine)
    monkeypatch.setattr(settings, "DATA_DIR", tmp_path)
    yield
    engine.dispose()


@pytest.fixture
def client(engine_in: None) -> Iterator[TestClient]:
    with TestClient(app) as client:
        yield client


@pytest.fixture
def client_below(engine_in: None, root_path: str) -> Iterator[TestClient]:
    """A client whose relative addresses start at the site's root, wherever that is."""
    base_url = f"http://testserver{root_path}/"
    with TestClient(app, base_url=base_url, root_path=root_path) as client:
        yield client
