"""Packages of Pyodide's distribution in a browser. Runs inside a generated project."""

from tests.browser import snapshot
from tests.browser.device import Device
from tests.browser.host import Host


def test_compiled_parts_work_also_after_a_start_from_a_snapshot(host: Host, device: Device) -> None:
    url = host.start()
    tab = device.open(url)
    assert tab.how == "cold"
    assert tab.fetch("?side=6") == (200, "6 by 7 is 42")
    assert snapshot.header(snapshot.wait_for(device.profile))["refused"] == ""
    host.stop()
    device.kill()
    tab = device.open(url)
    assert tab.how == "snapshot"
    assert tab.fetch("?side=5") == (200, "5 by 7 is 35")
    assert tab.console == []
