"""Automatic copies: few, cheap, and never in the way of a save."""

import io
import os
import signal
import sqlite3
import sys
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event

from app import copies, database, settings
from app.backup import kept, restore, stored
from app.backup.archive import Refused
from app.main import app
from app.upgrade import upgrade
from tests.unit.app.pages import Page
from tests.unit.app.samples import form, record
from tests.unit.app.test_backup import answer, no_room, save, titles, upload
from tests.unit.app.test_upgrade import ADDS_A_COLUMN, next_release


@dataclass
class Clock:
    """A clock that only the test moves."""

    moment: datetime


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock(datetime(2026, 6, 1, 12, tzinfo=UTC))
    monkeypatch.setattr(copies, "now", lambda: clock.moment)
    monkeypatch.setattr(kept, "_last_failure", None)
    return clock


def automatic(folder: Path) -> list[Path]:
    return sorted((folder / "backups").glob("*-automatic.db"))


def records_in(copy: Path) -> int:
    with closing(sqlite3.connect(f"{copy.as_uri()}?immutable=1", uri=True)) as connection:
        [(number,)] = connection.execute("SELECT count(*) FROM record")
    return int(number)


def test_a_device_without_records_has_no_copies(engine_in: None, tmp_path: Path) -> None:
    for _ in range(2):
        with TestClient(app):
            pass
    assert not (tmp_path / "backups").exists()


def test_one_copy_a_day_and_only_the_last_ones(
    client: TestClient, tmp_path: Path, clock: Clock
) -> None:
    for day in range(8):
        for hour in (0, 8, 16):
            clock.moment = datetime(2026, 6, 1 + day, hour, tzinfo=UTC)
            client.post("/records", data=form())
    assert [records_in(copy) for copy in automatic(tmp_path)] == [10, 13, 16, 19, 22]


@pytest.mark.parametrize("count", [0, 1, 3])
def test_count_and_age_are_settings(
    client: TestClient,
    tmp_path: Path,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    count: int,
) -> None:
    monkeypatch.setattr(settings, "AUTOMATIC_COPIES", count)
    monkeypatch.setattr(settings, "AUTOMATIC_COPY_AGE", timedelta(minutes=1))
    for _ in range(5):
        clock.moment += timedelta(minutes=1)
        client.post("/api/records", json=record())
    assert [records_in(copy) for copy in automatic(tmp_path)] == list(range(6 - count, 6))


def test_unchanged_records_push_no_copy_out(engine_in: None, tmp_path: Path, clock: Clock) -> None:
    with TestClient(app) as client:
        client.post("/api/records", json=record())
    for _ in range(10):
        clock.moment += timedelta(days=1)
        with TestClient(app):
            pass
    [copy] = automatic(tmp_path)
    assert f"{clock.moment:%Y%m%d}" in copy.name


def test_a_start_makes_the_copy_that_is_due(engine_in: None, tmp_path: Path, clock: Clock) -> None:
    with TestClient(app) as client:
        client.post("/api/records", json=record())
        client.post("/api/records", json=record())
    clock.moment += timedelta(days=2)
    with TestClient(app):
        pass
    assert [records_in(copy) for copy in automatic(tmp_path)] == [1, 2]


def test_a_clock_that_was_ahead_stops_nothing(
    client: TestClient, tmp_path: Path, clock: Clock
) -> None:
    clock.moment = datetime(2036, 6, 1, tzinfo=UTC)
    client.post("/api/records", json=record())
    clock.moment = datetime(2026, 6, 1, tzinfo=UTC)
    client.post("/api/records", json=record())
    assert sorted(records_in(copy) for copy in automatic(tmp_path)) == [1, 2]


def test_no_room_for_a_copy_is_no_reason_not_to_save(
    client: TestClient, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = 0

    def refuse(*_: object) -> None:
        nonlocal tries
        tries += 1
        no_room()

    with monkeypatch.context() as disk:
        disk.setattr(kept, "keep_copy", refuse)
        for _ in range(3):
            assert client.post("/records", data=form()).status_code == 200
    assert tries == 1  # each try costs a copy: not at each save
    clock.moment += kept.RETRY
    client.post("/records", data=form())
    assert [records_in(copy) for copy in automatic(tmp_path)] == [4]


def test_a_copy_that_breaks_off_leaves_nothing(client: TestClient, tmp_path: Path) -> None:
    target = copies.place_for(tmp_path / "app.db", "copying", copies.PARTIAL)
    target.write_bytes(b"x")
    target.with_name(f"{target.name}-journal").write_bytes(b"x")
    copies.remove_partial(target)
    assert list((tmp_path / "backups").iterdir()) == []


def test_a_start_removes_what_a_kill_left(engine_in: None, tmp_path: Path) -> None:
    (tmp_path / "backups").mkdir()
    for name in ("app-20260601T000000Z-x.partial", "app-20260601T000000Z-x.partial-journal"):
        (tmp_path / "backups" / name).write_bytes(b"x")
    with TestClient(app):
        assert list((tmp_path / "backups").iterdir()) == []


def test_each_copy_can_be_taken_away_restored_and_deleted(
    client: TestClient, tmp_path: Path
) -> None:
    client.post("/api/records", json=record(title="Oak"))
    client.post("/api/records", json=record(title="Elm"))
    answer(client, upload(client, save(client)))
    names = {copy.suffix: copy.name for copy in (tmp_path / "backups").iterdir()}
    assert set(names) == {".db", ".zip"}
    text = Page(client.get("/backup").text).text
    assert "Automatic copy" in text
    assert "Before a restore" in text
    for name, expected in ((names[".db"], ["Oak"]), (names[".zip"], ["Elm", "Oak"])):
        taken = client.get(f"/backup/copies/{name}")
        assert taken.headers["content-disposition"].startswith("attachment; filename=")
        answer(client, upload(client, taken.content))
        assert titles(client) == expected
        answer(client, client.post(f"/backup/copies/{name}"))
        assert titles(client) == expected
    for name in names.values():
        assert "cannot be brought back" in client.get(f"/backup/copies/{name}/delete").text
        assert (tmp_path / "backups" / name).exists()
        assert "Copy deleted" in client.post(f"/backup/copies/{name}/delete").text
        assert not (tmp_path / "backups" / name).exists()
        assert client.get(f"/backup/copies/{name}").status_code == 404
        assert client.post(f"/backup/copies/{name}").status_code == 404
    assert titles(client) == ["Elm", "Oak"]


@pytest.mark.parametrize("name", ["app.db", "..%2Fapp.db", "app-20260601T000000Z-none.db", "%00"])
def test_other_files_cannot_be_reached_as_copies(client: TestClient, name: str) -> None:
    for response in (
        client.get(f"/backup/copies/{name}"),
        client.post(f"/backup/copies/{name}"),
    ):
        assert response.status_code == 404
    client.post(f"/backup/copies/{name}/delete")
    assert client.get("/api/records").json()["total"] == 0


def test_a_copy_from_before_an_upgrade_is_upgraded_again(
    engine_in: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with TestClient(app) as client:
        client.post("/api/records", json=record(title="Oak"))
        backup = save(client)
    migrations = next_release(tmp_path, ADDS_A_COLUMN)
    for where in ("app.upgrade.MIGRATIONS", "app.backup.restore.MIGRATIONS"):
        monkeypatch.setattr(where, migrations)
    monkeypatch.setattr(upgrade, "__defaults__", (migrations,))
    with TestClient(app) as client:
        assert "Before an upgrade" in client.get("/backup").text
        [copy] = (tmp_path / "backups").glob("*-0001.db")
        for question in (upload(client, backup), client.post(f"/backup/copies/{copy.name}")):
            assert "An older version of the app wrote it" in question.text
            answer(client, question)
            assert titles(client) == ["Oak"]
        with closing(sqlite3.connect(tmp_path / "app.db")) as connection:
            assert connection.execute("SELECT depth FROM record").fetchall() == [(1.5,)]


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is of Unix: run it on Linux or macOS")
@pytest.mark.parametrize("after", ["keep_everything", "_replace", "first file", "discard"])
def test_a_kill_leaves_the_old_or_the_new(
    engine_in: None, tmp_path: Path, after: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with TestClient(app) as client:
        for name in ("1.jpg", "2.jpg"):
            (tmp_path / name).write_bytes(b"restored")
        client.post("/api/records", json=record(title="Restored"))
        backup = save(client)
        for name in ("1.jpg", "2.jpg"):
            (tmp_path / name).write_bytes(b"old")
        [found] = client.get("/api/records").json()["records"]
        client.put(f"/api/records/{found['id']}", json=record(title="Old"))
        upload(client, backup)
        waiting = restore.pending()
        assert waiting is not None
    if (child := os.fork()) == 0:
        _restore_until(after, waiting.number)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)
    with TestClient(app) as client:
        state = {
            *titles(client),
            (tmp_path / "1.jpg").read_text(),
            (tmp_path / "2.jpg").read_text(),
        }
        assert state == ({"Old", "old"} if after == "keep_everything" else {"Restored", "restored"})
        assert not (tmp_path / ".restore").exists()
        assert "Before a restore" in client.get("/backup").text


def _restore_until(after: str, number: int) -> None:
    """Restore, and end this process, as SIGKILL does, when the given function has returned."""
    done = {
        "keep_everything": (stored, "keep_everything"),
        "_replace": (restore, "_replace"),
        "first file": (Path, "replace"),
        "discard": (restore, "discard"),
    }
    place, name = done[after]
    function = getattr(place, name)

    def last(*arguments: object) -> object:
        result = function(*arguments)
        if after != "first file" or ".restore" in str(arguments[0]):
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(place, name, last)
    restore.restore(database.connect(database.engine.url), number)
    os._exit(0)


def test_a_restore_while_something_is_being_saved_is_refused(
    client: TestClient, tmp_path: Path
) -> None:
    client.post("/api/records", json=record(title="Oak"))
    question = upload(client, save(client))

    @event.listens_for(database.engine, "connect")
    def do_not_wait(connection: sqlite3.Connection, _: object) -> None:
        connection.execute("PRAGMA busy_timeout=0")

    database.engine.dispose()
    with closing(sqlite3.connect(tmp_path / "app.db")) as other:
        other.execute("UPDATE record SET title='Elm'")
        response = answer(client, question)
        other.commit()
    assert response.status_code == 409
    assert "something else is being saved" in response.text
    assert titles(client) == ["Elm"]


def test_a_database_server_has_its_own_tools() -> None:
    memory = database.connect("sqlite://")
    with pytest.raises(Refused, match="its own tools"):
        restore.stage(memory, io.BytesIO(), "x")
