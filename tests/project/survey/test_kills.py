"""The whole browser is killed again and again while records are being saved. FULL=1: 50 times."""

import json
import os
import random
from pathlib import Path

from tests.browser.device import Device, Tab
from tests.browser.load import Load, copy_database, without_app

KILLS = 50 if os.environ.get("FULL") else 4
LOAD_MS = (50, 3000)
"""How long after the first request the kill comes."""
START_MS = (0, 4000)
"""How long after the first page was asked for, where the kill comes while the app starts."""


def test_every_acknowledged_record_survives_kills_at_any_moment(
    offline: str, device: Device, tmp_path: Path
) -> None:
    load = Load()
    for number in range(1, KILLS + 1):
        if number % 4 == 0:
            killed_while_starting(device, offline)
        else:
            killed_under_load(device, offline, load)
        left = without_app(device, offline)  # as the kill left it: nothing has recovered it yet
        records = load.check(copy_database(left, tmp_path))
        left.page.close()
    tab = device.open(offline)
    status, text = tab.fetch("api/records")
    assert (status, json.loads(text)["total"]) == (200, records)
    print(
        f"{KILLS} kills, {KILLS // 4} of them during a start: {load.acknowledged.total()} commits "
        f"acknowledged ({load.acknowledged['form']} by the form), {len(load.saved)} records "
        f"acknowledged, {records} on the disk, none missing, no half transaction, "
        f"integrity_check ok {KILLS} times"
    )
    assert load.acknowledged["api"] > 0
    assert load.acknowledged["form"] > 0


def killed_under_load(device: Device, url: str, load: Load) -> None:
    load.watch(device)
    form, api = device.open(url), device.open(url)
    load.begin(form, "form")
    load.begin(api, "api")
    api.page.wait_for_timeout(random.uniform(*LOAD_MS))
    device.kill()


def killed_while_starting(device: Device, url: str) -> None:
    context = device.context or device.start()
    tab = Tab(context.new_page())
    tab.page.goto(url, wait_until="commit")
    tab.page.wait_for_timeout(random.uniform(*START_MS))
    device.kill()
