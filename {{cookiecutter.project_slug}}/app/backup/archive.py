"""The backup's one file: a ZIP of the database, the other files, and a manifest of their hashes.

`app.db` is the SQLite database, `files/...` are the other files of DATA_DIR, and `manifest.json` is
a Manifest, written last: without it the file is incomplete. Who copies raw files, as a page without
Python does, puts `app.db-wal` or `app.db-journal` beside the database and names no revision; such a
file can be read, too.
"""

import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Generator, Iterator, Mapping
from datetime import UTC, datetime
from io import RawIOBase
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from pydantic import AwareDatetime, BaseModel, Field

from .. import settings

FORMAT = 1
DATABASE = "app.db"
BESIDE = {f"{DATABASE}-wal", f"{DATABASE}-journal"}
"""What SQLite may have left beside a raw copy of the database, and needs with it."""
FILES = "files/"
MANIFEST = "manifest.json"
MANIFEST_LIMIT = 32 * 1024**2
PIECE = 256 * 1024

UNCHANGED = "Nothing on this device was changed. Choose another file."
DAMAGED = f"This file is no backup, or it is damaged or incomplete. {UNCHANGED}"
OTHER_APP = f"This file is a backup of another app. {UNCHANGED}"
NEWER = (
    "This backup was made by a newer version of this app. Nothing on this device was changed. "
    "Update the app first: open it with a network, close it everywhere, and open it again."
)
TOO_LARGE = f"This backup holds more than this app takes. {UNCHANGED}"

# All that zipfile, zlib and json raise for bytes that are not what they should be.
MALFORMED = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    KeyError,
    NotImplementedError,
    OverflowError,
    RuntimeError,
    ValueError,
)


class Refused(Exception):
    """What was asked for is not done, and nothing has changed. The message is for people."""


class Entry(BaseModel):
    """One file of the backup."""

    size: int = Field(ge=0)
    sha256: str


class Manifest(BaseModel):
    """What is in the backup, and what wrote it."""

    format: int = FORMAT
    app: str
    made_at: AwareDatetime
    revision: str = ""
    """The migration that the database is at, "" for a raw copy: it is read from there."""
    files: dict[str, Entry] = {}
    unreadable: list[str] = []
    """Files that could not be read, or not to their end, when the backup was made."""


def pack(database: BinaryIO, files: Mapping[str, Path], revision: str) -> Iterator[bytes]:
    """Yield the backup's bytes. A file that cannot be read is left out and the manifest says so."""
    manifest = Manifest(app=settings.NAME, made_at=datetime.now(UTC), revision=revision)
    out = _Output()
    with zipfile.ZipFile(out, "w") as archive:
        manifest.files[DATABASE] = yield from _pack_one(archive, out, DATABASE, database)
        for name, path in files.items():
            try:
                with path.open("rb") as file:
                    entry = yield from _pack_one(archive, out, FILES + name, file)
                manifest.files[FILES + name] = entry
            except (OSError, UnicodeEncodeError):
                manifest.unreadable.append(name.encode("utf-8", "replace").decode())
        archive.writestr(_info(MANIFEST), manifest.model_dump_json(indent=1))
    yield out.take()


def _pack_one(
    archive: zipfile.ZipFile, out: "_Output", name: str, file: BinaryIO
) -> Generator[bytes, None, Entry]:
    name.encode()  # ZIP has no names that are not Unicode
    digest, size = hashlib.sha256(), 0
    info = _info(name)
    info.file_size = file.seek(0, 2)  # from which zipfile knows whether it needs ZIP64
    file.seek(0)
    with archive.open(info, "w") as entry:
        while piece := file.read(PIECE):
            digest.update(piece)
            size += len(piece)
            entry.write(piece)
            yield out.take()
    return Entry(size=size, sha256=digest.hexdigest())


def _info(name: str) -> zipfile.ZipInfo:
    moment = datetime.now(UTC).timetuple()[:6]
    info = zipfile.ZipInfo(name, moment)
    # Photos are compressed already; a database shrinks to a third.
    stored = name.startswith(FILES)
    info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    return info


class _Output(RawIOBase):
    """What zipfile writes into: holds the bytes until they are taken."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self._pieces.append(bytes(piece))
        return len(self._pieces[-1])

    def take(self) -> bytes:
        taken = b"".join(self._pieces)
        self._pieces.clear()
        return taken


def unpack(file: BinaryIO, folder: Path) -> Manifest:
    """Unpack a backup into `folder` and return its manifest.

    Raises Refused for anything that is not exactly a whole backup of this application, and
    OSError when there is no room. What `folder` holds then is worth nothing.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = _manifest(archive)
            for name, entry in manifest.files.items():
                _unpack_one(archive, name, entry, folder)
    except MALFORMED as error:
        raise Refused(DAMAGED) from error
    return manifest


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    """Return the manifest, after checking all that can be checked before anything is written."""
    infos = {info.filename: info for info in archive.infolist()}
    with archive.open(MANIFEST) as file:
        text = file.read(MANIFEST_LIMIT + 1)
    if len(text) > MANIFEST_LIMIT:
        raise Refused(TOO_LARGE)
    said = json.loads(text)
    if isinstance(said, dict) and isinstance(said.get("format"), int) and said["format"] > FORMAT:
        raise Refused(NEWER)
    manifest = Manifest.model_validate(said)
    raw = not manifest.revision
    if not raw and manifest.app != settings.NAME:
        raise Refused(OTHER_APP)  # of a raw copy the database itself says it
    broken_off = {FILES + name for name in manifest.unreadable}
    if len(infos) != len(archive.infolist()) or DATABASE not in manifest.files:
        raise Refused(DAMAGED)
    if not set(manifest.files) <= set(infos) <= {MANIFEST, *manifest.files, *broken_off}:
        raise Refused(DAMAGED)
    if raw:  # it has the copies that are kept on the device, too
        for name in [*manifest.files]:
            if name.startswith(FILES) and is_own(name.split("/")[1]):
                del manifest.files[name]
    if sum(entry.size for entry in manifest.files.values()) > settings.RESTORE_LIMIT:
        raise Refused(TOO_LARGE)
    for name in set(manifest.files) - {DATABASE} - (BESIDE if raw else set()):
        if not name.startswith(FILES) or not may_be_stored(name.removeprefix(FILES)):
            raise Refused(DAMAGED)
    return manifest


def _unpack_one(archive: zipfile.ZipFile, name: str, entry: Entry, folder: Path) -> None:
    target = folder / name
    target.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with archive.open(name) as packed, target.open("wb") as file:
        while piece := packed.read(PIECE):
            digest.update(piece)
            size += len(piece)
            if size > entry.size:  # a ZIP of a few bytes can unpack to any size
                raise Refused(DAMAGED)
            file.write(piece)
        flush(file)
    if size != entry.size or digest.hexdigest() != entry.sha256:
        raise Refused(DAMAGED)


def flush(file: BinaryIO) -> None:
    """Return when what was written is on the disk."""
    file.flush()
    os.fsync(file.fileno())


def may_be_stored(name: str) -> bool:
    """Return whether `name` is a path below DATA_DIR that is neither a database nor a copy."""
    parts = PurePosixPath(name).parts
    # The same on every system: on Windows, C:x and a\\b are more than names.
    plain = "/".join(parts) == name and Path(name).parts == parts and not Path(name).is_absolute()
    if not parts or not plain or "\0" in name or ".." in parts:
        return False
    return not is_own(parts[0])


def is_own(name: str) -> bool:
    """Return whether a name directly below DATA_DIR is of a database, its copies, or a restore."""
    name = name.casefold()
    database = name.endswith((".db", ".db-wal", ".db-shm", ".db-journal"))
    return database or name in {"backups", ".restore"}
