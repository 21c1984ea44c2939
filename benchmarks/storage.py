"""How many commits a second reach the disk, and what opening a large database takes."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page
from pwa.build.npm import install_packages
from tests.browser.device import Device
from tests.browser.host import Host

from .hosts import serving

HERE = Path(__file__).parent
COUNT = 200
"""Commits in one batch."""
OPENINGS = 3
"""Of each size; the browser is started anew before each."""
FETCH = """async ([path, options]) => {
  const app = document.getElementById("app").contentWindow;
  const begin = performance.now();
  const response = await app.fetch(path, options);
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.status} ${text}`);
  return [performance.now() - begin, text];
}"""


def make_commits(cache: Path, folder: Path) -> None:
    """Lay out the site of commits/, with SQLite's own build for the web beside it."""
    shutil.copytree(HERE / "commits", folder)
    packages = cache / "benchmarks"
    packages.mkdir(exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, packages)
    build = install_packages(packages) / "@sqlite.org" / "sqlite-wasm" / "dist"
    shutil.copytree(build, folder / "sqlite-wasm")


@contextmanager
def open_commits(device: Device, folder: Path) -> Iterator[Page]:
    """Open the page of `make_commits` in a browser that runs."""
    assert device.context is not None
    with serving(folder) as url:
        page = device.context.new_page()
        page.goto(url)
        page.wait_for_selector("html[data-ready]", state="attached")
        yield page


def commits_per_second(app: Page, other: Page, batches: int) -> dict[str, list[float]]:
    """Return durable commits a second of each way, measured in turn.

    "bridge" is Python's sqlite3 with the sample's pragmas, "raw" an append of 4096 bytes and a
    flush, "rollback" and "wal" sqlite-wasm on its pool of access handles.
    """
    found: dict[str, list[float]] = {name: [] for name in ("bridge", "raw", "rollback", "wal")}
    for number in range(batches + 1):
        for name, rates in found.items():
            if name == "bridge":
                app.bring_to_front()
                ms = float(app.evaluate(FETCH, [f"commits/{COUNT}", {"method": "POST"}])[1])
            else:
                other.bring_to_front()
                ms = other.evaluate("([way, count]) => commits(way, count)", [name, COUNT])
            if number > 0:  # the first batch warms up
                rates.append(COUNT / ms * 1000)
    return found


def save_and_read(app: Page, count: int) -> dict[str, list[float]]:
    """Return milliseconds from the page's request to the answer, saving and reading in turn."""
    post = {
        "method": "POST",
        "headers": {"content-type": "application/json"},
        "body": json.dumps({"text": "x" * 100}),
    }
    found: dict[str, list[float]] = {"save": [], "read": []}
    app.bring_to_front()
    for _ in range(count):
        found["save"].append(app.evaluate(FETCH, ["notes", post])[0])
        found["read"].append(app.evaluate(FETCH, ["json", {}])[0])
    return found


@dataclass
class Openings:
    """Milliseconds of each opening; by how many MB the memory grew; the database's size in MB."""

    ms: list[float] = field(default_factory=list)
    mb: list[float] = field(default_factory=list)
    sizes: list[float] = field(default_factory=list)


def openings(device: Device, site: Path, sizes: list[int]) -> dict[int, Openings]:
    """Let the database grow to each of `sizes`, in MB; open each in a browser just started."""
    found = {size: Openings() for size in sizes}
    host = Host(site)
    url = host.start()
    try:
        for megabytes, opened in found.items():
            page = device.open(url).page
            page.evaluate(FETCH, [f"fill/{megabytes}", {"method": "POST"}])
            device.kill()
            for _ in range(OPENINGS):
                answer = json.loads(device.open(url).page.evaluate(FETCH, ["open", {}])[1])
                opened.sizes.append(answer["size"] / 1e6)
                opened.ms.append(answer["ms"])
                opened.mb.append(answer["grown"] / 1e6)
                device.kill()
    finally:
        host.stop()
    return found
