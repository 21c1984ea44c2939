"""What Python does with files, checked in an empty folder: on a native disk, and in the data
folder of the browser. Each check takes the folder and raises AssertionError."""

import contextlib
import errno
import hashlib
import mmap
import os
import random
import shutil
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path


@contextlib.contextmanager
def refused(code: int) -> Iterator[None]:
    """Expect an OSError with that errno."""
    try:
        yield
    except OSError as error:
        assert error.errno == code, f"{error!r} instead of {errno.errorcode[code]}"
    else:
        raise AssertionError(f"no {errno.errorcode[code]}")


def tree(folder: Path) -> dict[str, bytes | None]:
    """Return the contents by path; None for a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
    }


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


def check_write_and_read(folder: Path) -> None:
    path = folder / "Fótó 1 (süß).jpg"
    before = time.time()
    assert path.write_bytes(b"x" * 5000) == 5000
    status = path.stat()
    assert (status.st_size, status.st_nlink) == (5000, 1)
    assert before - 2 <= status.st_mtime <= time.time() + 2
    assert path.read_bytes() == b"x" * 5000
    path.write_bytes(b"shorter")
    assert tree(folder) == {path.name: b"shorter"}


def check_append(folder: Path) -> None:
    path = folder / "log"
    with path.open("ab") as one, path.open("ab") as other:
        for number in range(100):
            stream = (one, other)[number % 2]
            stream.write(b"%03d\n" % number)
            stream.flush()
    assert path.read_bytes() == b"".join(b"%03d\n" % number for number in range(100))


def check_truncate(folder: Path) -> None:
    path = folder / "file"
    path.write_bytes(b"x" * 10_000)
    os.truncate(path, 4)
    assert path.read_bytes() == b"xxxx"
    os.truncate(path, 9_000)
    assert path.read_bytes() == b"xxxx" + bytes(8_996)
    with path.open("r+b") as file:
        file.truncate(2)
        file.seek(20_000)
        file.write(b"end")
    assert path.read_bytes() == b"xx" + bytes(19_998) + b"end"


def check_nothing_is_left_of_removed_files(folder: Path) -> None:
    (folder / "old").write_bytes(b"secret" * 10_000)
    (folder / "old").unlink()
    with (folder / "new").open("w+b") as file:
        file.seek(50_000)
        file.write(b"x")
        file.seek(0)
        assert file.read() == bytes(50_000) + b"x"
        file.truncate(100)
        file.truncate(60_000)
        file.seek(0)
        assert file.read() == bytes(60_000)


def check_seek_and_positions(folder: Path) -> None:
    descriptor = os.open(folder / "file", os.O_RDWR | os.O_CREAT)
    try:
        assert os.write(descriptor, b"0123456789") == 10
        assert os.lseek(descriptor, -3, os.SEEK_END) == 7
        assert os.lseek(descriptor, -2, os.SEEK_CUR) == 5
        assert os.read(descriptor, 2) == b"56"
        assert os.pread(descriptor, 4, 8) == b"89"
        assert os.pread(descriptor, 4, 100) == b""
        assert os.pwrite(descriptor, b"ab", 1) == 2
        assert os.lseek(descriptor, 0, os.SEEK_CUR) == 7
        assert os.writev(descriptor, [b"x", b"yz"]) == 3
        with refused(errno.EINVAL):
            os.lseek(descriptor, -1, os.SEEK_SET)
    finally:
        os.close(descriptor)
    assert (folder / "file").read_bytes() == b"0ab3456xyz"


def check_open_flags(folder: Path) -> None:
    path = folder / "file"
    with refused(errno.ENOENT):
        path.open("rb")
    with path.open("xb") as file:
        file.write(b"first")
    with refused(errno.EEXIST):
        path.open("xb")
    with path.open("rb") as file, refused(errno.EBADF):
        os.write(file.fileno(), b"x")
    with refused(errno.EISDIR):
        folder.open("wb")
    with refused(errno.ENOTDIR):
        (path / "below").open("rb")
    with path.open("wb"):
        assert path.stat().st_size == 0


def check_sync(folder: Path) -> None:
    with (folder / "file").open("wb") as file:
        file.write(b"kept")
        file.flush()
        os.fsync(file.fileno())
        os.fdatasync(file.fileno())
    descriptor = os.open(folder, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)


def check_folders(folder: Path) -> None:
    deep = folder / "a" / "b" / "c"
    deep.mkdir(parents=True)
    (deep / "file").write_bytes(b"x")
    with refused(errno.EEXIST):
        deep.mkdir()
    with refused(errno.ENOTEMPTY):
        deep.rmdir()
    with refused(errno.ENOTDIR):
        (deep / "file").rmdir()
    with refused(errno.ENOENT):
        (folder / "none" / "file").write_bytes(b"")
    assert [
        (Path(base).name, sorted(folders), files) for base, folders, files in os.walk(deep)
    ] == [("c", [], ["file"])]
    (deep / "file").unlink()
    deep.rmdir()
    assert tree(folder) == {"a": None, "a/b": None}


def check_many_files(folder: Path) -> None:
    for number in range(300):
        (folder / f"{number}.txt").write_text(str(number))
    for number in range(0, 300, 2):
        (folder / f"{number}.txt").unlink()
    for number in range(0, 300, 2):
        (folder / f"{number}.txt").write_text(str(number) * 1000)
    assert len(list(folder.iterdir())) == 300
    for number in range(300):
        expected = str(number) if number % 2 else str(number) * 1000
        assert (folder / f"{number}.txt").read_text() == expected


def check_rename(folder: Path) -> None:
    (folder / "one").write_bytes(b"1")
    (folder / "two").write_bytes(b"2")
    (folder / "one").replace(folder / "two")
    assert tree(folder) == {"two": b"1"}
    (folder / "sub").mkdir()
    (folder / "two").rename(folder / "sub" / "three")
    (folder / "sub").rename(folder / "moved")
    assert tree(folder) == {"moved": None, "moved/three": b"1"}
    (folder / "moved" / "three").write_bytes(b"3")
    (folder / "full").mkdir()
    (folder / "full" / "file").write_bytes(b"")
    with refused(errno.ENOTEMPTY):
        (folder / "moved").rename(folder / "full")
    with refused(errno.EINVAL):
        (folder / "moved").rename(folder / "moved" / "below")
    with refused(errno.EISDIR):
        (folder / "moved" / "three").rename(folder / "full")
    with refused(errno.ENOTDIR):
        (folder / "moved").rename(folder / "full" / "file")
    with refused(errno.ENOENT):
        (folder / "none").rename(folder / "other")
    (folder / "empty").mkdir()
    (folder / "moved").rename(folder / "empty")
    (folder / "empty").rename(folder / "empty")
    assert tree(folder) == {"empty": None, "empty/three": b"3", "full": None, "full/file": b""}


def check_an_open_file_outlives_its_name(folder: Path) -> None:
    path = folder / "file"
    path.write_bytes(b"old" * 5000)
    with path.open("r+b") as old:
        path.unlink()
        assert not path.exists()
        assert os.fstat(old.fileno()).st_nlink == 0
        path.write_bytes(b"new")
        old.seek(0, os.SEEK_END)
        old.write(b"more")
        old.flush()
        os.fsync(old.fileno())
        old.seek(0)
        assert old.read() == b"old" * 5000 + b"more"
    assert path.read_bytes() == b"new"


def check_a_reader_keeps_what_was_replaced(folder: Path) -> None:
    path = folder / "file"
    path.write_bytes(b"old" * 5000)
    with path.open("rb") as reader:
        (folder / "next").write_bytes(b"new")
        (folder / "next").replace(path)
        assert path.read_bytes() == b"new"
        (folder / "another").write_bytes(b"y" * 20_000)
        assert reader.read() == b"old" * 5000
    assert list(tree(folder)) == ["another", "file"]


def check_a_file_is_renamed_while_it_is_written(folder: Path) -> None:
    with (folder / "part").open("wb") as file:
        file.write(b"1")
        (folder / "part").rename(folder / "whole")
        file.write(b"2" * 10_000)
    assert tree(folder) == {"whole": b"1" + b"2" * 10_000}


def check_duplicated_descriptors(folder: Path) -> None:
    descriptor = os.open(folder / "file", os.O_RDWR | os.O_CREAT)
    other = os.dup(descriptor)
    os.write(descriptor, b"ab")
    os.close(descriptor)
    (folder / "file").unlink()
    os.write(other, b"cd")
    assert os.pread(other, 10, 0) == b"abcd"
    os.close(other)


def check_mode_and_times(folder: Path) -> None:
    path = folder / "file"
    path.write_bytes(b"x")
    path.chmod(0o640)
    os.utime(path, (1_000_000_000, 1_100_000_000))
    status = path.stat()
    assert (status.st_mode & 0o777, status.st_mtime) == (0o640, 1_100_000_000)
    shutil.copy2(path, folder / "copy")
    assert (folder / "copy").stat().st_mtime == 1_100_000_000


def check_a_folder_s_time_changes(folder: Path) -> None:
    def changed() -> bool:
        seen = folder.stat().st_mtime > 1_000_000_000
        os.utime(folder, (1_000_000_000, 1_000_000_000))
        return seen

    changed()
    (folder / "one").write_bytes(b"")
    assert changed()
    (folder / "one").rename(folder / "two")
    assert changed()
    (folder / "two").unlink()
    assert changed()
    (folder / "sub").mkdir()
    assert changed()
    (folder / "sub").rmdir()
    assert changed()
    assert not changed()


def check_private_mapping(folder: Path) -> None:
    path = folder / "file"
    path.write_bytes(b"0123456789" * 1000)
    with path.open("r+b") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY) as mapped:
        assert mapped[9990:] == b"0123456789"
        mapped[0] = 88
    assert path.read_bytes()[:3] == b"012"


def check_standard_library(folder: Path) -> None:
    with tempfile.NamedTemporaryFile(dir=folder) as file:
        file.write(b"gone")
    with zipfile.ZipFile(folder / "export.zip", "w") as archive:
        archive.writestr("a/photo.jpg", b"\xff" * 100_000)
    with zipfile.ZipFile(folder / "export.zip") as archive:
        archive.extractall(folder / "out")
    shutil.copytree(folder / "out", folder / "again")
    shutil.move(folder / "again" / "a" / "photo.jpg", folder / "photo.jpg")
    shutil.rmtree(folder / "out")
    (folder / "export.zip").unlink()
    assert tree(folder) == {"again": None, "again/a": None, "photo.jpg": b"\xff" * 100_000}


def check_random_writes(folder: Path) -> None:
    chance = random.Random(1)
    expected = bytearray()
    with (folder / "file").open("w+b", buffering=0) as file:
        for _ in range(400):
            at, size = chance.randrange(300_000), chance.randrange(20_000)
            if chance.random() < 0.1:
                file.truncate(at)
                expected = expected[:at] + bytes(max(0, at - len(expected)))
                continue
            file.seek(at)
            piece = chance.randbytes(size)
            file.write(piece)
            if size:
                expected += bytes(max(0, at - len(expected)))
                expected[at : at + size] = piece
        file.seek(0)
        assert file.read() == bytes(expected)
    assert (folder / "file").read_bytes() == bytes(expected)


CHECKS: dict[str, Callable[[Path], None]] = {
    name.removeprefix("check_"): check
    for name, check in list(globals().items())
    if name.startswith("check_")
}
