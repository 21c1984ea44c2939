"""Random operations on files, with what each of them returned: the same sequence must give the
same on a native disk and in the data folder of the browser."""

import errno
import os
import random
from collections.abc import Callable
from pathlib import Path
from typing import IO

from .file_checks import digest, tree

NAMES = ("a", "b", "c", "d", "d/a", "d/b", "d/e", "d/e/a", "f")


class Operations:
    """A folder, a few open files, and a seed that decides."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self.chance = random.Random(seed)
        self.files: list[IO[bytes]] = []
        self.choices: list[Callable[[], object]] = [
            *(self.open, self.open, self.write, self.write, self.read, self.close, self.seek),
            *(self.truncate, self.rename, self.rename, self.unlink, self.mkdir, self.rmdir),
            *(self.state, self.sync, self.append, self.cut),
        ]

    def path(self) -> Path:
        return self.folder / self.chance.choice(NAMES)

    def file(self) -> IO[bytes]:
        if not self.files:
            self.files.append((self.folder / "f").open("a+b", buffering=0))
        return self.chance.choice(self.files)

    def content(self) -> bytes:
        return self.chance.randbytes(self.chance.choice([1, 500, 5000, 30_000]))

    def open(self) -> str:
        mode = self.chance.choice(["rb", "wb", "ab", "r+b", "w+b", "a+b", "xb"])
        self.files.append(self.path().open(mode, buffering=0))
        return mode

    def write(self) -> int:
        return self.file().write(self.content())

    def read(self) -> str:
        return digest(self.file().read(self.chance.choice([-1, 10, 10_000])))

    def seek(self) -> int:
        whence = self.chance.randrange(3)
        return self.file().seek(self.chance.randrange(-100, 40_000), whence)

    def truncate(self) -> int:
        return self.file().truncate(self.chance.randrange(50_000))

    def sync(self) -> None:
        os.fsync(self.file().fileno())

    def close(self) -> None:
        if self.files:
            self.files.pop(self.chance.randrange(len(self.files))).close()

    def append(self) -> int:
        with self.path().open("ab") as file:
            return file.write(self.content())

    def cut(self) -> None:
        os.truncate(self.path(), self.chance.randrange(20_000))

    def rename(self) -> str:
        try:
            self.path().rename(self.path())
        except OSError:
            return "refused"  # where several reasons are there, Emscripten names another one
        return "done"

    def unlink(self) -> None:
        self.path().unlink()

    def mkdir(self) -> None:
        self.path().mkdir()

    def rmdir(self) -> None:
        self.path().rmdir()

    def state(self) -> tuple[int, int]:
        status = os.fstat(self.file().fileno())
        return status.st_size, status.st_nlink

    def step(self) -> str:
        """Do one thing; return what it was and what came of it."""
        operation = self.chance.choice(self.choices)
        try:
            result = str(operation())
        except OSError as error:
            result = errno.errorcode.get(error.errno or 0, "not possible")
        return f"{getattr(operation, '__name__', '')}: {result}"

    def end(self) -> None:
        for file in self.files:
            file.close()


def run(folder: Path, seed: int, steps: int) -> list[str]:
    """Return what came of each step, and what was there at the end."""
    operations = Operations(folder, seed)
    results = [operations.step() for _ in range(steps)]
    operations.end()
    left = tree(folder).items()
    return [*results, *(f"{path}: {content and digest(content)}" for path, content in left)]
