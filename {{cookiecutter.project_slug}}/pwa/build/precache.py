"""The list of files that a device downloads before the app may start."""

import gzip
import hashlib
from pathlib import Path
from typing import TypedDict

ONLY_FOR_HOSTS = ("404.html", ".nojekyll", "service-worker.js", "_pwa/screenshots/")
"""What of dist/ a device does not store; the browser keeps the service worker itself."""


class Entry(TypedDict):
    """As `PrecacheEntry` in browser/build.d.ts."""

    url: str
    revision: str
    size: int
    compressed: int


def precache_entries(out: Path) -> list[Entry]:
    """Return an entry for each file of `out`, the small ones of the shell first."""
    entries: list[Entry] = []
    for path in out.rglob("*"):
        name = path.relative_to(out).as_posix()
        if path.is_file() and not name.startswith(ONLY_FOR_HOSTS):
            data = path.read_bytes()
            revision = hashlib.sha256(data).hexdigest()
            compressed = compressed_size(path)
            entry = Entry(url=name, revision=revision, size=len(data), compressed=compressed)
            entries.append(entry)
    return sorted(entries, key=lambda entry: (entry["size"] > 100_000, entry["url"]))


def version_of(out: Path) -> str:
    """Return 12 hexadecimal digits that name the files of `out`, by path and content."""
    files = {p.relative_to(out).as_posix(): p for p in out.rglob("*") if p.is_file()}
    digests = {name: hashlib.sha256(files[name].read_bytes()).hexdigest() for name in sorted(files)}
    text = "".join(f"{name} {digest}\n" for name, digest in digests.items())
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def compressed_size(path: Path) -> int:
    """Return the bytes that a file costs over a connection that compresses (gzip)."""
    return len(gzip.compress(path.read_bytes(), 6, mtime=0))
