"""The list of files that a device downloads before the app may start."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import NotRequired, TypedDict

from .compress import Compressed

SERVICE_WORKER = "service-worker.js"
ONLY_FOR_HOSTS = ("404.html", ".nojekyll", SERVICE_WORKER, "_pwa/screenshots/")
"""What of dist/ a device does not store; the browser keeps the service worker itself."""


class Entry(TypedDict):
    """As `PrecacheEntry` in browser/build.d.ts."""

    url: str
    revision: str
    size: int
    compressed: int
    type: NotRequired[str]


def site_files(out: Path) -> list[Path]:
    """Return the files of `out`, in no order."""
    return [path for path in out.rglob("*") if path.is_file()]


def precache_entries(
    out: Path, sizes: Mapping[Path, Compressed], types: Mapping[str, str]
) -> list[Entry]:
    """Return an entry for each file of `out` that a device stores, the small ones first.

    `types` are the Content-Types that do not depend on the host, by path.
    """
    entries: list[Entry] = []
    for path, size in sizes.items():
        name = path.relative_to(out).as_posix()
        if not name.startswith(ONLY_FOR_HOSTS):
            revision = hashlib.sha256(path.read_bytes()).hexdigest()
            entry = Entry(url=name, revision=revision, size=size.plain, compressed=size.brotli)
            if name in types:
                entry["type"] = types[name]
            entries.append(entry)
    return sorted(entries, key=lambda entry: (entry["size"] > 100_000, entry["url"]))


def version_of(out: Path) -> str:
    """Return 12 hexadecimal digits that name the files of `out`, by path and content."""
    files = {path.relative_to(out).as_posix(): path for path in site_files(out)}
    digests = {name: hashlib.sha256(files[name].read_bytes()).hexdigest() for name in sorted(files)}
    text = "".join(f"{name} {digest}\n" for name, digest in digests.items())
    return hashlib.sha256(text.encode()).hexdigest()[:12]
