"""What a page can do to the runtime in the same origin. Runs inside a generated project."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect
from tests.browser.device import Device, Tab
from tests.browser.host import Host

CLEAR = """async () => {
  const found = await navigator.serviceWorker.getRegistrations();
  await Promise.all(found.map((registration) => registration.unregister()));
  await Promise.all((await caches.keys()).map((key) => caches.delete(key)));
  const root = await navigator.storage.getDirectory();
  for await (const name of root.keys()) await root.removeEntry(name, {recursive: true});
  await root.remove?.({recursive: true});
  for (const {name} of await indexedDB.databases()) indexedDB.deleteDatabase(name);
  localStorage.clear();
  sessionStorage.clear();
}"""
"""What boilerplate does to begin anew."""

LOOK = "() => { document.dispatchEvent(new Event('visibilitychange')); }"
RUNTIME_CACHE = "`asgi-pwa:${top.document.baseURI}`"
OWNER_LOCK = "`asgi-pwa:owner:${top.document.baseURI}`"


@pytest.fixture(scope="module")
def other(installed: tuple[Device, str]) -> None:
    """A tab that stays open, so that the worker does: each other one is ready at once."""
    device, url = installed
    device.open(url)


@pytest.fixture
def tab(installed: tuple[Device, str], other: None) -> Iterator[Tab]:
    device, url = installed
    tab = device.open(url)
    yield tab
    tab.page.close()


def test_a_page_that_clears_everything_leaves_the_app_on_the_device(
    installed: tuple[Device, str],
) -> None:
    device, url = installed
    tab = device.open(url)
    tab.run(CLEAR)
    tab.run("() => { document.body.innerHTML = '<iframe src=/?nested></iframe>'; }")
    tab.app.frame_locator("iframe").get_by_role("heading").evaluate(f"({CLEAR})()")
    tab.reload()
    device.kill()
    tab = device.open(url)
    expect(tab.app.get_by_role("heading")).to_have_text("Start")
    tab.page.close()


REGISTER = """async () => {
  const {serviceWorker} = navigator;
  serviceWorker.addEventListener("controllerchange", () => console.error("taken over"));
  const before = [serviceWorker.controller, (await serviceWorker.getRegistrations()).length,
    await serviceWorker.getRegistration()];
  const registration = await serviceWorker.register("/sw.js");
  registration.addEventListener("updatefound", () => {});
  registration.active.postMessage({type: "hello"});
  const made = [registration instanceof ServiceWorkerRegistration, registration.scope,
    registration.active.scriptURL, registration === await serviceWorker.ready,
    registration === await serviceWorker.getRegistration("/anything"),
    (await serviceWorker.getRegistrations()).length, serviceWorker.controller];
  const refused = [];
  for (const ask of [() => registration.pushManager.subscribe({userVisibleOnly: true}),
    () => registration.sync.register("send"), () => serviceWorker.register("https://other.example/sw.js")])
    await ask().catch(({name}) => refused.push(name));
  const gone = [await registration.unregister(), await registration.unregister(),
    (await serviceWorker.getRegistrations()).length];
  return [before, made.map((value) => value === registration ? "it" : value), refused, gone];
}"""


def test_a_service_worker_of_the_app_s_own_is_not_started_and_boilerplate_goes_on(tab: Tab) -> None:
    url = tab.page.url
    before, made, refused, gone = tab.run(REGISTER)
    assert before == [None, 0, None]
    assert made == [True, url, f"{url}sw.js", True, True, 1, None]
    assert refused == ["NotAllowedError", "NotAllowedError", "SecurityError"]
    assert gone == [True, False, 0]
    said = [line for line in tab.console if "service worker" in line]
    assert len(said) == 1 and f"{url}sw.js was not started" in said[0]
    assert tab.fetch("/cookies")[0] == 200  # answered by the runtime's, as before
    assert tab.page.evaluate("navigator.serviceWorker.controller.scriptURL").endswith("worker.js")


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("caches.keys()", ["one", "two"]),
        ("caches.has('one')", True),
        (f"caches.has({RUNTIME_CACHE})", False),
        (f"caches.delete({RUNTIME_CACHE})", False),
        (f"caches.open({RUNTIME_CACHE}).catch(({{name}}) => name)", "SecurityError"),
        ("caches.match('/kept').then((found) => found.text())", "one"),
        ("caches.match('/kept', {cacheName: 'two'}).then((found) => found.text())", "two"),
        ("caches.match('/kept', {cacheName: 'none'}).then((found) => typeof found)", "undefined"),
        ("caches.match('/_pwa/page.js', {ignoreSearch: true}).then((f) => typeof f)", "undefined"),
        (
            f"caches.match('/_pwa/page.js', {{cacheName: {RUNTIME_CACHE}, ignoreSearch: true}})"
            ".then((found) => typeof found)",
            "undefined",
        ),
        ("caches.match('http://[').catch(({name}) => name)", "TypeError"),
        ("caches.open('one').then((cache) => cache instanceof Cache)", True),
        ("caches instanceof CacheStorage && navigator.locks instanceof LockManager", True),
        ("caches.delete('two').then(() => caches.keys())", ["one"]),
        ("navigator.locks.query().then(({held}) => held.length)", 0),
        (
            f"navigator.locks.request({OWNER_LOCK}, {{steal: true}}, () => 1)"
            ".catch(({name}) => name)",
            "NotSupportedError",
        ),
        ("navigator.locks.request('own', ({name}) => name)", "own"),
    ],
)  # fmt: skip
def test_caches_and_locks_are_the_app_s_own(tab: Tab, script: str, expected: Any) -> None:
    fill = """async () => { for (const name of ["one", "two"])
      await (await caches.open(name)).put("/kept", new Response(name)); }"""
    tab.run(fill)
    assert tab.run(f"() => {script}") == expected
    assert tab.page.evaluate(f"caches.has({RUNTIME_CACHE})")


def test_a_blank_frame_shows_no_more_than_its_page(tab: Tab) -> None:
    script = """async () => {
      const frame = document.body.appendChild(document.createElement("iframe"));
      const {navigator, caches} = frame.contentWindow;
      const root = await navigator.storage.getDirectory();
      return [(await navigator.serviceWorker.getRegistrations()).length, await caches.has(NAME),
        (await navigator.locks.query()).held.length,
        (await Array.fromAsync(root.keys())).includes("asgi-pwa")];
    }"""
    assert tab.run(script.replace("NAME", RUNTIME_CACHE)) == [0, False, 0, False]


def test_the_private_file_system_shows_no_records(tab: Tab) -> None:
    script = """async () => {
      const root = await navigator.storage.getDirectory();
      const own = await root.getDirectoryHandle("own", {create: true});
      await own.getDirectoryHandle("asgi-pwa", {create: true});
      const names = [await Array.fromAsync(root.keys()),
        (await Array.fromAsync(root.values())).map(({name}) => name),
        (await Array.fromAsync(root.entries())).map(([name]) => name),
        (await Array.fromAsync(root)).map(([name]) => name)];
      const refused = [];
      for (const ask of [() => root.getDirectoryHandle("asgi-pwa"),
        () => root.getFileHandle("asgi-pwa"),
        () => root.removeEntry("asgi-pwa", {recursive: true})])
        await ask().catch(({name}) => refused.push(name));
      return [names, refused, await Array.fromAsync(own.keys())];
    }"""
    names, refused, below = tab.run(script)
    assert names == [["own"]] * 4
    assert refused == ["NotFoundError"] * 3
    assert below == ["asgi-pwa"]  # that name is the app's own, further down


def test_a_registration_that_is_gone_comes_back_without_a_network(
    offline: str, device: Device
) -> None:
    tab = device.open(offline)
    unregister = "async () => (await navigator.serviceWorker.getRegistration()).unregister()"
    assert tab.page.evaluate(unregister)  # by what is no page of the app
    tab.page.evaluate(LOOK)
    until = "async () => { while (!(await navigator.serviceWorker.getRegistration())); }"
    tab.page.evaluate(until)
    device.kill()
    tab = device.open(offline)
    expect(tab.app.get_by_role("heading")).to_have_text("Start")


def test_files_that_are_gone_are_fetched_when_there_is_a_network(
    offline: str, host: Host, device: Device
) -> None:
    tab = device.open(offline)
    tab.page.evaluate(
        "async () => { for (const key of await caches.keys()) await caches.delete(key); }"
    )
    tab.page.evaluate(LOOK)
    notice = tab.page.get_by_text("removed parts of this app")
    expect(notice).to_be_visible()
    expect(notice).to_contain_text("Your records are not touched.")
    host.start()
    tab.page.evaluate("() => { dispatchEvent(new Event('online')); }")
    expect(notice).to_be_hidden(timeout=30_000)
    host.stop()
    device.kill()
    tab = device.open(offline)
    expect(tab.app.get_by_role("heading")).to_have_text("Start")


def test_the_person_hears_that_the_records_were_deleted(offline: str, device: Device) -> None:
    tab = device.open(offline)
    session = tab.page.context.new_cdp_session(tab.page)
    cleared = {"origin": offline.rstrip("/"), "storageTypes": "all"}
    session.send("Storage.clearDataForOrigin", cleared)  # as by the browser's settings
    tab.page.evaluate(LOOK)
    expect(tab.page.get_by_text("is no longer kept")).to_be_visible()
