"""Several tabs save records, and the one that runs the worker is ended again and again.

FULL=1: 20 times for each number of tabs.
"""

import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import pytest
from playwright.sync_api import Page
from tests.browser.device import Device, Tab
from tests.browser.load import Load, copy_database, without_app

ROUNDS = 20 if os.environ.get("FULL") else 4
LOAD_MS = 300
"""How long there is load before the owner is ended, once the application answers."""
OWNS = """async () => {
  const own = crypto.randomUUID();
  return navigator.locks.request(own, async () => {
    const {held} = await navigator.locks.query();
    const holder = (name) => held.find((lock) => lock.name.startsWith(name))?.clientId;
    return holder(own) === holder("asgi-pwa:election:");
  });
}"""


def close(page: Page) -> None:
    """End the tab with its worker, as a person does."""
    page.close()


def crash(page: Page) -> None:
    """End the tab's process with its worker, as a phone short of memory does."""
    browser = page.context.browser
    assert browser is not None
    target = page.context.new_cdp_session(page).send("Target.getTargetInfo")["targetInfo"]
    session = browser.new_browser_cdp_session()
    attached = session.send("Target.attachToTarget", {"targetId": target["targetId"]})
    # The page's own session waits for ever for the answer of a page that crashed.
    message = {"id": 1, "method": "Page.crash"}
    with page.expect_event("crash"):
        session.send(
            "Target.sendMessageToTarget",
            {"sessionId": attached["sessionId"], "message": json.dumps(message)},
        )
    page.close()


def freeze(page: Page) -> None:
    """End the worker alone; the page stays and gets back into the line.

    Playwright keeps its pages focused, and Chromium freezes none that is: so these are the events
    of a page that is frozen and resumed, not the freezing.
    """
    for name in ("freeze", "resume"):
        page.evaluate("(name) => void document.dispatchEvent(new Event(name))", name)


WAYS: tuple[Callable[[Page], None], ...] = (close, crash, freeze)


@pytest.mark.parametrize("count", [2, 5])
def test_ended_owners_lose_nothing_and_the_other_tabs_stay(
    offline: str, device: Device, tmp_path: Path, count: int
) -> None:
    load = Load()
    load.watch(device)

    def join() -> Tab:
        tab = device.open(offline)
        tab.page.evaluate("() => { window.stayed = true; }")
        load.begin(tab, "api")
        return tab

    tabs = [join() for _ in range(count)]
    wait_for_another(tabs[0], load)
    takeovers: list[float] = []
    for number in range(ROUNDS):
        tabs[0].page.wait_for_timeout(LOAD_MS)
        [owner] = [tab for tab in tabs if tab.page.evaluate(OWNS)]
        known, ended = load.worker_names(), time.time() * 1000
        WAYS[number % len(WAYS)](owner.page)
        if owner.page.is_closed():
            tabs.remove(owner)
        takeovers.append(wait_for_another(tabs[0], load, known) - ended)
        assert all(tab.page.evaluate("window.stayed") for tab in tabs)  # none was reloaded
        if owner.page.is_closed():
            tabs.append(join())

    in_turn = load.workers_in_turn()
    assert len(in_turn) == len(set(in_turn)) == ROUNDS + 1  # none answers after its successor
    not_known = "503 The app stopped while it answered It is not known whether this was saved."
    assert all(answer.startswith(not_known) for answer in load.refused), load.refused
    for tab in tabs:
        tab.page.goto("about:blank")
    records = load.check(copy_database(without_app(device, offline), tmp_path))
    print(
        f"{count} tabs, {ROUNDS} owners ended: {load.acknowledged.total()} commits acknowledged, "
        f"{load.refused.total()} times not known and sent again, {records} records on the disk, "
        f"none missing; {len(in_turn)} workers, one after the other; takeover median "
        f"{median(takeovers):.0f} ms, longest {max(takeovers):.0f} ms"
    )


def wait_for_another(tab: Tab, load: Load, known: frozenset[str] = frozenset()) -> float:
    """Wait until a worker that is not `known` answers; return when it did, in milliseconds."""
    while True:
        tab.page.wait_for_timeout(20)
        for moment, name in sorted(load.workers):
            if name not in known:
                return float(moment)
