"""What the environment holds, at a first start and from a memory snapshot. Runs inside a generated
project."""

import json

from tests.browser import snapshot
from tests.browser.device import Device
from tests.browser.host import Host

EXPECTED = {"title": "Ω it's $HOME", "secret_key": "", "data": "/data", "home": "/project"}


def test_the_settings_are_in_the_environment(host: Host, device: Device) -> None:
    url = host.start()
    tab = device.open(url)
    assert (tab.how, json.loads(tab.fetch("")[1])) == ("cold", EXPECTED)
    host.stop()
    snapshot.wait_for(device.profile)
    tab.page.close()
    device.close()
    tab = device.open(url)
    assert (tab.how, json.loads(tab.fetch("")[1])) == ("snapshot", EXPECTED)
