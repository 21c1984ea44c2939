"""How long until the application has answered from its database: from a memory snapshot, from
bytecode, the naive way."""

import json
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page
from pwa.build.distribution import read_distribution
from pwa.build.lock import read_lock
from pwa.build.settings import Settings
from pwa.build.wheels import gather
from tests.browser import snapshot
from tests.browser.device import Device
from tests.browser.host import Host

from .hosts import serving

HERE = Path(__file__).parent
MOMENTS = """() => {
  const mark = (name) => performance.getEntriesByName(name)[0].startTime;
  const app = document.getElementById("app").contentWindow.performance;
  const [answer] = app.getEntriesByType("navigation");
  const answered = app.timeOrigin + answer.responseEnd - performance.timeOrigin;
  return [mark("pwa:worker"), answered, mark("pwa:ready")];
}"""
"""When the worker was created, its first answer was there, the page was shown; in milliseconds."""

USES = 3
USE_MS = 5000
"""How often and how long each site is used before anything is measured: browsers keep compiled code
of what ran often, more with each use.
"""


def make_naive(settings: Settings, folder: Path) -> None:
    """Lay out the naive site: stock Pyodide, stock wheels, the application's sources."""
    shutil.copytree(HERE / "naive", folder)
    shutil.copytree(settings.root / "node_modules" / "pyodide", folder / "pyodide")
    distribution = read_distribution(settings, settings.root / "node_modules")
    wheels = gather(read_lock(settings), settings.cache, distribution)
    for wheel in wheels:
        shutil.copy(wheel, folder)
    with zipfile.ZipFile(folder / "app.zip", "w") as archive:
        for path in sorted((settings.root / settings.package).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                archive.write(path, path.relative_to(settings.root))
    order = {"wheels": [wheel.name for wheel in wheels], "app": settings.app}
    (folder / "order.json").write_text(json.dumps(order))


@dataclass
class Starts:
    """Milliseconds from the worker's creation, and from the tap: the navigation's start."""

    worker: list[float] = field(default_factory=list)
    tap: list[float] = field(default_factory=list)

    def add(self, worker: float, tap: float) -> None:
        """Add one start."""
        self.worker.append(worker)
        self.tap.append(tap)


def measure(
    devices: Iterator[Device], settings: Settings, naive: Path, rounds: int
) -> dict[str, Starts]:
    """Return the milliseconds to the first answer, by way of start, each on one of `devices`.

    The browser is relaunched for each; each site has been visited and used before. From the tap,
    this build's number includes that the page with the answer is shown, the naive one's not.
    """
    found = {"snapshot": Starts(), "bytecode": Starts(), "naive": Starts()}
    by_snapshot, by_bytecode, naively = (next(devices) for _ in found)
    host = Host(settings.root / "dist")
    url = host.start()
    with serving(naive) as naive_url:
        try:
            _visit(by_snapshot, url)
            file = _visit(by_bytecode, url)
            for _ in range(USES):
                file.write_bytes(b"")
                _use(by_snapshot, url)
                _use(by_bytecode, url)
                _naive(naively, naive_url, USE_MS)
            for _ in range(rounds):
                found["snapshot"].add(*_own(by_snapshot, url, "snapshot"))
                file.write_bytes(b"")
                found["bytecode"].add(*_own(by_bytecode, url, "cold"))
                found["naive"].add(*_naive(naively, naive_url))
        finally:
            host.stop()
    return found


def _visit(device: Device, url: str) -> Path:
    """Visit this build for the first time; return the file of the snapshot that was made."""
    device.open(url)
    file: Path = snapshot.wait_for(device.profile)
    device.kill()
    return file


def _use(device: Device, url: str) -> None:
    tab = device.open(url)
    for _ in range(30):
        tab.fetch("./")
    tab.page.wait_for_timeout(USE_MS)
    device.kill()


def _own(device: Device, url: str, how: str) -> tuple[float, float]:
    device.start()
    tab = device.open(url)
    if tab.how != how:
        raise RuntimeError(f"the start was {tab.how}, not {how}: {tab.console}")
    started, answered, shown = tab.page.evaluate(MOMENTS)
    device.kill()
    return answered - started, shown


def _naive(device: Device, url: str, then_ms: int = 0) -> tuple[float, float]:
    page = device.start().new_page()
    page.goto(url)
    found = naive_moments(page)
    page.wait_for_timeout(then_ms)
    device.kill()
    return found


def naive_moments(page: Page) -> tuple[float, float]:
    """Wait for the naive start's first answer; return its milliseconds as of `Starts`."""
    page.wait_for_selector("html[data-result]", state="attached", timeout=120_000)
    result = json.loads(page.get_attribute("html", "data-result") or "")
    if result.get("status") != 200:
        raise RuntimeError(f"the naive start did not answer: {result}")
    return result["ms"], result["since_navigation"]
