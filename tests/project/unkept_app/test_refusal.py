"""An application that has no memory snapshot. Runs inside a generated project."""

import time

from tests.browser import snapshot
from tests.browser.device import Device
from tests.browser.host import Host

REASONS = (
    "/data/settings.json is read or written",
    "/tmp/written is written",
    "/tmp/log is open",
    "a database is open",
    "a task is pending",
    "a call is scheduled",
    "a JavaScript object is kept",
)


def test_it_starts_in_full_and_says_why(host: Host, device: Device) -> None:
    url = host.start()
    tab = device.open(url)
    deadline = time.monotonic() + snapshot.PATIENCE_SECONDS
    while not any("memory snapshot" in line for line in tab.console):
        assert time.monotonic() < deadline
        tab.page.wait_for_timeout(100)
    (said,) = tab.console
    for reason in REASONS:
        assert reason in said
    device.kill()
    tab = device.open(url)
    assert tab.how == "cold"
    assert tab.fetch("./") == (200, "false")
