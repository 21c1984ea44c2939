"""The file of an installed npm package that an address of a content delivery network names.

They name it as `<host>/npm/<package>@<version>/<file>` or `<host>/<package>@<version>/<file>`.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

PACKAGE = re.compile(
    r"/(?P<npm>npm/)?(?P<name>(?:@[\w.~-]+/)?[\w.~-]+)(?:@(?P<version>[^/]+))?(?P<file>/.*)?"
)
MAIN = ("jsdelivr", "unpkg")
"""What in package.json names the file of an address that names none."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an address names."""

    package: str
    version: str
    """As it is written: "5", "^5.1", "latest" or ""."""
    file: str
    """Below the package's folder; "" for its main one."""

    @property
    def requirement(self) -> str:
        """As npm takes it."""
        return f"{self.package}@{self.version}" if self.version else self.package


@dataclass(frozen=True, slots=True)
class Installed:
    """A package that package-lock.json pins."""

    folder: str
    """Below node_modules."""
    version: str


def wanted(address: str) -> Wanted | None:
    """Return what `address` names, if it names a file of an npm package."""
    found = PACKAGE.fullmatch(unquote(urlsplit(address).path))
    if not found or not (found["npm"] or found["version"]):
        return None
    return Wanted(found["name"], found["version"] or "", (found["file"] or "").strip("/"))


def installed(root: Path, package: str) -> list[Installed]:
    """Return what package-lock.json has of `package`, under its own name or another one."""
    lock: dict[str, Any] = json.loads((root / "package-lock.json").read_text("utf-8"))
    found = []
    for place, entry in lock.get("packages", {}).items():
        folder = place.removeprefix("node_modules/")
        own = folder != place and "/node_modules/" not in folder and "version" in entry
        if own and entry.get("name", folder) == package:
            found.append(Installed(folder, entry["version"]))
    return found


def satisfies(version: str, requirement: str) -> bool:
    """Return whether a version is one that an address asks for: "5.2.1", "5", "^5.1" or "latest".

    Other ways to write it name no version here.
    """
    if requirement in {"", "latest"}:
        return True
    written = re.fullmatch(r"([\^~]?)v?(\d+(?:\.\d+){0,2})", requirement)
    if not written:
        return version == requirement
    range, least = written[1], _numbers(written[2])
    has = _numbers(version)
    if not range:
        return has[: len(least)] == least and "-" not in version
    # A caret keeps all up to the first number that is not zero, a tilde the first two (npm).
    first = next((at for at, number in enumerate(least) if number), len(least) - 1)
    kept = 1 + (first if range == "^" else min(1, len(least) - 1))
    return has[:kept] == least[:kept] and has >= least and "-" not in version


def _numbers(version: str) -> list[int]:
    return [int(number) for number in version.partition("-")[0].split(".")]


def file_of(folder: Path, wanted: Wanted, module: bool) -> str | None:
    """Return the path in a package's folder of the file that is wanted, if it has that.

    A host that is asked for no file in particular makes modules itself.
    """
    name = wanted.file
    if not name and not module:
        about = json.loads((folder / "package.json").read_text("utf-8"))
        named = (about.get(key) for key in MAIN)
        name = next((file for file in named if isinstance(file, str)), "").removeprefix("./")
    path = folder / name
    inside = path.resolve().is_relative_to(folder.resolve())
    return name if name and inside and path.is_file() else None
