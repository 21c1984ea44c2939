"""Browsers that refuse what they have: the app works all the same, or says in words why not.

Every interface that the shell uses is broken in turn, in the page only; what a browser does to a
whole site that may store nothing is tried with Chromium's own setting.
"""

import json
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from .device import START_SECONDS, Device, Tab
from .host import Host

BREAK = """
function refuse() { throw new DOMException("refused by the test", "SecurityError"); }
const reject = () => Promise.reject(new DOMException("refused by the test", "SecurityError"));
const hide = (object, name, get = refuse) =>
  Object.defineProperty(object, name, { get, configurable: true });
"""
"""What the tables' scripts use."""

GOES_ON = [
    'hide(window, "localStorage")',
    'hide(window, "localStorage", () => null)',  # Firefox without dom.storage.enabled
    "Storage.prototype.setItem = refuse",
    'hide(window, "sessionStorage")',
    'hide(window, "caches")',
    "for (const name of ['open', 'has', 'match', 'keys']) CacheStorage.prototype[name] = reject",
    'hide(window, "indexedDB")',
    'hide(window, "cookieStore")',
    'hide(Document.prototype, "cookie")',
    'hide(Crypto.prototype, "subtle", () => undefined)',
    'hide(window, "crypto")',
    "History.prototype.replaceState = refuse",
    "LockManager.prototype.query = reject",
    "StorageManager.prototype.estimate = StorageManager.prototype.persisted = reject",
    "delete window.matchMedia",
    "ServiceWorkerRegistration.prototype.update = reject",
]
"""An app works without these."""

BLOCKED = "This browser refuses what the app needs"
UNKNOWN = "The app could not be opened"
FAILS = {
    'hide(Navigator.prototype, "serviceWorker")': BLOCKED,
    'hide(Navigator.prototype, "storage")': BLOCKED,
    'hide(Navigator.prototype, "locks")': BLOCKED,
    "delete Navigator.prototype.locks": "cannot store records safely",
    "delete window.caches": "cannot store records safely",
    "LockManager.prototype.request = reject": BLOCKED,
    "LockManager.prototype.request = refuse": BLOCKED,
    "window.Worker = refuse": BLOCKED,
    "window.Worker = function () { throw new Error('none'); }": UNKNOWN,
    "window.Worker = function () { throw null; }": UNKNOWN,
    "window.Worker = function () { throw Object.create(null); }": UNKNOWN,
    "Worker.prototype.postMessage = () => { throw { code: 'not-one-of-ours' }; }": UNKNOWN,
    "window.MessageChannel = refuse": BLOCKED,
    "ServiceWorker.prototype.postMessage = refuse": BLOCKED,
    "delete window.MutationObserver": UNKNOWN,
    "performance.mark = refuse": BLOCKED,
    "ServiceWorkerContainer.prototype.addEventListener = () => { throw new Error('no'); }": UNKNOWN,
    "ServiceWorkerContainer.prototype.register = reject": "could not be downloaded completely",
    """window.Worker = class extends EventTarget {
      postMessage(message) {
        if (message.type !== "start") return;
        setTimeout(() => this.onmessage({
          data: { type: "failed", problem: { code: "of-another-version", detail: 1 } },
        }));
      }
      terminate() {}
    }""": UNKNOWN,
}
"""None works without these; a device that has the app, and no network."""


@pytest.fixture
def tab(installed: tuple[Device, str]) -> Iterator[Tab]:
    """A tab that has not opened the site yet."""
    device, _ = installed
    assert device.context is not None
    tab = Tab(device.context.new_page())
    yield tab
    tab.page.close()


def expect_failure(page: Page, title: str, seconds: int = 20) -> None:
    """Expect the shell to say that it failed, all of it in words."""
    failed = page.locator('html[data-pwa-state="failed"]')
    expect(failed).to_have_count(1, timeout=seconds * 1000)
    expect(page.get_by_role("alert")).to_contain_text(title)
    for part in ("title", "text", "data", "action", "detail"):
        expect(page.locator(f"#problem-{part}")).not_to_have_text("")
    expect(page.locator("#problem-detail")).not_to_contain_text("undefined")
    expect(page.get_by_role("button", name="Try again")).to_be_focused()


@pytest.mark.parametrize("broken", GOES_ON)
def test_what_it_can_do_without(installed: tuple[Device, str], tab: Tab, broken: str) -> None:
    tab.page.add_init_script(f"{{{BREAK}{broken}}}")
    tab.goto(installed[1])
    expect(tab.app.locator("body")).not_to_be_empty()


@pytest.mark.parametrize("broken", FAILS)
def test_what_it_cannot_do_without(installed: tuple[Device, str], tab: Tab, broken: str) -> None:
    tab.page.add_init_script(f"{{{BREAK}{broken}}}")
    tab.page.goto(installed[1])
    expect_failure(tab.page, FAILS[broken])


FIRST_VISITS = {
    "ServiceWorkerContainer.prototype.register = reject": "cannot keep apps for use without",
    "window.Worker = refuse": BLOCKED,
    "StorageManager.prototype.getDirectory = undefined": "cannot store records safely",
}


@pytest.mark.parametrize("broken", FIRST_VISITS)
def test_what_a_first_visit_needs(host: Host, device: Device, broken: str) -> None:
    page = device.start().new_page()
    page.add_init_script(f"{{{BREAK}{broken}}}")
    page.goto(host.start())
    expect_failure(page, FIRST_VISITS[broken])


SILENT = {
    "the service worker is never registered": "ServiceWorkerContainer.prototype.register",
    "the service worker hears nothing": "ServiceWorker.prototype.postMessage",
    "the worker hears nothing": "Worker.prototype.postMessage",
    "no tab is ever elected": "LockManager.prototype.request",
}


@pytest.mark.parametrize("silent", SILENT)
def test_what_never_answers_is_said_and_ends_nothing(
    installed: tuple[Device, str], tab: Tab, silent: str
) -> None:
    tab.page.clock.install()
    tab.page.add_init_script(f"{SILENT[silent]} = () => new Promise(() => {{}})")
    tab.page.goto(installed[1], wait_until="commit")
    expect(tab.page.locator("#cover-late")).to_have_count(0)
    late = tab.page.get_by_role("alert")
    expect(late).to_have_count(0)
    tab.page.clock.run_for(61_000)
    expect(late).to_contain_text("Nothing has moved on here for a minute")
    expect(tab.page.locator("html")).to_have_attribute("data-pwa-state", "starting")


def test_a_failure_is_said_though_the_service_worker_does_not_answer(
    installed: tuple[Device, str], tab: Tab
) -> None:
    """It is asked whether an older version can take the place of this one."""
    tab.page.add_init_script("ServiceWorker.prototype.postMessage = () => {}")
    tab.page.add_init_script(
        """window.Worker = class extends EventTarget {
          postMessage() { setTimeout(() => this.onerror({message: "broken by the test"})); }
          terminate() {}
        }"""
    )
    tab.page.goto(installed[1])
    expect_failure(tab.page, "The app stopped")
    expect(tab.page.locator("#problem-detail")).to_contain_text("broken by the test")


@pytest.fixture
def blocked(device: Device) -> Device:
    """A browser whose person has blocked all cookies and site data."""
    preferences = device.profile / "Default" / "Preferences"
    preferences.parent.mkdir()
    settings = {"profile": {"default_content_setting_values": {"cookies": 2}}}
    preferences.write_text(json.dumps(settings), "utf-8")
    return device


@pytest.mark.parametrize("path", ["", "an/address?of=the#app"])
def test_all_cookies_blocked(host: Host, blocked: Device, path: str) -> None:
    page = blocked.start().new_page()
    page.goto(host.start() + path)
    expect_failure(page, BLOCKED, START_SECONDS)


def test_all_cookies_blocked_on_the_pages_for_help(host: Host, blocked: Device) -> None:
    url = host.start()
    page = blocked.start().new_page()
    page.goto(f"{url}_pwa/diagnostics.html")
    expect(page.get_by_role("main")).to_contain_text("Refused by the browser")
    expect(page.get_by_role("main")).to_contain_text("Processors")
    page.goto(f"{url}_pwa/rescue.html")
    expect(page.get_by_role("alert")).to_contain_text("This did not work.")


def with_credentials(url: str) -> str:
    return urlsplit(url)._replace(netloc=f"user:secret@{urlsplit(url).netloc}").geturl()


@pytest.mark.parametrize("path", ["", "an/address?of=the#app"])
def test_an_address_with_name_and_password_opens_without_them(
    host: Host, device: Device, path: str
) -> None:
    url = host.start() + path
    tab = Tab(device.start().new_page())
    for _ in ("from the host", "from the service worker"):
        tab.page.goto(with_credentials(url))
        expect(tab.page.locator("html")).to_have_attribute(
            "data-pwa-state", "ready", timeout=START_SECONDS * 1000
        )
        assert tab.page.evaluate("document.URL") == url
        assert tab.run("document.URL") == url
        host.stop()
