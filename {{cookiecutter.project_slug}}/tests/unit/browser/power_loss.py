"""What is done to the data folder until the power fails, and what must be there afterwards.

Runs in Pyodide (power_loss.mjs). `note` writes into the disk's log, between the operations:
("begin", alternatives) before something that may be interrupted, ("done", what is there now)
after it. Everything is described by strings: a file by a digest of its content.
"""

import contextlib
import json
import random
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

from .file_checks import digest

Note = Callable[[str, str], None]
Content = dict[str, str]
"""Digests by path; FOLDER for a folder."""

FOLDER = "folder"
ROWS = 120


def filler(number: int) -> bytes:
    return random.Random(number).randbytes(1500)


def shipped_database() -> bytes:
    """Return a database that is there before the first row."""
    with contextlib.closing(sqlite3.connect(":memory:")) as database:
        database.execute("create table seeds (filler)")
        database.executemany("insert into seeds values (?)", [(filler(n),) for n in range(50)])
        database.commit()
        return database.serialize()


def write_rows(path: Path, journal_mode: str, synchronous: str, note: Note) -> None:
    """Commit rows one by one; each commit that returned is acknowledged."""
    database = sqlite3.connect(path, isolation_level=None)
    database.execute(f"pragma journal_mode = {journal_mode}")
    database.execute(f"pragma synchronous = {synchronous}")
    database.execute("pragma wal_autocheckpoint = 30")
    database.execute("create table rows (number integer primary key, filler)")
    note("done", "0")
    for number in range(1, ROWS + 1):
        database.execute("insert into rows values (?, ?)", (number, filler(number)))
        note("done", str(number))
    database.close()


def check_rows(path: Path, acknowledged: int) -> str:
    """Return "", "lost" or "corrupt"."""
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as database:
        try:
            if database.execute("pragma integrity_check").fetchall() != [("ok",)]:
                return "corrupt"
            found = database.execute("select number, filler from rows order by number").fetchall()
            database.execute("insert into rows values (?, ?)", (ROWS + 1, b""))
        except sqlite3.Error as error:
            return "lost" if "no such table" in str(error) else "corrupt"
    if any(content != filler(number) for number, content in found):
        return "corrupt"
    numbers = [number for number, _ in found]
    return "" if numbers[:acknowledged] == list(range(1, acknowledged + 1)) else "lost"


def contents(folder: Path) -> Content:
    """Return what is in the folder."""
    return {
        path.relative_to(folder).as_posix(): FOLDER if path.is_dir() else digest(path.read_bytes())
        for path in folder.rglob("*")
    }


class Files:
    """Random changes of files, each durable when it returns, as the data folder promises."""

    def __init__(self, folder: Path, seed: int, note: Note) -> None:
        self.folder = folder
        self.chance = random.Random(seed)
        self.note = note
        self.made = 0
        self.database = False
        (folder / "kept").mkdir()
        note("done", json.dumps(contents(folder)))

    def run(self, steps: int) -> None:
        changes = [
            *(self.create, self.create, self.overwrite, self.replace, self.append, self.remove),
            *(self.move, self.shorten, self.write_sector, self.rename_folder, self.swap_database),
        ]
        for _ in range(steps):
            self.chance.choice(changes)()
            self.note("done", json.dumps(contents(self.folder)))

    def piece(self) -> bytes:
        return self.chance.randbytes(self.chance.choice([0, 10, 700, 4096, 9000, 40_000]))

    def new(self) -> Path:
        self.made += 1
        folder = next(path for path in self.folder.iterdir() if path.is_dir())
        return self.chance.choice([self.folder, folder]) / f"{self.made}.jpg"

    def any(self) -> Path:
        found = sorted(path for path in self.folder.rglob("*.jpg"))
        if found:
            return self.chance.choice(found)
        self.create()
        return self.any()

    def begin(self, *alternatives: dict[Path, bytes | None]) -> None:
        """Say what may be there if this is interrupted, each instead of what is there now."""
        before = contents(self.folder)
        possible = [before]
        for alternative in alternatives:
            after = dict(before)
            for path, content in alternative.items():
                name = path.relative_to(self.folder).as_posix()
                if content is None:
                    after.pop(name, None)
                else:
                    after[name] = digest(content)
            possible.append(after)
        self.note("begin", json.dumps(possible))

    def create(self) -> None:
        path, content = self.new(), self.piece()
        self.begin({path: b""}, {path: content})
        path.write_bytes(content)

    def overwrite(self) -> None:
        path, content = self.any(), self.piece()
        self.begin({path: b""}, {path: content})
        path.write_bytes(content)

    def replace(self) -> None:
        path, content = self.any(), self.piece()
        part = path.with_suffix(".part")
        self.begin({part: b""}, {part: content}, {path: content})
        part.write_bytes(content)
        part.replace(path)

    def append(self) -> None:
        path, content = self.any(), self.piece()
        self.begin({path: path.read_bytes() + content})
        with path.open("ab") as file:
            file.write(content)

    def remove(self) -> None:
        path = self.any()
        self.begin({path: None})
        path.unlink()

    def move(self) -> None:
        path, target = self.any(), self.new()
        self.begin({path: None, target: path.read_bytes()})
        path.rename(target)

    def shorten(self) -> None:
        path = self.any()
        content = path.read_bytes()
        size = self.chance.randint(0, len(content))
        self.begin({path: content[:size]})
        with path.open("r+b") as file:
            file.truncate(size)

    def write_sector(self) -> None:
        path = self.any()
        content = path.read_bytes()
        if len(content) < 512:
            return
        at = self.chance.randrange(len(content) // 512) * 512
        piece = self.chance.randbytes(512)
        self.begin({path: content[:at] + piece + content[at + 512 :]})
        with path.open("r+b", buffering=0) as file:
            file.seek(at)
            file.write(piece)

    def rename_folder(self) -> None:
        folder = next(path for path in self.folder.iterdir() if path.is_dir())
        self.made += 1
        target = self.folder / f"folder {self.made}"
        before = contents(self.folder)
        after = {
            target.name + name.removeprefix(folder.name)
            if name.startswith(folder.name)
            else name: c
            for name, c in before.items()
        }
        self.note("begin", json.dumps([before, after]))
        folder.rename(target)

    def swap_database(self) -> None:
        database = self.folder / "app.db"
        if database.exists():
            target = self.new()
            self.begin({database: None, target: database.read_bytes()})
            database.rename(target)
        else:
            path = self.any()
            if content := path.read_bytes():
                self.begin({path: None, database: content})
                path.replace(database)


def change_files(folder: Path, seed: int, steps: int, note: Note) -> None:
    Files(folder, seed, note).run(steps)


def check_files(folder: Path, possible: str) -> str:
    """Return "", or what else is there; `possible` is JSON of the contents that may be."""
    found = contents(folder)
    expected: list[Content] = json.loads(possible)
    if found in expected:
        shutil.rmtree(next(path for path in folder.iterdir() if path.is_dir()))
        (folder / "after").write_bytes(b"x" * 10_000)
        return "" if (folder / "after").read_bytes() == b"x" * 10_000 else "unusable"
    nearest = min(expected, key=lambda content: len(content.items() ^ found.items()))
    return f"not in {len(expected)}; nearest: {sorted(nearest.items() ^ found.items())}"
