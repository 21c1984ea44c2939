"""What is no whole backup of this app is refused, and nothing is touched."""

import hashlib
import io
import json
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from app import settings
from app.backup import archive
from app.backup.archive import Refused, may_be_stored, unpack
from tests.unit.app.samples import record
from tests.unit.app.test_backup import save, titles, upload

Parts = dict[str, bytes]
Change = Callable[[Parts, dict[str, Any]], None]


def repacked(backup: bytes, change: Change, **options: Any) -> bytes:
    """Return the backup after `change(parts, manifest)`; the manifest's hashes fit again."""
    with zipfile.ZipFile(io.BytesIO(backup)) as archived:
        parts = {name: archived.read(name) for name in archived.namelist()}
    manifest = json.loads(parts.pop("manifest.json"))
    change(parts, manifest)
    for name, content in parts.items():
        entry = {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        manifest["files"].setdefault(name, entry)
        if name == "app.db":
            manifest["files"][name] = entry
    parts["manifest.json"] = json.dumps(manifest).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", **options) as archived:
        for name, content in parts.items():
            archived.writestr(name, content)
    return out.getvalue()


def with_manifest(**changes: Any) -> Change:
    return lambda parts, manifest: manifest.update(changes)


def with_part(name: str, content: bytes = b"x") -> Change:
    return lambda parts, manifest: parts.update({name: content})


def with_entry(name: str, **changes: Any) -> Change:
    entry = {"size": 1, "sha256": hashlib.sha256(b"x").hexdigest(), **changes}

    def change(parts: Parts, manifest: dict[str, Any]) -> None:
        parts[name] = b"x"
        manifest["files"][name] = entry

    return change


def with_statement(*statements: str) -> Change:
    """Run SQL in the database that is in the backup."""

    def change(parts: Parts, _: object) -> None:
        parts["app.db"] = altered(parts["app.db"], *statements)

    return change


def altered(database: bytes, *statements: str) -> bytes:
    with closing(sqlite3.connect(":memory:")) as connection:
        # As a rollback journal's: a database in memory has no write-ahead log.
        connection.deserialize(database[:18] + b"\1\1" + database[20:])
        for statement in statements:
            connection.executescript(statement)
        connection.commit()
        return connection.serialize()


def without_database(parts: Parts, manifest: dict[str, Any]) -> None:
    del parts["app.db"], manifest["files"]["app.db"]


def with_a_broken_page(parts: Parts, _: object) -> None:
    database = bytearray(parts["app.db"])
    database[4096:4200] = b"\xff" * 104
    parts["app.db"] = bytes(database)


def with_a_folder_for_a_file(parts: Parts, manifest: dict[str, Any]) -> None:
    del parts["files/photo.jpg"], manifest["files"]["files/photo.jpg"]
    parts["files/photo.jpg/x"] = b"x"


DAMAGED = "is no backup, or it is damaged or incomplete"
OTHER = "a backup of another app"
NEWER = "made by a newer version"

CHANGES = {
    "another app": (with_manifest(app="photo-album"), OTHER),
    "a newer format": (with_manifest(format=2), NEWER),
    "a newer revision": (with_statement("UPDATE alembic_version SET version_num='0099'"), NEWER),
    "a strange manifest": (with_manifest(made_at="soon"), DAMAGED),
    "no database": (without_database, DAMAGED),
    "a file of another size": (with_entry("files/a", size=2), DAMAGED),
    "a file of another content": (with_entry("files/a", sha256="0" * 64), DAMAGED),
    "too large": (with_entry("files/a", size=10**12), "more than this app takes"),
    "a negative size": (with_entry("files/a", size=-1), DAMAGED),
    "an absolute name": (with_part("/etc/passwd"), DAMAGED),
    "an absolute name below": (with_part("files//etc/passwd"), DAMAGED),
    "a name that leads out": (with_part("files/../../out"), DAMAGED),
    "a name that stays": (with_part("files/a/./b"), DAMAGED),
    "another part": (with_part("app.db-wal"), DAMAGED),
    "a live database": (with_part("files/app.db"), DAMAGED),
    "a live journal": (with_part("files/APP.DB-journal"), DAMAGED),
    "the cookies": (with_part("files/pwa.db"), DAMAGED),
    "a copy": (with_part("files/backups/app-20260101T000000Z-automatic.db"), DAMAGED),
    "its own staging": (with_part("files/.restore/pending.json"), DAMAGED),
    "a file where a folder is": (with_part("files/photos"), DAMAGED),
    "a folder where a file is": (with_a_folder_for_a_file, DAMAGED),
    "a file in a file": (
        lambda parts, _: parts.update({"files/a": b"", "files/a/b": b""}),
        "could not be unpacked here",
    ),
    "a broken page": (with_a_broken_page, DAMAGED),
    "an empty database": (with_part("app.db", b""), OTHER),
    "no database but text": (with_part("app.db", b"x" * 5000), DAMAGED),
    "a foreign database": (with_statement("DROP TABLE alembic_version"), OTHER),
    "two revisions": (with_statement("INSERT INTO alembic_version VALUES ('0002')"), DAMAGED),
    "no table": (with_statement("DROP TABLE record"), DAMAGED),
    "a missing column": (with_statement("ALTER TABLE record DROP COLUMN note"), DAMAGED),
    "an unknown category": (with_statement("UPDATE record SET category='unicorn'"), DAMAGED),
    "a strange time": (with_statement("UPDATE record SET created_at='soon'"), DAMAGED),
    "a trigger": (
        with_statement(
            "CREATE TRIGGER t AFTER INSERT ON record BEGIN DELETE FROM record; END;",
        ),
        DAMAGED,
    ),
    "a view": (with_statement("CREATE VIEW v AS SELECT * FROM record"), DAMAGED),
}


@pytest.fixture
def present(client: TestClient, tmp_path: Path) -> Callable[[], dict[str, bytes]]:
    """Returns a function that returns all that is stored."""
    (tmp_path / "photos").mkdir()
    (tmp_path / "photo.jpg").write_bytes(b"photo")
    client.post("/api/records", json=record(title="Oak"))

    def stored() -> dict[str, bytes]:
        assert titles(client) == ["Oak"]
        paths = (path for path in tmp_path.rglob("*") if path.is_file())
        # What SQLite itself may move between its files is compared by the records above.
        return {
            str(path): path.read_bytes() for path in paths if not path.name.startswith("app.db")
        }

    return stored


@pytest.mark.parametrize(("change", "words"), CHANGES.values(), ids=CHANGES)
def test_it_is_refused(
    client: TestClient, present: Callable[[], Parts], change: Change, words: str
) -> None:
    before = present()
    backup = repacked(save(client), change)
    response = upload(client, backup)
    assert response.status_code == 422
    assert words in response.text
    assert "Nothing on this device was changed" in response.text
    assert present() == before


def test_what_was_only_packed_again_is_taken(
    client: TestClient, present: Callable[[], Parts]
) -> None:
    backup = repacked(save(client), lambda *_: None, compression=zipfile.ZIP_DEFLATED)
    assert upload(client, backup).url.path == "/backup/restore"


def test_a_file_that_the_manifest_does_not_list(
    client: TestClient, present: Callable[[], Parts]
) -> None:
    before, out = present(), io.BytesIO(save(client))
    with zipfile.ZipFile(out, "a") as archived:
        archived.writestr("files/more", b"more")
    assert DAMAGED in upload(client, out.getvalue()).text
    assert present() == before


def test_the_same_name_twice(client: TestClient, present: Callable[[], Parts]) -> None:
    before, out = present(), io.BytesIO(save(client))
    with zipfile.ZipFile(out, "a") as archived, pytest.warns(UserWarning, match="Duplicate name"):
        archived.writestr("app.db", b"")
    assert DAMAGED in upload(client, out.getvalue()).text
    assert present() == before


def test_a_zip_bomb_ends_where_its_manifest_says(
    client: TestClient, present: Callable[[], Parts], tmp_path: Path
) -> None:
    def bomb(parts: Parts, manifest: dict[str, Any]) -> None:
        parts["files/bomb"] = bytes(50_000_000)
        manifest["files"]["files/bomb"] = {"size": 1000, "sha256": "0" * 64}

    before = present()
    backup = repacked(save(client), bomb, compression=zipfile.ZIP_DEFLATED)
    assert len(backup) < 100_000
    assert DAMAGED in upload(client, backup).text
    assert present() == before
    with pytest.raises(Refused):
        unpack(io.BytesIO(backup), tmp_path / "unpacked")
    assert (tmp_path / "unpacked/files/bomb").stat().st_size <= 1000


def test_a_bomb_of_a_manifest(
    client: TestClient, present: Callable[[], Parts], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "MANIFEST_LIMIT", 1000)
    backup = repacked(save(client), with_manifest(unreadable=["x" * 1000]))
    assert "more than this app takes" in upload(client, backup).text


def test_more_than_the_limit(
    client: TestClient, present: Callable[[], Parts], monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = save(client)
    with zipfile.ZipFile(io.BytesIO(backup)) as archived:
        database = archived.read("app.db")
    monkeypatch.setattr(settings, "RESTORE_LIMIT", 1000)
    for file in (backup, database):
        assert "more than this app takes" in upload(client, file).text


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.99])
def test_a_truncated_file(client: TestClient, present: Callable[[], Parts], share: float) -> None:
    before, backup = present(), save(client)
    assert DAMAGED in upload(client, backup[: int(len(backup) * share)] or b" ").text
    with zipfile.ZipFile(io.BytesIO(backup)) as archived:
        database = archived.read("app.db")
    response = upload(client, database[: int(len(database) * share)] or b" ", "app.db")
    assert response.status_code == 422
    assert present() == before


@pytest.mark.parametrize("content", [b"\x89PNG", b"PK\x05\x06" + bytes(18), b"SQLite format 3\0"])
def test_something_else(client: TestClient, present: Callable[[], Parts], content: bytes) -> None:
    before = present()
    assert DAMAGED in upload(client, content).text
    assert present() == before


CONTENTS = {"app.db": b"database" * 100, "files/photo.jpg": b"photo" * 10}


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A small backup, though not of a database."""
    photo = tmp_path_factory.mktemp("files") / "photo.jpg"
    photo.write_bytes(CONTENTS["files/photo.jpg"])
    database = io.BytesIO(CONTENTS["app.db"])
    return b"".join(archive.pack(database, {"photo.jpg": photo}, "0001"))


@given(changes=st.lists(st.tuples(st.floats(0, 0.9999), st.integers(0, 255)), max_size=4))
@hypothesis(deadline=None, max_examples=300)
def test_a_backup_with_any_changed_bytes_is_the_same_or_refused(
    packed: bytes, tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[float, int]]
) -> None:
    changed = bytearray(packed)
    for share, value in changes:
        changed[int(share * len(packed))] = value
    folder = tmp_path_factory.mktemp("unpacked")
    try:
        unpack(io.BytesIO(bytes(changed)), folder)
    except Refused:
        return
    for name in names_in(folder):
        assert (folder / name).read_bytes() == CONTENTS[name]
    assert "app.db" in names_in(folder)


def names_in(folder: Path) -> list[str]:
    paths = (path for path in folder.rglob("*") if path.is_file())
    return [path.relative_to(folder).as_posix() for path in paths]


@pytest.mark.parametrize(
    "name",
    ["", ".", "..", "/", "/a", "a/", "a//b", "./a", "a/../b", "../a", "a\0b", ".restore/x", "X.DB"],
)
def test_names_that_are_not_taken(name: str) -> None:
    assert not may_be_stored(name)


@pytest.mark.parametrize("name", ["a", "a/b", "...", "a..b", "db", "photos/a.db", " ", "עדות"])
def test_names_that_are(name: str) -> None:
    assert may_be_stored(name)
