"""What the data folder of the browser says when it cannot do what is asked, and what holds
afterwards. Runs in Pyodide, on a disk that a test controls."""

import errno
import os
import random
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from .file_checks import refused, tree
from .sqlite_checks import connect, values, whole


class Disk(Protocol):
    """The controls of the disk (run_checks.mjs)."""

    def leave(self, room: int) -> None:
        """Have room for so many bytes more."""

    def fail_flushes(self, file: str) -> None:
        """Let every flush of that OPFS file fail."""

    def restart(self) -> None:
        """Mount the data folder anew, on a disk that is in order."""


def check_a_full_disk(data: Path, disk: Disk) -> None:
    (data / "kept").write_bytes(b"kept" * 1000)
    disk.leave(20_000)
    with refused(errno.ENOSPC):
        (data / "photo").write_bytes(b"x" * 100_000)
    for number in range(200):  # names need no room
        (data / f"{number}").touch()
        (data / f"{number}").rename(data / "renamed")
        (data / "renamed").unlink()
    (data / "photo").unlink()
    (data / "small").write_bytes(b"x" * 4096)
    disk.restart()
    assert tree(data) == {"kept": b"kept" * 1000, "small": b"x" * 4096}


def check_a_database_on_a_full_disk(data: Path, disk: Disk) -> None:
    for name in ("app.db", "other.db"):
        with connect(data / name) as connection:
            connection.execute("create table t (x, filler)")
            connection.execute("insert into t values (1, '')")
            disk.leave(100_000)
            try:
                connection.execute("insert into t values (2, randomblob(1000000))")
            except sqlite3.OperationalError as error:
                assert error.sqlite_errorcode == sqlite3.SQLITE_FULL, error
            else:
                raise AssertionError("there was room")
            connection.execute("insert into t values (3, '')")
            assert values(connection) == [1, 3]
            assert whole(connection)
        disk.restart()
        with connect(data / name) as connection:
            assert values(connection) == [1, 3]


def check_a_disk_that_is_full_again_and_again(data: Path, disk: Disk) -> None:
    chance = random.Random(1)
    saved: dict[str, list[int]] = {"app.db": [], "other.db": [], "photos": []}
    (data / "photos").mkdir()
    refusals = 0
    for number in range(400):
        if number % 20 == 0:
            disk.leave(chance.randrange(150_000))
        if number == 200:
            disk.restart()
        for name, numbers in saved.items():
            content = random.Random(number).randbytes(chance.choice([10, 3000, 20_000]))
            try:
                if name == "photos":
                    (data / "photos" / f"{number}").write_bytes(content)
                else:
                    with connect(data / name, chance.choice(["wal", "delete"])) as connection:
                        connection.execute("create table if not exists t (x primary key, filler)")
                        connection.execute("insert into t values (?, ?)", (number, content))
            except OSError as error:
                assert error.errno == errno.ENOSPC, error
                refusals += 1
            except sqlite3.OperationalError as error:
                assert error.sqlite_errorcode == sqlite3.SQLITE_FULL, error
                refusals += 1
            else:
                numbers.append(number)
    assert refusals > 50, refusals
    disk.restart()
    for name in ("app.db", "other.db"):
        with connect(data / name) as connection:
            assert whole(connection)
            assert values(connection) == saved[name]
            for number, content in connection.execute("select x, filler from t"):
                assert random.Random(number).randbytes(len(content)) == content
    for number in saved["photos"]:
        content = (data / "photos" / f"{number}").read_bytes()
        assert random.Random(number).randbytes(len(content)) == content


def check_what_was_never_written_on_a_full_disk(data: Path, disk: Disk) -> None:
    (data / "old").write_bytes(b"secret" * 1000)
    (data / "kept").write_bytes(b"kept")
    (data / "old").unlink()
    with (data / "file").open("w+b", buffering=0) as file:
        file.truncate(500_000)  # takes no room yet
        disk.leave(10_000)
        for _ in range(2):
            file.seek(400_000)
            with refused(errno.ENOSPC):
                file.write(b"x" * 30_000)
        file.seek(0)
        assert file.read() == bytes(500_000)
    (data / "file").unlink()
    (data / "small").write_bytes(b"small" * 1000)
    disk.restart()
    assert tree(data) == {"kept": b"kept", "small": b"small" * 1000}


def check_a_copy_on_a_full_disk(data: Path, disk: Disk) -> None:
    with connect(data / "app.db") as connection:
        connection.execute("create table t (x)")
        connection.execute("insert into t values (1)")
        disk.leave(2000)
        with refused(errno.ENOSPC):
            shutil.copyfile(data / "app.db", data / "copy.db")
        with refused(errno.ENOSPC), (data / "long").open("wb") as file:
            file.truncate(1)
            file.seek(1_000_000)
            file.write(b"x")
    disk.restart()
    with connect(data / "app.db") as connection:
        assert values(connection) == [1]


def check_a_flush_that_fails(data: Path, disk: Disk) -> None:
    for name, file in (("app.db", "app.db-wal"), ("other.db", "files.data")):
        with connect(data / name) as connection:
            connection.execute("create table t (x)")
            connection.execute("insert into t values (1)")
            disk.fail_flushes(file)
            for number in (2, 3):  # a second try is not believed either
                try:
                    connection.execute("insert into t values (?)", (number,))
                except sqlite3.OperationalError as error:
                    assert error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_IOERR, error
                else:
                    raise AssertionError("a commit without a flush")
        disk.restart()
        with connect(data / name) as connection:
            assert values(connection)[0] == 1
            assert whole(connection)


def check_a_file_whose_flush_fails(data: Path, disk: Disk) -> None:
    file = (data / "photo").open("wb", buffering=0)
    file.write(b"x")
    disk.fail_flushes("files.data")
    with refused(errno.EIO):
        os.fsync(file.fileno())
    with refused(errno.EIO):
        file.close()
    disk.restart()
    (data / "photo").write_bytes(b"again")


def check_an_open_database_is_busy(data: Path, disk: Disk) -> None:
    (data / "new.db").write_bytes(b"")
    with connect(data / "app.db") as connection:
        connection.execute("create table t (x)")
        with refused(errno.EBUSY):
            (data / "app.db").unlink()
        with refused(errno.EBUSY):
            (data / "new.db").replace(data / "app.db")
        with refused(errno.EBUSY):
            (data / "app.db").rename(data / "old.db")
        assert values(connection) == []
    with refused(errno.EXDEV):
        (data / "app.db").rename(data / "pwa.db")
    assert list(tree(data)) == ["app.db", "new.db"]


def check_a_backup_that_does_not_fit(data: Path, disk: Disk) -> None:
    (data / "new.db").write_bytes(b"x" * 200_000)
    with connect(data / "app.db", "delete") as connection:
        connection.execute("create table t (x)")
    disk.leave(100_000)
    with refused(errno.ENOSPC):
        (data / "new.db").replace(data / "app.db")
    with refused(errno.ENOSPC):
        (data / "new.db").rename(data / "other.db").write_bytes(b"y" * 400_000)
    with connect(data / "app.db", "delete") as connection:
        assert values(connection) == []


def check_what_is_no_file(data: Path, disk: Disk) -> None:
    with refused(errno.EPERM):
        (data / "link").symlink_to("there")
    with refused(errno.EPERM):
        (data / "app.db").mkdir()


CHECKS: dict[str, Callable[[Path, Disk], None]] = {
    name.removeprefix("check_"): check
    for name, check in list(globals().items())
    if name.startswith("check_")
}
