"""What SQLite needs of a file system, checked with a database that is not there yet: on a native
disk, and in the data folder of the browser. Each check takes the database's path."""

import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

JOURNAL_MODES = ("wal", "delete", "truncate", "persist")


@contextlib.contextmanager
def connect(path: Path, journal_mode: str = "wal") -> Iterator[sqlite3.Connection]:
    """Open a database as the samples do; another connection's lock is not waited for."""
    connection = sqlite3.connect(path, isolation_level=None, timeout=0)
    try:
        connection.execute("pragma synchronous = full")
        (mode,) = connection.execute(f"pragma journal_mode = {journal_mode}").fetchone()
        assert mode == journal_mode
        yield connection
    finally:
        connection.close()


def values(connection: sqlite3.Connection, table: str = "t") -> list[int]:
    return [value for (value,) in connection.execute(f"select x from {table} order by x")]


def whole(connection: sqlite3.Connection) -> bool:
    return connection.execute("pragma integrity_check").fetchall() == [("ok",)]


def remove(path: Path) -> None:
    """Remove a closed database and what SQLite keeps beside it."""
    for ending in ("", "-journal", "-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)


def check_journal_modes(path: Path) -> None:
    for number, mode in enumerate(JOURNAL_MODES):
        with connect(path, mode) as connection:
            connection.execute("create table if not exists t (x)")
            connection.execute("insert into t values (?)", (number,))
            with connect(path, mode) as other:
                assert values(other) == list(range(number + 1))
                assert whole(other)


def check_rollback_of_more_than_the_cache(path: Path) -> None:
    for mode in JOURNAL_MODES:
        remove(path)
        with connect(path, mode) as connection:
            connection.execute("pragma cache_size = 10")
            connection.execute("create table t (x, filler)")
            connection.execute("insert into t values (1, randomblob(100000))")
            connection.execute("begin")
            for number in range(200):
                connection.execute("insert into t values (?, randomblob(3000))", (number,))
            connection.execute("delete from t where x = 1")
            connection.execute("rollback")
            assert values(connection) == [1]
            assert whole(connection)


def check_a_reader_keeps_its_snapshot(path: Path) -> None:
    with connect(path) as writer, connect(path) as reader:
        writer.execute("create table t (x)")
        writer.execute("insert into t values (1)")
        reader.execute("begin")
        assert values(reader) == [1]
        for number in range(2, 1000):
            writer.execute("insert into t values (?)", (number,))
        assert values(reader) == [1]
        reader.execute("commit")
        assert len(values(reader)) == 999


def check_two_writers(path: Path) -> None:
    with connect(path) as one, connect(path) as other:
        one.execute("create table t (x)")
        one.execute("begin immediate")
        one.execute("insert into t values (1)")
        try:
            other.execute("insert into t values (2)")
        except sqlite3.OperationalError as error:
            assert error.sqlite_errorcode == sqlite3.SQLITE_BUSY
        else:
            raise AssertionError("two writers at once")
        one.execute("commit")
        other.execute("insert into t values (2)")
        assert values(one) == [1, 2]


def check_checkpoint(path: Path) -> None:
    log = path.with_name(path.name + "-wal")
    with connect(path) as connection:
        connection.execute("create table t (x)")
        connection.executemany("insert into t values (?)", [(number,) for number in range(500)])
        assert log.stat().st_size > 0
        (busy, *_) = connection.execute("pragma wal_checkpoint(truncate)").fetchone()
        assert (busy, log.stat().st_size) == (0, 0)
        assert len(values(connection)) == 500
    assert not log.exists()


def check_vacuum(path: Path) -> None:
    copy = path.with_name("copy.db")
    with connect(path) as connection:
        connection.execute("create table t (x, filler)")
        rows = ((number, b"x" * 1000) for number in range(1000))
        connection.executemany("insert into t values (?, ?)", rows)
        connection.execute("delete from t where x >= 10")
        connection.execute("vacuum into ?", (str(copy),))
        connection.execute("vacuum")
        connection.execute("pragma wal_checkpoint(truncate)")
        assert path.stat().st_size < 100_000
        assert whole(connection)
    with connect(copy, "delete") as other:
        assert values(other) == list(range(10))
    remove(copy)


def check_backup(path: Path) -> None:
    copy = path.with_name("copy.db")
    with connect(path) as connection, connect(copy, "delete") as other:
        connection.execute("create table t (x)")
        connection.executemany("insert into t values (?)", [(number,) for number in range(2000)])
        connection.backup(other, pages=3)
        connection.execute("delete from t")
        other.backup(connection)
        assert values(connection) == values(other) == list(range(2000))
    remove(copy)


def check_attached_databases(path: Path) -> None:
    second = path.with_name("second.db")
    for mode in JOURNAL_MODES:
        remove(path)
        with connect(second, mode) as other, connect(path, mode) as connection:
            other.execute("create table u (x)")
            connection.execute("attach ? as second", (str(second),))
            connection.execute("create table t (x)")
            connection.execute("begin")
            connection.execute("insert into t values (1)")
            connection.execute("insert into second.u values (2)")
            connection.execute("commit")
            assert (values(connection), values(other, "u")) == ([1], [2])
        remove(second)


def check_large_values(path: Path) -> None:
    with connect(path) as connection:
        connection.execute("create table t (x, photo)")
        connection.execute("insert into t values (1, randomblob(5000000))")
        (photo,) = connection.execute("select photo from t").fetchone()
        connection.execute("insert into t values (2, ?)", (photo,))
        assert connection.execute("select count(distinct photo) from t").fetchone() == (1,)


def check_memory_mapping(path: Path) -> None:
    with connect(path) as connection, connect(path) as other:
        for each in (connection, other):
            each.execute("pragma mmap_size = 100000000")
        connection.execute("create table t (x)")
        for number in range(50):
            (connection, other)[number % 2].execute("insert into t values (?)", (number,))
            connection.execute("pragma wal_checkpoint")
            assert values(other) == values(connection) == list(range(number + 1))


def check_a_backup_put_in_place(path: Path) -> None:
    backup = path.with_name("backup.db")
    with connect(path, "delete") as connection:
        connection.execute("create table t (x)")
        connection.execute("insert into t values (1)")
        connection.execute("vacuum into ?", (str(backup),))
        connection.execute("insert into t values (2)")
    backup.replace(path)
    assert not backup.exists()
    with connect(path, "delete") as connection:
        assert values(connection) == [1]
    path.rename(backup)
    assert not path.exists()
    with connect(path, "delete") as connection, connect(backup, "delete") as old:
        connection.execute("create table t (x)")
        assert (values(connection), values(old)) == ([], [1])
    remove(backup)


def check_a_removed_database(path: Path) -> None:
    with connect(path) as connection:
        connection.execute("create table t (x)")
    remove(path)
    assert not path.exists()
    with connect(path) as connection:
        connection.execute("create table t (x)")
        assert values(connection) == []


CHECKS: dict[str, Callable[[Path], None]] = {
    name.removeprefix("check_"): check
    for name, check in list(globals().items())
    if name.startswith("check_")
}


def fill(path: Path, megabytes: int) -> None:
    """Make a database of about that size, and check it from its first page to its last."""
    with connect(path) as connection:
        connection.execute("create table t (x integer primary key, photo)")
        for number in range(megabytes):
            connection.execute("insert into t values (?, randomblob(1048576))", (number,))
        connection.execute("pragma wal_checkpoint(truncate)")
    assert path.stat().st_size >= megabytes * 1_048_576
    with connect(path) as connection:
        assert whole(connection)
        assert values(connection) == list(range(megabytes))
        connection.execute("delete from t where x % 2")
        connection.execute("vacuum into ?", (str(path.with_name("half.db")),))
    remove(path.with_name("half.db"))
