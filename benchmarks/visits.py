"""What a visit costs: the time from the tap to the page, and the bytes that come for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page
from pwa.build.compress import compress, write_copies
from pwa.build.settings import Settings
from tests.browser.connection import Connection
from tests.browser.device import Device, Tab
from tests.browser.host import Host

from .start import MOMENTS, naive_moments
from .ways import build, copy_project

CHANGED = "app/main.py"


@dataclass
class Visits:
    """Milliseconds from the navigation to the page, megabytes over the network."""

    ms: list[float] = field(default_factory=list)
    mb: list[float] = field(default_factory=list)


def measure(
    devices: Iterator[Device], settings: Settings, naive: Path, folder: Path, rounds: int
) -> dict[str, Visits]:
    """Return what first visits cost, each on a new one of `devices`, and what an update costs.

    "own" is this build, "naive" the naive way, from a host that compresses as well; "update" is
    what a device that has the one fetches when a line of the application changed.
    """
    found = {name: Visits() for name in ("own", "naive", "update")}
    compress_files(naive, settings.cache / "benchmarks" / "compressed")
    changed = copy_project(settings, settings.root / settings.package, folder)
    file = changed / CHANGED
    file.write_text(file.read_text("utf-8") + "\nCHANGED = True\n", "utf-8")
    new = build(changed)
    for _ in range(rounds):
        with open_new(next(devices), naive) as (page, _, connection):
            found["naive"].ms.append(naive_moments(page)[1])
            found["naive"].mb.append(connection.sent / 1e6)
        with open_new(next(devices), settings.root / "dist") as (page, host, connection):
            tab = Tab(page)
            tab.wait_until_ready()
            found["own"].ms.append(page.evaluate(MOMENTS)[2])
            page.wait_for_load_state("networkidle")
            first = connection.sent
            found["own"].mb.append(first / 1e6)
            host.publish(new)
            tab.fetch_update()
            found["update"].mb.append((connection.sent - first) / 1e6)
    return found


def compress_files(folder: Path, cache: Path) -> None:
    """Put compressed copies beside the files of `folder`, as a build does beside its own."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    compress(files, cache)
    write_copies(files, cache)


@contextmanager
def open_new(device: Device, site: Path) -> Iterator[tuple[Page, Host, Connection]]:
    """Open a site that `device` has never seen, over a connection that counts."""
    host = Host(site)
    host.start()
    connection = Connection(host.port)
    try:
        page = device.start().new_page()
        page.goto(f"http://localhost:{connection.port}/", wait_until="commit")
        yield page, host, connection
    finally:
        device.kill()
        connection.close()
        host.stop()
