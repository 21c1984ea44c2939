"""Pyodide's own distribution: packages compiled for this very Pyodide, which no index may have.

The npm package lists them, with versions and hashes; the files lie where Pyodide itself loads them
from.
"""

import hashlib
import json
import re
import urllib.request
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

from packaging.utils import canonicalize_name

from .errors import BuildError
from .locked import LockedPackage
from .settings import Settings

ADDRESS = re.compile(r"packageBaseUrl\s*\?\?\s*`(https?://[^`$]+)\$\{\w+\}([^`$]*)`")
"""Where pyodide.mjs says what it loads packages from, with its version in the middle."""
OWN = "pyodide-"
"""How the names of packages begin that Pyodide made for itself: no index has them."""
TIMEOUT = 60
"""Seconds without a byte."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A package of the distribution."""

    name: str
    """Normalised (PEP 503)."""
    version: str
    file: str
    """A wheel, or a zip archive of shared libraries."""
    sha256: str
    depends: tuple[str, ...]
    is_library: bool

    def locked(self, needed_by: str = "") -> LockedPackage:
        return LockedPackage(self.name, self.version, "pyodide", self.sha256, needed_by)


class Distribution:
    """What the Pyodide of `modules` (node_modules) has, and where its files are."""

    def __init__(self, modules: Path, address: str | None) -> None:
        folder = modules / "pyodide"
        listed = json.loads((folder / "pyodide-lock.json").read_text("utf-8"))["packages"]
        self.entries = {entry.name: entry for entry in map(_entry, listed.values())}
        self.address = address or _own_address(folder)

    def needs(self, taken: Iterable[str]) -> list[Entry]:
        """Return what packages of the distribution need that no index knows, sorted by name."""
        todo, found = [self.entries[name] for name in taken], {}
        while todo:
            for name in todo.pop().depends:
                entry = self.entries.get(name)
                if entry and (entry.is_library or name.startswith(OWN)) and name not in found:
                    found[name] = entry
                    todo.append(entry)
        return sorted(found.values(), key=lambda entry: entry.name)

    def fetch(self, packages: Sequence[LockedPackage], cache: Path) -> None:
        """Put files of the distribution into the cache. Raises BuildError for all that it lacks."""
        with ThreadPoolExecutor(max_workers=4) as pool:
            lacking = [
                words for words in pool.map(lambda p: self._fetch(p, cache), packages) if words
            ]
        if lacking:
            raise BuildError(
                "the package index has nothing for the browser of these packages, so they are of "
                f"Pyodide's own distribution, and could not be had from {self.address}:\n"
                f"{''.join(lacking)}Let this machine reach that address; or put the files into a "
                "folder, or on a server of your own, and name that in pyproject.toml: [tool.pwa] "
                "distribution. Or do without the packages."
            )

    def _fetch(self, package: LockedPackage, cache: Path) -> str:
        """Put a file into the cache, or return why it could not be had."""
        entry = self.entries.get(package.name)
        if entry is None or entry.sha256 != package.sha256:
            raise BuildError(
                f"browser.lock has {package.requirement} of another Pyodide's distribution than "
                "package-lock.json's: run `python -m pwa lock` (it needs the network) and commit "
                "the result"
            )
        try:
            data = self._read(entry.file)
        except (OSError, HTTPException) as error:
            if isinstance(error, HTTPError):
                error.close()
            whose = f" (for {package.needed_by})" if package.needed_by else ""
            return f"  {package.requirement}{whose}: {entry.file}: {error}\n"
        if hashlib.sha256(data).hexdigest() != package.sha256:
            raise BuildError(
                f"{package.requirement}: {entry.file} from {self.address} is not the file that "
                "Pyodide lists (its SHA-256 differs). Do not use it; name another place in "
                "[tool.pwa] distribution."
            )
        folder = cache / "packages" / package.sha256
        folder.mkdir(parents=True, exist_ok=True)
        partial = folder / "partial"
        partial.write_bytes(data)
        partial.replace(folder / entry.file)
        return ""

    def _read(self, file: str) -> bytes:
        if not self.address:
            raise OSError("this Pyodide's script names no address")
        if "://" not in self.address:
            return (Path(self.address) / file).read_bytes()
        url = f"{self.address.rstrip('/')}/{file}"
        with urllib.request.urlopen(url, timeout=TIMEOUT) as response:
            data: bytes = response.read()
            return data


def read_distribution(settings: Settings, modules: Path) -> Distribution:
    """Return the distribution of the project's Pyodide, or what `[tool.pwa] distribution` names."""
    own = settings.distribution
    return Distribution(modules, own if own is None or "://" in own else str(settings.root / own))


def _own_address(folder: Path) -> str:
    """Return the address in Pyodide's script; "" if it has another form than is known."""
    found = ADDRESS.search((folder / "pyodide.mjs").read_text("utf-8"))
    version = json.loads((folder / "package.json").read_text("utf-8"))["version"]
    return f"{found[1]}{version}{found[2]}" if found else ""


def _entry(listed: dict[str, Any]) -> Entry:
    return Entry(
        canonicalize_name(listed["name"]),
        listed["version"],
        listed["file_name"],
        listed["sha256"],
        tuple(canonicalize_name(name) for name in listed["depends"]),
        listed["package_type"] == "shared_library",
    )
