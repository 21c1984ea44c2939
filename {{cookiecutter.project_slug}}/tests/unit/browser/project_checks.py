"""What the project's folder of the browser is: what the site brings, and over it what the
application has written there, which stays. Runs in Pyodide, on a disk that a test controls."""

import errno
import mmap
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Protocol

from .file_checks import refused, tree
from .sqlite_checks import connect, values, whole

SITE = {
    "app/main.py": "the code",
    "app/static/logo.svg": "<svg/>",
    "app/settings.json": "{}",
    "app/old.txt": "old",
    "notes.txt": "notes",
}


class Disk(Protocol):
    """The controls of the disk and of the site (run_checks.mjs)."""

    def leave(self, room: int) -> None:
        """Have room for so many bytes more."""

    def restart(self, *changes: str) -> None:
        """Start anew, on a disk that is in order; of `changes`, path and content in turn, is what
        another version of the site brings."""


def check_what_is_new_stays(project: Path, disk: Disk) -> None:
    before = tree(project)
    (project / "instance").mkdir()
    (project / "instance" / "config.py").write_text("KEY = 1")
    (project / "app" / "static" / "photo.jpg").write_bytes(b"photo" * 10_000)
    (project / "top.txt").write_text("top")
    after = tree(project)
    assert len(after) == len(before) + 4
    disk.restart()
    assert tree(project) == after
    (project / "instance" / "config.py").unlink()
    (project / "instance").rmdir()
    (project / "app" / "static" / "photo.jpg").unlink()
    (project / "top.txt").unlink()
    disk.restart()
    assert tree(project) == before


def check_what_the_site_brings_can_be_changed(project: Path, disk: Disk) -> None:
    before = tree(project)
    with (project / "app" / "settings.json").open("r+") as file:
        file.write("[")
    with (project / "notes.txt").open("a") as file:
        file.write(" and more")
    os.truncate(project / "app" / "static" / "logo.svg", 3)
    after = {
        **before,
        "app/settings.json": b"[}",
        "notes.txt": b"notes and more",
        "app/static/logo.svg": b"<sv",
    }
    assert tree(project) == after
    disk.restart()
    assert tree(project) == after
    with tempfile.NamedTemporaryFile("w", dir=project, delete=False) as part:
        part.write("whole")
    Path(part.name).replace(project / "notes.txt")
    disk.restart()
    assert tree(project) == {**after, "notes.txt": b"whole"}


def check_what_the_site_brings_can_be_removed(project: Path, disk: Disk) -> None:
    (project / "app" / "old.txt").unlink()
    (project / "notes.txt").rename(project / "app" / "moved.txt")
    (project / "app" / "settings.json").write_text("changed")
    (project / "app" / "settings.json").unlink()
    after = tree(project)
    assert sorted(after) == sorted(
        ["app", "app/main.py", "app/moved.txt", "app/static", "app/static/logo.svg"]
    )
    disk.restart()
    assert tree(project) == after
    (project / "notes.txt").write_text("again")
    disk.restart()
    (project / "notes.txt").unlink()
    disk.restart()
    assert tree(project) == after


def check_another_version_of_the_site(project: Path, disk: Disk) -> None:
    (project / "app" / "settings.json").write_text("the device's")
    (project / "app" / "old.txt").unlink()
    (project / "new").write_text("the device's")
    disk.restart(
        *("app/settings.json", "version 2", "app/old.txt", "version 2", "app/main.py", "version 2"),
        *("new", "version 2", "notes.txt", "version 2", "app/added.txt", "version 2"),
    )
    assert (project / "app" / "settings.json").read_text() == "the device's"
    assert not (project / "app" / "old.txt").exists()
    assert (project / "app" / "main.py").read_text() == "version 2"
    assert (project / "new").read_text() == "the device's"
    assert (project / "notes.txt").read_text() == "version 2"
    assert (project / "app" / "added.txt").read_text() == "version 2"
    (project / "new").unlink()
    disk.restart()
    assert not (project / "new").exists()


def check_databases(project: Path, disk: Disk) -> None:
    (project / "instance").mkdir()
    paths = [project / name for name in ("database.db", "app/blog.db", "instance/x.sqlite")]
    for mode in ("wal", "delete"):
        for number, path in enumerate(paths):
            with connect(path, mode) as connection:
                connection.execute("create table if not exists t (x)")
                connection.execute("insert into t values (?)", (number,))
                with connect(path, mode) as other:
                    assert values(other) == values(connection)
        disk.restart()
    for number, path in enumerate(paths):
        with connect(path) as connection:
            assert whole(connection)
            assert values(connection) == [number, number]


def check_a_database_that_the_site_brings(project: Path, disk: Disk) -> None:
    path = project / "app" / "db.sqlite3"
    with closing(sqlite3.connect(":memory:")) as made:
        made.execute("create table t (x)")
        made.execute("insert into t values (1)")
        made.commit()
        first = made.serialize().decode("latin-1")
        made.execute("insert into t values (99)")
        made.commit()
        second = made.serialize().decode("latin-1")
    disk.restart("app/db.sqlite3", first)
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        assert values(connection) == [1]
    disk.restart("app/db.sqlite3", second)
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        assert values(connection) == [1, 99]  # nobody has written to it yet
    disk.restart("app/db.sqlite3", first)
    with connect(path) as connection:
        connection.execute("insert into t values (2)")
    disk.restart("app/db.sqlite3", second)
    with connect(path) as connection:
        assert values(connection) == [1, 2]
        assert whole(connection)


def check_folders_of_the_site(project: Path, disk: Disk) -> None:
    for file in ("old.txt", "settings.json", "main.py", "static/logo.svg"):
        (project / "app" / file).unlink()
    with refused(errno.EPERM):
        (project / "app" / "static").rmdir()
    with refused(errno.EPERM):
        (project / "app" / "static").rename(project / "moved")
    (project / "empty").mkdir()
    with refused(errno.EPERM):
        (project / "empty").rename(project / "app" / "static")
    shutil.copytree(project / "app", project / "copy")
    shutil.rmtree(project / "copy")
    disk.restart()
    assert sorted(tree(project)) == ["app", "app/static", "empty", "notes.txt"]


def check_a_folder_that_the_site_no_longer_brings(project: Path, disk: Disk) -> None:
    (project / "app" / "static" / "logo.svg").unlink()
    disk.restart("only.txt", "only")
    assert sorted(tree(project)) == ["app", "app/static", "only.txt"]
    (project / "app" / "static").rmdir()
    (project / "app").rmdir()
    disk.restart()
    assert sorted(tree(project)) == ["only.txt"]


def check_files_and_folders_in_each_other_s_place(project: Path, disk: Disk) -> None:
    (project / "notes.txt").unlink()
    (project / "notes.txt").mkdir()
    (project / "notes.txt" / "1").write_text("1")
    (project / "later").write_text("a file")
    disk.restart("notes.txt", "a file", "later/deep.txt", "deep")
    assert tree(project) == {"later": b"a file", "notes.txt": None, "notes.txt/1": b"1"}
    (project / "later").unlink()
    shutil.rmtree(project / "notes.txt")
    assert tree(project) == {}
    disk.restart("notes.txt", "a file", "later/deep.txt", "deep")
    assert tree(project) == {}


def check_a_full_disk(project: Path, disk: Disk) -> None:
    before = tree(project)
    (project / "big").write_bytes(b"x" * 200_000)
    disk.restart("app/data.bin", "y" * 100_000)
    before = tree(project)
    disk.leave(20_000)
    with refused(errno.ENOSPC):
        (project / "app" / "data.bin").open("r+b")
    assert tree(project) == before
    disk.restart()
    assert tree(project) == before
    with (project / "app" / "data.bin").open("r+b") as file:
        file.write(b"z")
    assert (project / "app" / "data.bin").read_bytes() == b"z" + b"y" * 99_999


def check_readers(project: Path, disk: Disk) -> None:
    with (project / "notes.txt").open("rb") as file:
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
            assert mapped[:] == b"notes"
        (project / "notes.txt").unlink()
        assert file.read() == b"notes"
    with (project / "app" / "main.py").open("rb", buffering=0) as file:
        (project / "app" / "main.py").write_text("other")
        assert file.read() == b"other"


def check_what_is_kept_for_the_runtime(project: Path, disk: Disk) -> None:
    before = tree(project)
    with refused(errno.EROFS):
        (project / "__pycache__").mkdir()
    with refused(errno.EPERM):
        (project / ".wh.notes.txt").write_text("")
    (project / "x").write_text("x")
    with refused(errno.EPERM):
        (project / "x").rename(project / ".wh.notes.txt")
    (project / "x").unlink()
    assert tree(project) == before


def check_it_is_not_in_the_data_folder(project: Path, disk: Disk) -> None:
    data = Path("/data")
    (data / "own").write_text("own")
    (project / "x").write_text("x")
    disk.restart()
    assert tree(data) == {"own": b"own"}
    for action in (data / "outside-data-dir").mkdir, (data / "outside-data-dir").touch:
        with refused(errno.EPERM):
            action()
    with refused(errno.EPERM):
        (data / "own").rename(data / "outside-data-dir")
    with refused(errno.EXDEV):
        (data / "own").rename(project / "own")
    shutil.move(data / "own", project / "own")
    disk.restart()
    assert (project / "own").read_text() == "own"


CHECKS: dict[str, Callable[[Path, Disk], None]] = {
    name.removeprefix("check_"): check
    for name, check in list(globals().items())
    if name.startswith("check_")
}
