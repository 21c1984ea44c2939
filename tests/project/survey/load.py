"""Load on the sample: what its pages were told was saved, and whether the disk has it.

The database is read as raw files from the browser's storage, by this machine's own SQLite: the
application is not asked whether it lost something.
"""

import base64
import re
import sqlite3
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from tests.browser.device import Device, Tab

SCRIPT = (Path(__file__).parent / "load.js").read_text("utf-8")
API_WRITERS = 4
FILES = ("app.db", "app.db-wal")
READ = """async (names) => {
  let folder = await navigator.storage.getDirectory();
  for (const name of ["asgi-pwa", encodeURIComponent("/")]) {
    folder = await folder.getDirectoryHandle(name);
  }
  const read = async (name) => {
    const file = await (await folder.getFileHandle(name)).getFile();
    const reader = new FileReader();
    const done = new Promise((resolve) => reader.onload = resolve);
    reader.readAsDataURL(file);
    await done;
    return reader.result.split(",")[1] ?? "";
  };
  return Promise.all(names.map(read));
}"""


@dataclass
class Load:
    """What was acknowledged, by all tabs so far, and what else was answered."""

    saved: dict[str, int] = field(default_factory=dict)
    """The newest acknowledged revision of each record."""
    acknowledged: Counter[str] = field(default_factory=Counter)
    """How many commits, by the form and by the API."""
    refused: Counter[str] = field(default_factory=Counter)
    """How often something else was answered."""
    workers: list[tuple[int, str]] = field(default_factory=list)
    """When (milliseconds) which worker answered."""

    def watch(self, device: Device) -> None:
        """Hear of what the pages of a browser that has just started are told."""
        context = device.context or device.start()
        context.expose_function("note", self._note)

    def begin(self, tab: Tab, kind: str) -> None:
        """Let a tab save records from now on, by its "form" or, several at once, by the "api"."""
        tab.page.evaluate(f"() => {{ {SCRIPT} }}")
        for _ in range(API_WRITERS if kind == "api" else 1):
            tab.page.evaluate("(kind) => load(kind)", kind)

    def _note(self, event: dict[str, Any]) -> None:
        if event["worker"]:
            name, moment = event["worker"].split()
            self.workers.append((int(moment), name))
        if event["saved"]:
            self.acknowledged[event["by"]] += 1
            known = self.saved.get(event["id"], 0)
            self.saved[event["id"]] = max(known, event["revision"])
        else:
            self.refused[words(event)] += 1

    def check(self, database: Path) -> int:
        """Raise AssertionError unless the database is whole and has all that was acknowledged.

        Return how many records it has.
        """
        found: dict[str, int] = {}
        with sqlite3.connect(database) as connection:
            assert connection.execute("pragma integrity_check").fetchall() == [("ok",)]
            rows = connection.execute("select id, version, title, note, search_text from record")
            for number, version, title, note, searched in rows:
                found[str(UUID(number))] = version
                revision, pieces = (int(word) for word in title.split())
                assert revision == version, f"half a transaction: {title}, version {version}"
                assert note == f"{UUID(number)} {revision};" * pieces, "half a transaction"
                assert searched == f"{title}\n{note}", "half a transaction"
        connection.close()
        missing = {
            number: (revision, found.get(number))
            for number, revision in self.saved.items()
            if found.get(number, 0) < revision
        }
        assert not missing, f"acknowledged and lost: {missing}"
        return len(found)

    def worker_names(self) -> frozenset[str]:
        """Return all workers that have answered."""
        return frozenset(name for _, name in self.workers)

    def workers_in_turn(self) -> list[str]:
        """Return who answered, in the order of time, each change of worker once."""
        names = [name for _, name in sorted(self.workers)]
        return [name for n, name in enumerate(names) if n == 0 or names[n - 1] != name]


def words(event: dict[str, Any]) -> str:
    """Return what a person would read of an answer that acknowledges nothing."""
    shown = re.sub(r"(?s)<style>.*?</style>|<title>.*?</title>|<[^>]*>", " ", event["text"])
    return " ".join([str(event["status"]), *shown.split()])


def copy_database(tab: Tab, folder: Path) -> Path:
    """Copy the raw files of the database out of the browser, while nobody writes; return its path.

    `tab` is any page of the site, the application need not run.
    """
    for name, content in zip(FILES, tab.page.evaluate(READ, list(FILES)), strict=True):
        (folder / name).write_bytes(base64.b64decode(content))
    (folder / "app.db-shm").unlink(missing_ok=True)
    return folder / FILES[0]


def without_app(device: Device, url: str) -> Tab:
    """Open a page of the site that starts no application."""
    context = device.context or device.start()
    tab = Tab(context.new_page())
    tab.page.goto(f"{url}_pwa/blank.html")
    return tab
