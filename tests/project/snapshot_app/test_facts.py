"""An application that starts from a memory snapshot. Runs inside a generated project."""

import json
import time
from datetime import datetime
from typing import Any

from tests.browser import snapshot
from tests.browser.device import Device, Tab
from tests.browser.host import Host

SECRET = "only in the database, never in a snapshot"


def get(tab: Tab, path: str) -> Any:
    status, text = tab.fetch(path)
    assert status == 200, text
    return json.loads(text)


def add(tab: Tab, text: str) -> None:
    status = tab.page.evaluate(
        """async (text) => {
          const { fetch } = document.getElementById("app").contentWindow;
          return (await fetch(`notes?text=${text}`, { method: "POST" })).status;
        }""",
        text,
    )
    assert status == 200


def test_it_is_the_application_that_a_full_start_gives(host: Host, device: Device) -> None:
    url = host.start() + "time"
    tab = device.open(url)
    assert tab.how == "cold"
    host.stop()
    add(tab, SECRET)
    same, numbers, first = get(tab, "same"), [get(tab, "random")], get(tab, "time")
    file = snapshot.wait_for(device.profile)
    assert SECRET.encode() not in file.read_bytes()
    notes = [SECRET]
    for start in range(2):
        device.kill()
        tab = device.open(url)
        assert tab.how == "snapshot"
        assert get(tab, "notes") == notes
        notes.append(f"saved after start {start}")
        add(tab, notes[-1])
        assert get(tab, "same") == same
        numbers.append(get(tab, "random"))
        now = get(tab, "time")
        assert abs(now["now"] - time.time()) < 60
        assert abs((datetime.now() - datetime.fromisoformat(now["local"])).total_seconds()) < 60
        assert now["slept"] >= 0.02
        assert now["imported at"] > first["imported at"]  # by the maker: it is as docs/limits says
        assert get(tab, "late") == "difflib plistlib sqlalchemy.dialects.postgresql"
    for name in numbers[0]:
        assert len({found[name] for found in numbers}) == len(numbers), name
    assert tab.console == []
