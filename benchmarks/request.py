"""How long a small JSON request takes: through the bridge, and answered by a service worker."""

import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page
from pwa.build.settings import Settings
from tests.browser.device import Device
from tests.browser.host import Host

from .hosts import serving

HERE = Path(__file__).parent
BATCH = 50
NEEDED = (
    *("pwa", "pyproject.toml", "package.json", "package-lock.json", "browser.lock"),
    *("icon.png", "screenshots", "node_modules", ".pwa-cache"),
)
FETCH = """async ([count, together]) => {
  const frame = document.getElementById("app");
  const page = frame ? frame.contentWindow : window;
  const times = [];
  const ask = async () => {
    const begin = performance.now();
    const { answer } = await (await page.fetch("json")).json();
    times.push(performance.now() - begin);
    if (answer !== 42) throw new Error("another answer");
  };
  if (together) await Promise.all(Array.from({ length: count }, ask));
  else for (let n = 0; n < count; n++) await ask();
  return times;
}"""
AT_ONCE = 200


def make_site(settings: Settings, folder: Path) -> Path:
    """Build a project whose application is `benchmarks/application`; return its dist/."""
    folder.mkdir()
    for name in NEEDED:
        source = settings.root / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, folder / name)
    shutil.copytree(HERE / "application", folder / "app")
    subprocess.run([sys.executable, "-m", "pwa", "build"], cwd=folder, check=True)
    return folder / "dist"


@dataclass
class Times:
    """Milliseconds of each request: one after the other, and 200 at once."""

    in_turn: list[float] = field(default_factory=list)
    at_once: list[float] = field(default_factory=list)


def measure(device: Device, site: Path, reference: Path, rounds: int) -> dict[str, Times]:
    """Return the times of three ways, each in turn, in one browser.

    "bridge" is this build, "alone" a service worker that answers by itself, "reference" the same
    application behind a client look-up for each request and the page's main thread.
    """
    host = Host(site)
    url = host.start()
    with serving(HERE / "alone") as alone_url, serving(reference) as reference_url:
        try:
            pages = {
                "bridge": device.open(url).page,
                "alone": _open(device, alone_url, "html[data-ready]"),
                "reference": _open(device, f"{reference_url}?serve", "html[data-result]"),
            }
            found = {name: Times() for name in pages}
            for number in range(rounds + 1):
                for name, page in pages.items():
                    page.bring_to_front()
                    in_turn = page.evaluate(FETCH, [BATCH, False])
                    at_once = page.evaluate(FETCH, [AT_ONCE, True])
                    if number > 0:  # the first batch warms up
                        found[name].in_turn += in_turn
                        found[name].at_once += at_once
        finally:
            device.kill()
            host.stop()
    return found


def _open(device: Device, url: str, ready: str) -> Page:
    assert device.context is not None
    page = device.context.new_page()
    page.goto(url)
    page.wait_for_selector(ready, state="attached", timeout=120_000)
    page.wait_for_function("navigator.serviceWorker.controller")
    return page
