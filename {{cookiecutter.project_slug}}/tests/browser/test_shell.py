"""The shell with any application: install, addresses, tabs, and what it says when it cannot."""

import os
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from pwa.build.precache import ONLY_FOR_HOSTS, site_files

from .device import READY, START_SECONDS, Device, Tab
from .host import Host

OFFLINE_ADDRESS = "no/such/page?a=1#b"
REFUSED = "could not be downloaded completely"


def state(tab: Tab) -> str | None:
    return tab.page.get_attribute("html", "data-pwa-state")


def test_a_first_visit_shows_progress_and_becomes_ready(host: Host, device: Device) -> None:
    context = device.start()
    tab = Tab(context.new_page())
    tab.page.add_init_script(
        """addEventListener("DOMContentLoaded", () => {
          window.seen = [];
          const note = () => seen.push([document.documentElement.dataset.pwaState,
            document.getElementById("cover-progress").value]);
          new MutationObserver(note).observe(document,
            {attributes: true, subtree: true, attributeFilter: ["data-pwa-state", "value"]});
        });"""
    )
    tab.goto(host.start())
    seen = tab.page.evaluate("seen")
    states = list(dict.fromkeys(state for state, _ in seen))
    assert states == ["installing", "starting", "ready"]
    shares = [value for state, value in seen if state == "installing"]
    assert shares == sorted(shares)
    assert len(set(shares)) > 10
    assert tab.page.get_attribute("html", "data-pwa-start") == "cold"
    marks = tab.page.evaluate("performance.getEntriesByType('mark').map((mark) => mark.name)")
    assert marks == ["pwa:start", "pwa:worker", "pwa:ready"]
    assert tab.console == []


@pytest.mark.parametrize("prefix", ["/", "/a/sub-path/"])
def test_it_can_be_installed(site: Path, device: Device, prefix: str) -> None:
    host = Host(site, prefix)
    try:
        tab = device.open(host.start())
        session = tab.page.context.new_cdp_session(tab.page)
        errors = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
        assert errors == []
        manifest = session.send("Page.getAppManifest")
        assert manifest["errors"] == []
        assert manifest["url"].endswith(f"{prefix}_pwa/manifest.json")
        assert manifest["manifest"]["scope"].endswith(prefix)
        for screenshot in manifest["manifest"]["screenshots"]:
            assert tab.fetch(screenshot["image"]["url"])[0] == 200  # from the host, not the device
    finally:
        host.stop()


@pytest.mark.parametrize("prefix", ["/", "/a/sub-path/"])
def test_without_a_server_everything_still_opens(site: Path, device: Device, prefix: str) -> None:
    host = Host(site, prefix)
    url = host.start()
    tab = device.open(url)
    host.stop()
    tab.reload()
    tab.goto(url + OFFLINE_ADDRESS)
    assert tab.page.url == url + OFFLINE_ADDRESS
    device.kill()
    tab = device.open(url)
    assert tab.page.url == url


def test_an_address_that_only_the_app_knows_opens_on_the_first_visit(
    site: Path, device: Device
) -> None:
    host = Host(site, "/a/sub-path/")
    try:
        url = host.start() + OFFLINE_ADDRESS
        tab = Tab(device.start().new_page())
        tab.page.goto(url)
        tab.page.wait_for_url(url)  # by way of the site's root
        tab.wait_until_ready()
        assert tab.page.url == url
        assert (
            tab.page.evaluate("document.getElementById('app').contentWindow.location.href") == url
        )
    finally:
        host.stop()


def test_a_second_tab_uses_the_first_one_s_worker_and_outlives_it(
    offline: str, device: Device
) -> None:
    first = device.open(offline)
    second = device.open(offline)
    marks = "performance.getEntriesByName('pwa:worker').length"
    assert (first.page.evaluate(marks), second.page.evaluate(marks)) == (1, 0)
    assert first.fetch(".")[0] == second.fetch(".")[0] == 200
    first.page.close()
    assert second.fetch(".")[0] == 200
    assert second.page.evaluate(marks) == 1


@pytest.mark.parametrize("damage", ["flipped", "truncated", "sign-in page"])
def test_a_file_that_arrives_changed_is_refused(
    site: Path, tmp_path: Path, device: Device, damage: str
) -> None:
    copy = tmp_path / "dist"
    shutil.copytree(site, copy)
    file = copy / "_pwa" / "pyodide" / "pyodide.asm.wasm"
    good = file.read_bytes()
    file.write_bytes(
        {
            "flipped": good[:5000] + bytes([good[5000] ^ 1]) + good[5001:],
            "truncated": good[:-1],
            "sign-in page": b"<!doctype html><title>Wi-Fi</title>",
        }[damage]
    )
    host = Host(copy)
    try:
        tab = Tab(device.start().new_page())
        tab.page.goto(host.start())
        alert = tab.page.get_by_role("alert")
        expect(alert).to_contain_text(REFUSED, timeout=START_SECONDS * 1000)  # three tries
        expect(alert).to_contain_text("pyodide.asm.wasm")
        assert state(tab) == "failed"
        late = "new MessageEvent('message', {data: {type: 'progress', loaded: 1, total: 2}})"
        tab.page.evaluate(f"navigator.serviceWorker.dispatchEvent({late})")
        assert state(tab) == "failed"
        file.write_bytes(good)
        with tab.page.expect_navigation():
            tab.page.get_by_role("button", name="Try again").click()
        tab.wait_until_ready()
    finally:
        host.stop()


@pytest.fixture
def damaged(site: Path, tmp_path: Path) -> Iterator[Host]:
    """A host whose copy of the site, `damaged.site`, a test may change; start it then."""
    copy = tmp_path / "dist"
    shutil.copytree(site, copy)
    host = Host(copy)
    yield host
    host.stop()


def test_no_file_is_taken_until_it_is_what_the_build_made(damaged: Host, device: Device) -> None:
    """FULL=1 damages every file of the site instead of three."""
    files = [path.relative_to(damaged.site).as_posix() for path in site_files(damaged.site)]
    installed = [name for name in files if not name.startswith(ONLY_FOR_HOSTS)]
    bad = set(installed if os.environ.get("FULL") else random.sample(installed, 3))
    for name in bad:
        with (damaged.site / name).open("ab") as opened:
            opened.write(b"\n")  # which leaves scripts, styles and pages as good as they were
    url = damaged.start()
    tab = Tab(device.start().new_page())
    tab.page.goto(url)
    while bad:
        expect(tab.page.get_by_role("alert")).to_be_visible(timeout=START_SECONDS * 1000)
        said = tab.page.locator("#problem-detail").text_content() or ""
        [named] = [name for name in bad if f"{url}{name}" in said]
        bad.remove(named)
        file = damaged.site / named
        file.write_bytes(file.read_bytes()[:-1])
        with tab.page.expect_navigation():
            tab.page.get_by_role("button", name="Try again").click()
    tab.wait_until_ready()


def test_a_file_that_the_host_does_not_give_is_named(damaged: Host, device: Device) -> None:
    (damaged.site / "_pwa" / "pyodide" / "pyodide.asm.wasm").unlink()
    tab = Tab(device.start().new_page())
    tab.page.goto(damaged.start())
    alert = tab.page.get_by_role("alert")
    expect(alert).to_contain_text(REFUSED, timeout=START_SECONDS * 1000)  # after three tries
    expect(alert).to_contain_text("pyodide.asm.wasm: Error: the host answered 404")


def test_a_device_without_space_for_the_files_is_told_so(host: Host, device: Device) -> None:
    url = host.start()
    tab = Tab(device.start().new_page())
    session = tab.page.context.new_cdp_session(tab.page)
    override = {"origin": url, "quotaSize": 3_000_000}
    session.send("Storage.overrideQuotaForOrigin", override)
    tab.page.goto(url)
    expect(tab.page.get_by_role("alert")).to_contain_text("This device has no space left")
    expect(tab.page.get_by_role("alert")).to_contain_text("QuotaExceededError")


def test_trying_again_without_a_connection_stays_on_the_page(damaged: Host, device: Device) -> None:
    worker = damaged.site / "_pwa" / "worker.js"
    moved = worker.rename(damaged.site / "moved")
    tab = Tab(device.start().new_page())
    tab.page.goto(damaged.start())
    alert = tab.page.get_by_role("alert")
    expect(alert).to_contain_text(REFUSED)  # not: cannot store
    expect(alert).to_contain_text("worker.js: did not load")
    damaged.stop()
    again = tab.page.get_by_role("button", name="Try again")
    again.click()
    expect(alert).to_contain_text("The site still does not answer.")
    expect(again).to_be_focused()
    moved.rename(worker)
    damaged.start()
    with tab.page.expect_navigation():
        again.click()
    tab.wait_until_ready()


def test_a_shell_whose_script_does_not_load_says_so_after_a_while(
    damaged: Host, device: Device
) -> None:
    (damaged.site / "_pwa" / "shell.js").unlink()
    page = device.start().new_page()
    page.goto(damaged.start())
    words = page.get_by_role("alert")
    expect(words).to_have_count(0)
    page.evaluate("document.getAnimations().forEach((animation) => animation.finish())")
    expect(words).to_contain_text("The app has not begun to start")
    expect(words.get_by_role("link", name="Try again")).to_be_visible()


REMOVALS = {
    "cannot keep apps": "delete Navigator.prototype.serviceWorker",
    "cannot store records safely": "delete StorageManager.prototype.getDirectory",
}


@pytest.mark.parametrize("words", REMOVALS)
def test_a_browser_that_lacks_something_is_told_what(
    host: Host, device: Device, words: str
) -> None:
    tab = Tab(device.start().new_page())
    tab.page.add_init_script(REMOVALS[words])
    tab.page.goto(host.start())
    expect(tab.page.get_by_role("alert")).to_contain_text(words)
    assert state(tab) == "failed"


def test_storage_that_does_not_open_is_found_before_the_download(
    site: Path, tmp_path: Path, device: Device
) -> None:
    copy = tmp_path / "dist"
    shutil.copytree(site, copy)
    worker = copy / "_pwa" / "worker.js"
    broken = "delete FileSystemFileHandle.prototype.createSyncAccessHandle;"
    worker.write_text(broken + worker.read_text("utf-8"), "utf-8")
    host = Host(copy)
    try:
        tab = Tab(device.start().new_page())
        tab.page.goto(host.start())
        expect(tab.page.get_by_role("alert")).to_contain_text("cannot store records safely")
        assert tab.page.evaluate("caches.keys()") == []
    finally:
        host.stop()


def test_a_connection_that_is_not_secure_is_told_so(host: Host, device: Device) -> None:
    url = host.start()
    device.arguments = ("--host-resolver-rules=MAP phone.test 127.0.0.1",)
    tab = Tab(device.start().new_page())
    tab.page.goto(url.replace("localhost", "phone.test"))
    expect(tab.page.get_by_role("alert")).to_contain_text("connection is not secure")


def test_a_page_that_frames_the_site_gets_no_app(host: Host, device: Device) -> None:
    url = host.start()
    page = device.start().new_page()
    page.goto(url + "_pwa/blank.html")
    frame = "(src) => document.body.append(Object.assign(document.createElement('iframe'), {src}))"
    page.evaluate(frame, url)
    framed = page.frame_locator("iframe").get_by_role("alert")
    expect(framed).to_contain_text("shown inside another page")


def test_the_frame_s_page_is_the_tab_s_address_and_title(offline: str, device: Device) -> None:
    tab = device.open(offline)
    tab.page.evaluate(
        """() => {
          const app = document.getElementById("app").contentWindow;
          app.history.pushState(null, "", "pushed?x=1");
          app.document.title = "A title of the app's";
        }"""
    )
    expect(tab.page).to_have_title("A title of the app's")
    assert tab.page.url == f"{offline}pushed?x=1"
    tab.page.go_back()
    tab.page.wait_for_url(offline)
    assert tab.page.query_selector(READY)
