"""The start from a memory snapshot."""

from pathlib import Path

from .conftest import MakeHost
from .device import Device, Tab, wait_until
from .test_offline import TITLES, record

HOW = "() => document.documentElement.dataset.pwaStart"
NOTED = "() => localStorage.getItem(`asgi-pwa:lines:${new URL('./', document.baseURI)}`)"
MADE = """async () => {
  let folder = await navigator.storage.getDirectory();
  folder = await folder.getDirectoryHandle("asgi-pwa");
  folder = await folder.getDirectoryHandle(encodeURIComponent(new URL(document.baseURI).pathname));
  const file = await folder.getFileHandle("snapshot");
  const header = await (await file.getFile()).slice(0, 4096).text().catch(() => "");
  return header.trim() !== "" && JSON.parse(header).size > 0;
}"""


def made(tab: Tab) -> bool:
    return bool(tab.shell(MADE))


def test_every_record_is_there_after_a_start_from_a_snapshot(
    survey: Path, make_host: MakeHost, device: Device
) -> None:
    host = make_host(survey)
    tab = device.open(host.url)
    assert tab.shell(HOW) == "cold"
    record(tab, "Before")
    wait_until(lambda: made(tab))
    host.stop()
    for titles in (["Before"], ["After", "Before"]):
        device.kill()
        tab = device.open(host.url)
        assert tab.shell(HOW) == "snapshot", tab.shell(NOTED)
        assert tab.app(TITLES) == titles
        record(tab, "After")
