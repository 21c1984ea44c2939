"""The compiled parts of packages (.so, WebAssembly side modules): what each needs, in which order
they are loaded.

The "dylink.0" section of such a file names the libraries that it needs, and where to look for them
(https://github.com/WebAssembly/tool-conventions/blob/main/DynamicLinking.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from posixpath import normpath

from .errors import BuildError

SUFFIX = ".so"
HEADER = 8
"""Bytes before the first section, which "dylink.0" is: magic number and version."""
NAME = "dylink.0"
NEEDED, RUNTIME_PATH = 2, 5
"""Its subsections that count here."""


@dataclass(frozen=True, slots=True)
class Library:
    """A library as `browser/worker/libraries.js` loads it."""

    path: str
    """Below site-packages."""
    needs: dict[str, str]
    """Paths of the libraries that it needs, also through others, by the names it has for them."""

    def as_json(self) -> dict[str, object]:
        return {"path": self.path, "needs": self.needs}


def in_loading_order(folder: Path, paths: Sequence[str]) -> list[Library]:
    """Return the libraries `folder/<path>.wasm`, each behind those that it needs.

    Raises BuildError if one needs a library that is not among them.
    """
    found: dict[str, Library] = {}

    def add(path: str) -> Library:
        if path not in found:
            needed, places = needed_of((folder / f"{path}.wasm").read_bytes())
            needs: dict[str, str] = {}
            for name in needed:
                library = add(_path_of(name, path, places, paths))
                needs |= {**library.needs, name: library.path}
            found[path] = Library(path, needs)
        return found[path]

    for path in paths:
        add(path)
    return list(found.values())


def _path_of(name: str, path: str, places: Sequence[str], paths: Sequence[str]) -> str:
    """Return which of `paths` a library means by a name, as a dynamic linker would look for it."""
    origin = PurePosixPath(path).parent.as_posix()
    near = [normpath(f"{place.replace('$ORIGIN', origin)}/{name}") for place in places]
    anywhere = [other for other in paths if PurePosixPath(other).name == name]
    for candidate in (*near, *anywhere):
        if candidate in paths:
            return candidate
    raise BuildError(
        f"the compiled module {path} needs the library {name}, which no package in browser.lock "
        "brings: this build of the package cannot run. Use another version of it."
    )


def needed_of(data: bytes) -> tuple[list[str], list[str]]:
    """Return the names of the libraries that a library needs, and the places to look for them."""
    reader = _Reader(data, HEADER)
    strings: dict[int, list[str]] = {NEEDED: [], RUNTIME_PATH: []}
    if reader.number() != 0:  # a custom section
        return [], []
    size = reader.number()
    end = reader.place + size
    if reader.text() != NAME:
        return [], []
    while reader.place < end:
        kind, size = reader.number(), reader.number()
        following = reader.place + size
        if kind in strings:
            strings[kind] = [reader.text() for _ in range(reader.number())]
        reader.place = following
    return strings[NEEDED], strings[RUNTIME_PATH]


class _Reader:
    """Reads WebAssembly's numbers (LEB128) and names."""

    def __init__(self, data: bytes, place: int) -> None:
        self.data = data
        self.place = place

    def number(self) -> int:
        value = shift = 0
        while True:
            byte = self.data[self.place]
            self.place += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    def text(self) -> str:
        size = self.number()
        self.place += size
        return self.data[self.place - size : self.place].decode()
