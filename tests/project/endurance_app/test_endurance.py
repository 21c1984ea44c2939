"""The built site for long: many requests, and a stream of events. Runs inside a generated project.

Shorter by default; with ENDURANCE in the environment (`make endurance`) as long as is promised.
"""

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, Playwright
from tests.browser.device import Device, Tab
from tests.browser.host import Host

FULL = "ENDURANCE" in os.environ
REQUESTS = 20_000 if FULL else 3_000
WARM_UP = 2_000
STREAM_SECONDS = 365 if FULL else 75
EVENT_SECONDS = 20
IDLE_SECONDS = 120
"""Chromium stops a service worker that was idle for 30 seconds; on a busy machine later."""

LIMITS = {
    "bytes of WebAssembly's memory": 0,
    "bytes allocated there": 16,
    "JavaScript's objects that Python holds": 0.01,
    "bytes of JavaScript in the worker": 24,
    "bytes of JavaScript in the service_worker": 24,
}
"""What may be added for each request: less than the smallest thing that could be leaked."""

SEND = """async ([count, path]) => {
  const kinds = path ? [() => fetch(path)] : [
    (n) => fetch("answer?number=" + n),
    (n) => fetch("answer", {method: "POST", body: "x".repeat(n % 1000)}),
    (n) => fetch("pieces?number=" + n),
    () => fetch("nothing/here"),
  ];
  for (let n = 0; n < count; n++) await (await kinds[n % kinds.length](n)).arrayBuffer();
}"""


class Heaps:
    """The heaps of JavaScript of a page's workers, by Chromium's debugger."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._session = page.context.new_cdp_session(page)
        self._workers: dict[str, str] = {}
        self._results: dict[tuple[str, int], dict[str, Any]] = {}
        self._number = 0
        self._session.on("Target.attachedToTarget", self._attached)
        self._session.on("Target.receivedMessageFromTarget", self._received)
        attach = {"autoAttach": True, "waitForDebuggerOnStart": False, "flatten": False}
        self._session.send("Target.setAutoAttach", attach)

    def sizes(self) -> dict[str, int]:
        """Return the bytes in use in each worker, by its type, when what is garbage is gone."""
        for worker in self._workers.values():
            self._send(worker, "HeapProfiler.collectGarbage")
        return {
            f"bytes of JavaScript in the {name}": self._send(id, "Runtime.getHeapUsage")["usedSize"]
            for name, id in self._workers.items()
        }

    def _send(self, worker: str, method: str) -> dict[str, Any]:
        self._number += 1
        message = json.dumps({"id": self._number, "method": method})
        self._session.send("Target.sendMessageToTarget", {"sessionId": worker, "message": message})
        while (worker, self._number) not in self._results:
            self._page.wait_for_timeout(1)  # lets events come in
        return self._results.pop((worker, self._number))

    def _attached(self, event: dict[str, Any]) -> None:
        self._workers[event["targetInfo"]["type"]] = event["sessionId"]

    def _received(self, event: dict[str, Any]) -> None:
        message = json.loads(event["message"])
        if "id" in message:
            self._results[event["sessionId"], message["id"]] = message["result"]


def growth(tab: Tab, heaps: Heaps, count: int, path: str = "") -> dict[str, float]:
    """Send requests; return what grew by more than its limit, with its growth per request."""

    def measured() -> dict[str, int]:
        python: dict[str, int] = json.loads(tab.fetch("memory")[1])
        return python | heaps.sizes()

    before = measured()
    assert before.keys() == LIMITS.keys()
    tab.run(SEND, [count, path])
    after = measured()
    grown = {name: (after[name] - before[name]) / count for name in LIMITS}
    return {name: more for name, more in grown.items() if more > LIMITS[name]}


def targets(device: Device) -> list[dict[str, str]]:
    """Return what runs in the browser, without a debugger, which would keep it running."""
    with urlopen(f"{device.address}/json/list") as answer:
        found: list[dict[str, str]] = json.load(answer)
    return found


def has_service_worker(device: Device) -> bool:
    return any(target["type"] == "service_worker" for target in targets(device))


class Started(NamedTuple):
    """A device with the site open, its host dead."""

    device: Device
    tab: Tab


def start(playwright: Playwright, chromium: str, site: Path, profile: Path) -> Started:
    device = Device(playwright, chromium, profile)
    host = Host(site)
    tab = device.open(host.start())
    host.stop()
    return Started(device, tab)


@pytest.fixture(scope="module")
def streaming(
    site: Path, playwright: Playwright, chromium: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Device, float]]:
    """A device without a debugger whose page hears events, and when it began to."""
    device, tab = start(playwright, chromium, site, tmp_path_factory.mktemp("streaming"))
    tab.run(
        """(every) => new Promise((opened) => {
          window.heard = [];
          const source = new EventSource("events?every=" + every);
          for (const type of ["open", "message", "error"])
            source.addEventListener(type, ({type, data}) => heard.push([type, data]));
          source.addEventListener("open", () => opened());
        })""",
        EVENT_SECONDS,
    )
    began = time.monotonic()
    device.disconnect()
    yield device, began
    device.kill()


@pytest.fixture(scope="module")
def busy(
    streaming: object,
    site: Path,
    playwright: Playwright,
    chromium: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Started]:
    """Another device, for what can be done meanwhile."""
    started = start(playwright, chromium, site, tmp_path_factory.mktemp("busy"))
    yield started
    started.device.kill()


def test_many_requests_grow_no_heap(busy: Started) -> None:
    heaps = Heaps(busy.tab.page)
    growth(busy.tab, heaps, WARM_UP)
    assert growth(busy.tab, heaps, REQUESTS) == {}


@pytest.mark.parametrize("kind", ["list", "proxy", "reference", "object"])
def test_the_smallest_leak_would_be_noticed(busy: Started, kind: str) -> None:
    assert growth(busy.tab, Heaps(busy.tab.page), 300, f"leak/{kind}")


def test_an_idle_service_worker_is_stopped(busy: Started) -> None:
    busy.device.disconnect()
    assert has_service_worker(busy.device)
    end = time.monotonic() + IDLE_SECONDS
    while has_service_worker(busy.device):
        assert time.monotonic() < end, "it was not stopped: the next test shows nothing"
        time.sleep(1)


def test_events_go_on_without_a_break(streaming: tuple[Device, float]) -> None:
    device, began = streaming
    while time.monotonic() < began + STREAM_SECONDS:
        assert has_service_worker(device)
        time.sleep(1)
    [page] = [page for page in device.connect().pages if page.url.startswith("http")]
    numbers = range(STREAM_SECONDS // EVENT_SECONDS + 1)
    heard = Tab(page).run("() => heard")
    assert heard[: len(numbers) + 1] == [
        ["open", None],
        *(["message", str(number)] for number in numbers),
    ]
    assert {type for type, _ in heard[1:]} == {"message"}
