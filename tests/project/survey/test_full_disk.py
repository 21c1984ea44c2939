"""The disk is full while records are being saved, and has room again later."""

from pathlib import Path

from tests.browser.device import Device
from tests.browser.load import Load, copy_database, without_app

ROOM = 3_000_000
"""Bytes that are left when the load begins. Chromium gives a file room by the megabyte."""
USAGE = "async () => (await navigator.storage.estimate()).usage"
MANY = 50


def test_a_full_disk_loses_nothing_and_saving_goes_on_when_there_is_room(
    offline: str, device: Device, tmp_path: Path
) -> None:
    load = Load()
    load.watch(device)
    tab = device.open(offline)
    session = tab.page.context.new_cdp_session(tab.page)
    quota = tab.page.evaluate(USAGE) + ROOM
    session.send("Storage.overrideQuotaForOrigin", {"origin": offline, "quotaSize": quota})
    load.begin(tab, "api")
    while load.refused.total() < MANY:
        tab.page.wait_for_timeout(50)
    assert tab.fetch("api/records")[0] == 200  # reading goes on
    before = load.acknowledged.total()
    assert before > 0

    session.send("Storage.overrideQuotaForOrigin", {"origin": offline})
    while load.acknowledged.total() < before + MANY:
        tab.page.wait_for_timeout(50)
    tab.page.goto("about:blank")
    records = load.check(copy_database(without_app(device, offline), tmp_path))
    print(
        f"full disk: {before} commits acknowledged before, {load.refused.total()} refused, "
        f"{load.acknowledged.total() - before} acknowledged after there was room again, "
        f"{records} records on the disk, none missing; answers: {dict(load.refused)}"
    )
