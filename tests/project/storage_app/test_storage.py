"""The data folder in a real browser: the checks of a native disk, kills, and a page that reads
the files without Python. Runs inside a generated project. FULL=1 fills 1 GB."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Playwright
from pwa.build.bundle import BROWSER
from tests.browser.device import SETTLED, Device, Tab
from tests.browser.host import Host

MEGABYTES = 1024 if os.environ.get("FULL") else 50

READ = """async (storage) => {
  %s;
  let folder = await navigator.storage.getDirectory();
  for (const name of [storage, encodeURIComponent("/")]) {
    folder = await folder.getDirectoryHandle(name);
  }
  const file = async (name) => (await folder.getFileHandle(name)).getFile();
  const bytes = async (name) => new Uint8Array(await (await file(name)).arrayBuffer());
  const {directory} = newest(
    await Promise.all(LOGS.map(async (name) => readLog(await bytes(name)))));
  const found = {};
  for (const [number, entry] of directory) {
    found[pathOf(directory, number)] = entry.extents
      ? await contentOf(await file(DATA), entry).text() : null;
  }
  return found;
}"""


def test_the_checks_of_a_native_disk(installed: tuple[Device, str]) -> None:
    device, url = installed
    tab = device.open(url)
    failed = {}
    checks = json.loads(tab.fetch("checks")[1])
    assert len(checks) > 30
    for check in checks:
        status, text = tab.fetch(f"checks/{check}")
        assert status == 200, text
        if json.loads(text):
            failed[check] = json.loads(text)
    assert not failed, "\n".join([*failed.values(), *tab.console])
    tab.page.close()


@pytest.mark.parametrize("name", ["app.db", "other.db"])
def test_a_large_database(installed: tuple[Device, str], name: str) -> None:
    device, url = installed
    tab = device.open(url)
    tab.page.set_default_timeout(0)
    status, text = tab.fetch(f"fill/{name}/{MEGABYTES}")
    assert (status, text) == (200, '""'), text
    tab.page.close()


def keep_or_not(tab: Tab, number: int) -> int:
    script = """async (path) => {
      const app = document.getElementById("app").contentWindow;
      return (await app.fetch(path, {method: "POST"})).status;
    }"""
    return int(tab.page.evaluate(script, f"keep/{number}"))


def keep(tab: Tab, number: int) -> None:
    assert keep_or_not(tab, number) == 200


def test_what_was_saved_survives_a_killed_browser(installed: tuple[Device, str]) -> None:
    device, url = installed
    tab = device.open(url)
    for number in range(1, 6):
        keep(tab, number)
        device.kill()
        tab = device.open(url)
        found = json.loads(tab.fetch("kept")[1])
        numbers = list(range(1, number + 1))
        assert found["app.db"] == found["other.db"] == found["photos"] == numbers
        assert found["note"] == f"note {number}"
        assert found["names"] == ["app.db", "note.txt", "other.db", "photos", "pwa.db"]
    source = (BROWSER / "volume_format.js").read_text("utf-8").replace("export ", "")
    read = tab.page.evaluate(READ % source, "asgi-pwa")
    assert set(read) == {"note.txt", "other.db", "photos", *(f"photos/{n}.jpg" for n in numbers)}
    assert read["note.txt"] == "note 5"
    assert read["photos/3.jpg"] == "\x03" * 100_000
    tab.page.close()


def test_a_full_private_window_loses_nothing_that_it_called_saved(
    device: Device, host: Host
) -> None:
    """There a write that does not fit returns 4294967288, which is no count."""
    browser = device.start().browser
    assert browser
    context = browser.new_context()
    tab = Tab(context.new_page())
    url = host.start()
    tab.goto(url)
    session = context.new_cdp_session(tab.page)
    used = tab.page.evaluate("async () => (await navigator.storage.estimate()).usage")
    session.send("Storage.overrideQuotaForOrigin", {"origin": url, "quotaSize": used + 1_500_000})
    answers = {number: keep_or_not(tab, number) for number in range(1, 41)}
    saved = [number for number, status in answers.items() if status == 200]
    assert set(answers.values()) == {200, 500}
    assert tab.fetch("kept")[0] == 200  # reading goes on
    said = "\n".join(tab.console)
    assert "In the data folder: There is no more room" in said
    session.send("Storage.overrideQuotaForOrigin", {"origin": url})
    for number in range(41, 45):
        keep(tab, number)
        saved.append(number)
    tab.page.close()
    again = Tab(context.new_page())
    again.goto(url)
    found = json.loads(again.fetch("kept")[1])
    for name in ("app.db", "other.db", "photos"):
        assert set(saved) <= set(found[name])
    context.close()


def test_a_browser_that_does_not_flush_is_refused(
    playwright: Playwright, chromium: str, tmp_path: Path
) -> None:
    build = (
        "import sys, pwa.build.runtime as runtime\n"
        "runtime.FDATASYNC_THAT_FLUSHES = runtime.FDATASYNC\n"
        "from pwa.__main__ import main\n"
        "sys.exit(main())"
    )
    out = tmp_path / "dist"
    subprocess.run([sys.executable, "-c", build, "build", "--quick", f"--out={out}"], check=True)
    device = Device(playwright, chromium, tmp_path / "profile")
    device.profile.mkdir()
    host = Host(out)
    page = device.start().new_page()
    page.goto(host.start())
    page.wait_for_selector(SETTLED, state="attached", timeout=90_000)
    assert page.get_attribute("html", "data-pwa-state") == "failed"
    said = page.inner_text("body")
    assert "This browser does not keep what is saved" in said
    device.kill()
    host.stop()
