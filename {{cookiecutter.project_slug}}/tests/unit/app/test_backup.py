"""A backup holds everything, and restoring it brings everything back."""

import hashlib
import io
import json
import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from app import settings
from app.backup import archive
from tests.unit.app.pages import Page
from tests.unit.app.samples import record

FILES = {
    "photo.jpg": b"\xff\xd8 photo",
    "photos/12:30 עדות 🦦.jpg": b"",
    "photos/back\\slash.jpg": b"x" * 600_000,
}


def save(client: TestClient) -> bytes:
    response = client.get("/backup/file")
    assert response.status_code == 200
    return response.content


def upload(client: TestClient, backup: bytes, name: str = "backup.zip") -> Response:
    response: Response = client.post("/backup/file", files={"file": (name, backup)})
    return response


def answer(client: TestClient, question: Response, what: str = "restore") -> Response:
    [hidden] = Page(question.text).all("input")
    fields = {str(hidden["name"]): hidden["value"], "answer": what}
    response: Response = client.post("/backup/restore", data=fields)
    return response


def titles(client: TestClient) -> list[str]:
    return sorted(r["title"] for r in client.get("/api/records").json()["records"])


def put_files(folder: Path) -> None:
    for name, content in FILES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)


def test_the_menu_leads_to_the_page(client: TestClient) -> None:
    assert "/backup" in Page(client.get("/").text).links()


def test_the_page_says_what_is_stored(client: TestClient, tmp_path: Path) -> None:
    client.post("/api/records", json=record())
    (tmp_path / "photo.jpg").write_bytes(b"x" * 3_000_000)
    text = Page(client.get("/backup").text).text
    assert "Records1" in text
    assert "Other files1" in text
    assert re.search(r"Newest one entered20\d\d-", text)
    assert "3.0 MB" in text


def test_a_copy_has_a_name_and_a_manifest(client: TestClient, tmp_path: Path) -> None:
    client.post("/api/records", json=record())
    put_files(tmp_path)
    response = client.get("/backup/file")
    assert re.fullmatch(
        r'attachment; filename="field-survey-\d{4}-\d\d-\d\d-\d{4}\.zip"',
        response.headers["content-disposition"],
    )
    with zipfile.ZipFile(io.BytesIO(response.content)) as archived:
        assert archived.testzip() is None
        said = json.loads(archived.read("manifest.json"))
        assert archived.namelist()[-1] == "manifest.json"
    assert (said["format"], said["app"], said["revision"]) == (1, "field-survey", "0001")
    assert set(said["files"]) == {"app.db", *(f"files/{name}" for name in FILES)}
    assert said["files"]["files/photo.jpg"]["size"] == len(FILES["photo.jpg"])
    # One automatic copy was made after the record; nothing of the saving itself stays.
    assert len(list((tmp_path / "backups").iterdir())) == 1


def test_everything_comes_back_and_what_was_there_is_kept(
    client: TestClient, tmp_path: Path
) -> None:
    put_files(tmp_path)
    for title in ("Oak", "Elm"):
        client.post("/api/records", json=record(title=title))
    backup = save(client)
    for found in client.get("/api/records").json()["records"]:
        client.delete(f"/api/records/{found['id']}")
    client.post("/api/records", json=record(title="Later"))
    (tmp_path / "photo.jpg").write_bytes(b"changed")
    (tmp_path / "photos/back\\slash.jpg").unlink()
    (tmp_path / "later.jpg").write_bytes(b"later")

    question = upload(client, backup)
    assert question.url.path == "/backup/restore"
    assert "Records2" in Page(question.text).text
    assert "Records1" in Page(question.text).text
    assert titles(client) == ["Later"]

    done = answer(client, question)
    assert "Restored. What was here before is kept below." in done.text
    assert titles(client) == ["Elm", "Oak"]
    assert {name: (tmp_path / name).read_bytes() for name in FILES} == FILES
    assert (tmp_path / "later.jpg").read_bytes() == b"later"
    assert not (tmp_path / ".restore").exists()

    [kept] = (path for path in (tmp_path / "backups").glob("*.zip"))
    answer(client, client.post(f"/backup/copies/{kept.name}"))
    assert titles(client) == ["Later"]
    assert (tmp_path / "photo.jpg").read_bytes() == b"changed"


def test_the_answer_no_changes_nothing(client: TestClient, tmp_path: Path) -> None:
    backup = save(client)
    client.post("/api/records", json=record(title="Oak"))
    question = upload(client, backup)
    assert "Nothing was changed" in answer(client, question, "keep").text
    assert titles(client) == ["Oak"]
    assert not (tmp_path / ".restore").exists()
    assert not list((tmp_path / "backups").glob("*.zip"))
    assert client.get("/backup/restore").url.path == "/backup"


def test_an_answer_to_an_earlier_question_is_refused(client: TestClient) -> None:
    backup = save(client)
    client.post("/api/records", json=record(title="Oak"))
    earlier = upload(client, backup)
    upload(client, save(client))
    response = answer(client, earlier)
    assert response.status_code == 409
    assert "no longer waiting" in response.text
    assert titles(client) == ["Oak"]


def test_what_waited_at_the_last_end_is_gone(engine_in: None, tmp_path: Path) -> None:
    from app.main import app

    with TestClient(app) as client:
        question = upload(client, save(client))
    with TestClient(app) as client:
        assert not (tmp_path / ".restore").exists()
        assert "no longer waiting" in answer(client, question).text


def test_a_bare_database_is_taken_too(client: TestClient) -> None:
    client.post("/api/records", json=record(title="Oak"))
    with zipfile.ZipFile(io.BytesIO(save(client))) as archived:
        database = archived.read("app.db")
    client.post("/api/records", json=record(title="Elm"))
    answer(client, upload(client, database, "app.db"))
    assert titles(client) == ["Oak"]


def test_a_raw_copy_is_taken_with_what_sqlite_left_beside_it(
    client: TestClient, tmp_path: Path
) -> None:
    """As the page without Python makes it: no revision, its own name of the app."""
    client.post("/api/records", json=record(title="only in the log"))
    raw = {name: (tmp_path / name).read_bytes() for name in ("app.db", "app.db-wal")}
    assert b"only in the log" in raw["app.db-wal"]
    assert b"only in the log" not in raw["app.db"]
    raw["files/photo.jpg"] = b"\xff\xd8 photo"
    raw["files/backups/app-20260101T000000Z-automatic.db"] = b"kept on the device"
    files = {
        name: {"size": len(data), "sha256": hashlib.sha256(data).hexdigest(), "modified": 1}
        for name, data in raw.items()
    }
    made_at = datetime.now(UTC).isoformat()
    manifest = {"format": 1, "app": "Other", "made_at": made_at, "files": files, "folders": []}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as copy:
        for name, data in {**raw, "manifest.json": json.dumps(manifest).encode()}.items():
            copy.writestr(name, data)
    client.post("/api/records", json=record(title="later"))
    assert answer(client, upload(client, out.getvalue())).status_code == 200
    assert titles(client) == ["only in the log"]
    assert (tmp_path / "photo.jpg").read_bytes() == raw["files/photo.jpg"]


def test_without_a_file_nothing_happens(client: TestClient) -> None:
    for response in (client.post("/backup/file"), upload(client, b"", "")):
        assert response.status_code == 422


def test_a_file_that_cannot_be_read_is_left_out_and_named(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_files(tmp_path)
    client.post("/api/records", json=record(title="Oak"))
    open_file: Any = Path.open

    def broken(path: Path, *arguments: str) -> Any:
        if path.name != "back\\slash.jpg":
            return open_file(path, *arguments)
        return _BreaksOff(FILES["photos/back\\slash.jpg"])

    monkeypatch.setattr(archive, "PIECE", 100_000)
    with monkeypatch.context() as reading:
        reading.setattr(Path, "open", broken)
        backup = save(client)
    for name in FILES:
        (tmp_path / name).unlink()
    question = upload(client, backup)
    assert "1 of the other files could not be read" in Page(question.text).text
    answer(client, question)
    assert titles(client) == ["Oak"]
    assert [name for name in FILES if (tmp_path / name).exists()] == list(FILES)[:2]


class _BreaksOff(io.BytesIO):
    def read(self, size: int | None = -1) -> bytes:
        if self.tell() >= 200_000:
            raise OSError("Input/output error")
        return super().read(size)


def test_a_full_disk_is_no_reason_not_to_give_the_records_out(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.post("/api/records", json=record(title="Oak"))
    with monkeypatch.context() as disk:
        disk.setattr("app.backup.stored.keep_partial", no_room)
        backup = save(client)
    client.post("/api/records", json=record(title="Elm"))
    answer(client, upload(client, backup))
    assert titles(client) == ["Oak"]


def no_room(*_: object) -> None:
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize(
    ("where", "status", "words"),
    [
        ("app.backup.archive.flush", 422, "could not be unpacked here"),
        ("app.backup.stored.keep_everything", 409, "no room to keep a copy"),
        ("app.backup.restore._replace", 409, "could not be restored"),
    ],
)
def test_without_room_nothing_is_changed(
    client: TestClient,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    where: str,
    status: int,
    words: str,
) -> None:
    backup = save(client)
    client.post("/api/records", json=record(title="Oak"))
    with monkeypatch.context() as disk:
        disk.setattr(where, no_room)
        response = upload(client, backup)
        if response.status_code == 200:
            response = answer(client, response)
    assert response.status_code == status
    assert words in response.text
    assert "Nothing" in response.text
    assert titles(client) == ["Oak"]
    assert not list((tmp_path / "backups").glob("*.partial*"))


def test_pages_are_whole_without_scripts(client: TestClient) -> None:
    client.post("/api/records", json=record())
    upload(client, save(client))
    copy = next((settings.DATA_DIR / "backups").iterdir()).name
    for address in ("/backup", "/backup/restore", f"/backup/copies/{copy}/delete"):
        page = Page(client.get(address).text)
        assert [a["method"] for a in page.all("form")] == ["post"] * len(page.all("form")) != []
        assert all("src" in script for script in page.all("script"))
        assert not [name for _, a in page.elements for name in a if name in ("style", "onclick")]
        labels = {a["for"] for a in page.all("label")}
        assert labels == {a["id"] for a in page.all("input") if a.get("type") != "hidden"}
