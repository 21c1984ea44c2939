"""How long a small JSON request takes: through the bridge, and answered by a service worker."""

import shutil
import subprocess
import sys
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
FETCH = """async (count) => {
  const frame = document.getElementById("app");
  const page = frame ? frame.contentWindow : window;
  const times = [];
  for (let n = 0; n < count; n++) {
    const begin = performance.now();
    const { answer } = await (await page.fetch("json")).json();
    times.push(performance.now() - begin);
    if (answer !== 42) throw new Error("another answer");
  }
  return times;
}"""


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


def measure(device: Device, site: Path, rounds: int) -> dict[str, list[float]]:
    """Return milliseconds of each request, the two ways in turn, in one browser."""
    found: dict[str, list[float]] = {"bridge": [], "alone": []}
    host = Host(site)
    url = host.start()
    with serving(HERE / "alone") as alone_url:
        try:
            pages = {"bridge": device.open(url).page, "alone": _alone(device, alone_url)}
            for number in range(rounds + 1):
                for name, page in pages.items():
                    page.bring_to_front()
                    times = page.evaluate(FETCH, BATCH)
                    if number > 0:  # the first batch warms up
                        found[name] += times
        finally:
            device.kill()
            host.stop()
    return found


def _alone(device: Device, url: str) -> Page:
    assert device.context is not None
    page = device.context.new_page()
    page.goto(url)
    page.wait_for_selector("html[data-ready]", state="attached")
    return page
