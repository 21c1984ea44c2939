"""The page for the data on this device, and what the shell says of it, with any application: it is
there when the app, Python, the service worker or the host is not."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from .device import SETTLED, Device, Tab
from .host import Host
from .rescue import PAGE, open_page, save

TITLE = "Your data on this device"


@pytest.mark.parametrize("prefix", ["/", "/a/sub-path/"])
def test_it_saves_the_database_without_a_host(
    site: Path, device: Device, tmp_path: Path, prefix: str
) -> None:
    host = Host(site, prefix)
    url = host.start()
    device.open(url)
    host.stop()
    page = open_page(device, url)
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(page.get_by_role("row", name="app.db the database")).to_be_visible()
    assert save(page, tmp_path / "saved.zip")
    page.get_by_role("link", name=re.compile("^Open ")).click()
    Tab(page).wait_until_ready()


def test_it_works_where_python_does_not_start(host: Host, tmp_path: Path, device: Device) -> None:
    tab = device.open(host.start())
    tab.page.evaluate(
        """async () => {
          for (const name of await caches.keys()) {
            const cache = await caches.open(name);
            for (const request of await cache.keys()) {
              if (!request.url.includes("project.zip")) continue;
              await cache.put(request, new Response("damaged"));
            }
          }
        }"""
    )
    tab.page.reload()
    tab.page.wait_for_selector(SETTLED, state="attached", timeout=90_000)
    assert tab.page.get_attribute("html", "data-pwa-state") == "failed"
    tab.page.add_init_script("delete window.showSaveFilePicker")
    tab.page.get_by_role("link", name=TITLE).click()
    assert save(tab.page, tmp_path / "saved.zip")


def test_it_works_where_the_service_worker_is_gone(
    offline: str, host: Host, device: Device, tmp_path: Path
) -> None:
    url = host.start()
    page = open_page(device, url)
    page.evaluate(
        """async () => {
          await (await navigator.serviceWorker.getRegistration()).unregister();
          for (const name of await caches.keys()) await caches.delete(name);
        }"""
    )
    page.reload()
    assert page.evaluate("navigator.serviceWorker.controller") is None
    assert save(page, tmp_path / "saved.zip")


def test_it_deletes_everything_after_asking_twice(offline: str, host: Host, device: Device) -> None:
    url = host.start()
    tab = device.open(url)
    tab.page.evaluate("document.cookie = 'seen=1; path=/; max-age=9999'")
    tab.page.close()
    page = open_page(device, url)
    page.get_by_role("button", name="Delete all data of this app").click()
    page.get_by_role("button", name="Keep everything").click()
    expect(page.get_by_role("row", name="app.db the database")).to_be_visible()
    page.get_by_role("button", name="Delete all data of this app").click()
    page.get_by_role("button", name="Yes, delete everything for ever").click()
    expect(page.get_by_role("main")).to_contain_text("Everything of this app was deleted")
    left = page.evaluate(
        """async () => {
          const root = await navigator.storage.getDirectory();
          const storage = await root.getDirectoryHandle("asgi-pwa");
          return [(await Array.fromAsync(storage.keys())), await caches.keys(), document.cookie,
            (await navigator.serviceWorker.getRegistrations()).length];
        }"""
    )
    assert left == [[], [], "", 0]
    page.close()
    device.open(url)  # anew, from the host


def test_it_does_not_work_inside_another_page(offline: str, device: Device) -> None:
    tab = device.open(offline)
    tab.page.evaluate(f"document.getElementById('app').src = '{PAGE}'")
    expect(tab.app.get_by_text("does not work inside another page")).to_be_visible()
    expect(tab.app.get_by_role("main")).to_be_hidden()
    tab.app.get_by_role("link", name="Open it by itself").click()
    expect(tab.page.get_by_role("heading", level=1)).to_have_text(TITLE)


def announce_save(tab: Tab) -> None:
    """What the service worker says when the application has answered an unsafe request."""
    event = "new MessageEvent('message', {data: {type: 'saved'}})"
    tab.page.evaluate(f"void navigator.serviceWorker.dispatchEvent({event})")


@pytest.mark.parametrize("granted", [True, False])
def test_after_a_save_the_browser_is_asked_to_keep_the_data(
    offline: str, device: Device, granted: bool
) -> None:
    tab = Tab(device.start().new_page())
    tab.page.add_init_script(
        f"""StorageManager.prototype.persisted = async () => false;
        StorageManager.prototype.persist = async () => {{
          console.log("asked");
          return {str(granted).lower()};
        }}"""
    )
    tab.goto(offline)
    assert tab.console == []
    with tab.page.expect_console_message(lambda message: message.text == "asked"):
        announce_save(tab)
    notice = tab.page.locator("#notice")
    if granted:
        expect(notice).to_be_empty()
        return
    expect(notice).to_contain_text("The browser may remove it")
    frame, box = tab.page.locator("#app").bounding_box(), notice.bounding_box()
    assert frame and box and frame["y"] + frame["height"] <= box["y"]  # covers nothing
    assert notice.get_by_role("link", name="Your data here").get_attribute("target") == "_blank"
    notice.get_by_role("button", name="Close").press("Enter")
    expect(notice).to_be_empty()
    tab.reload()
    announce_save(tab)
    tab.page.wait_for_timeout(500)  # nothing comes: there is no event to wait for
    expect(notice).not_to_contain_text("The browser may remove it")


def test_little_room_is_said_before_there_is_none(offline: str, device: Device) -> None:
    tab = device.open(offline)
    used = tab.page.evaluate("navigator.storage.estimate().then(({usage}) => usage)")
    session = tab.page.context.new_cdp_session(tab.page)
    quota = {"origin": offline, "quotaSize": used + 20e6}
    session.send("Storage.overrideQuotaForOrigin", quota)
    notice = tab.page.locator("#notice")
    tab.reload()
    expect(notice).to_contain_text("Less than 50 MB of space are left.")
    notice.get_by_role("button", name="Close").click()
    announce_save(tab)
    page = open_page(device, offline)
    expect(page.locator("#state")).to_contain_text("Less than 50 MB are free.")
    expect(notice).to_be_empty()
