"""The smaller build after a change of the application's own files, for `serve --watch`.

It starts neither Pyodide nor the application. Packages, pages and settings are as they were.
"""

import hashlib
import shutil
from dataclasses import replace
from pathlib import Path

from .bytecode import PROJECT, STATIC, write_sources
from .compress import SUFFIXES
from .precache import SERVICE_WORKER, Entry
from .site import Built, bundle_service_worker
from .trial import StaticFile

RUNTIME = "_pwa/pyodide"


def refresh(built: Built) -> Built:
    """Bring `built.out` up to date; return what it is then, the same object if nothing changed.

    Everything is made aside first: what fails leaves the site as it was.
    """
    stage = built.settings.cache / "refresh"
    shutil.rmtree(stage, ignore_errors=True)
    runtime = stage / RUNTIME
    previous = built.out / RUNTIME / PROJECT
    named = {file.path for file in built.static.values()}
    write_sources(built.settings, previous, named, runtime / PROJECT, runtime / STATIC)
    static = _copy_static(built, stage)
    entries = _entries(built, stage)
    if entries == built.entries:
        return built
    version = hashlib.sha256(repr((built.version, entries)).encode()).hexdigest()[:12]
    new = replace(built, static=static, entries=entries, version=version)
    _rename(built, new, stage)
    new = replace(new, entries=_entries(new, stage))
    bundle_service_worker(new, stage)
    _publish(stage, built, new)
    return new


def _copy_static(built: Built, stage: Path) -> dict[str, StaticFile]:
    """Copy the files that the service worker serves by itself; return those that are there still.

    A new one is served by the application, until a whole build finds it.
    """
    static = {}
    for url, file in built.static.items():
        source = built.settings.root / file.path
        if source.is_file():
            static[url] = file
            (stage / url).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, stage / url)
    return static


def _rename(built: Built, new: Built, stage: Path) -> None:
    """Give the scripts their new version: bundling them again would change nothing else."""
    for script in (built.out / "_pwa").glob("*.js"):
        text = script.read_text("utf-8").replace(built.version, new.version)
        (stage / "_pwa" / script.name).write_text(text, "utf-8", newline="\n")


def _entries(built: Built, stage: Path) -> list[Entry]:
    """Return the list of files with what is staged in the place of what is out."""
    root = built.settings.root
    gone = {url for url, file in built.static.items() if not (root / file.path).is_file()}
    entries = []
    for entry in built.entries:
        staged = stage / entry["url"]
        if staged.is_file():
            data = staged.read_bytes()
            revision = hashlib.sha256(data).hexdigest()
            if revision != entry["revision"]:  # and it is not packed
                size = len(data)
                entry = {**entry, "revision": revision, "size": size, "compressed": size}
        if entry["url"] not in gone:
            entries.append(entry)
    return entries


def _publish(stage: Path, built: Built, new: Built) -> None:
    """Move what changed into place, the service worker, which names the others, last."""
    before = {entry["url"]: entry["revision"] for entry in built.entries}
    after = {entry["url"]: entry["revision"] for entry in new.entries}
    changed = [url for url in after if after[url] != before[url]]
    for url in (*changed, SERVICE_WORKER):
        for suffix in SUFFIXES:
            (built.out / f"{url}{suffix}").unlink(missing_ok=True)
        (stage / url).replace(built.out / url)
    for url in before.keys() - after.keys():
        (built.out / url).unlink()
