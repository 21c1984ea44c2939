"""Sharing with the app: what is shared is shown once, saved by the person only, and never lost."""

import pytest
from playwright.sync_api import expect

from .device import Device, Tab
from .host import Host
from .share import share

pytest.importorskip("app.records", reason="these are tests of the field survey")

SHARED = {"title": "Oak", "text": "by the gate", "url": "https://example.org/"}
NOTE = "by the gate\nhttps://example.org/"


def expect_form(tab: Tab, title: str, note: str) -> None:
    tab.wait_until_ready()
    expect(tab.app.get_by_label("Title")).to_have_value(title)
    expect(tab.app.get_by_label("Note")).to_have_value(note)


def save(tab: Tab) -> None:
    tab.app.get_by_text("Plant", exact=True).click()
    tab.app.get_by_role("button", name="Save").click()
    tab.page.wait_for_url("**/records/*?notice=saved")


def total(tab: Tab) -> int:
    found: int = tab.run("async () => (await (await fetch('/api/records')).json()).total")
    return found


def test_a_share_opens_a_form_that_the_person_saves_once(offline: str, device: Device) -> None:
    other = device.open(offline)
    tab = share(other.page.context, f"{offline}records/shared", SHARED)
    expect_form(tab, "Oak", NOTE)
    expect(tab.app.get_by_role("status")).to_contain_text("not saved yet")
    assert total(tab) == 0
    tab.reload()
    expect_form(tab, "Oak", NOTE)
    save(tab)
    tab.page.go_back()
    expect_form(tab, "Oak", NOTE)
    tab.reload()
    assert total(tab) == 1


def test_leaving_the_form_unsaved_and_coming_back_loses_nothing(
    offline: str, device: Device
) -> None:
    other = device.open(offline)
    tab = share(other.page.context, f"{offline}records/shared", SHARED)
    expect_form(tab, "Oak", NOTE)
    tab.app.get_by_role("link", name="Cancel").click()
    expect(tab.app.get_by_role("heading", level=1)).to_have_text("Records")
    tab.page.go_back()
    expect_form(tab, "Oak", NOTE)


def test_a_share_into_the_tab_with_a_form_leaves_the_form_one_step_back(
    offline: str, device: Device
) -> None:
    """Chrome on Android opens a share in the app's window; the browser fills fields again but those
    with autocomplete="off"."""
    tab = device.open(f"{offline}records/new")
    tab.app.get_by_label("Note").fill("Half a record")
    share(tab.page.context, f"{offline}records/shared", SHARED, tab=tab)
    expect_form(tab, "Oak", NOTE)
    tab.page.evaluate("history.go(-2)")  # between them is what stands for the system's dialog
    typed = "() => app.contentDocument?.getElementById('note')?.value === 'Half a record'"
    tab.page.wait_for_function(typed)


def test_two_shares_at_once_are_two_forms(offline: str, device: Device) -> None:
    context = device.open(offline).page.context
    tabs = [share(context, f"{offline}records/shared", {"title": title}) for title in ("A", "B")]
    for tab, title in zip(tabs, ("A", "B"), strict=True):
        expect_form(tab, title, "")


def test_a_share_starts_the_app(offline: str, device: Device) -> None:
    tab = share(device.start(), f"{offline}records/shared", SHARED)
    expect_form(tab, "Oak", NOTE)


def test_a_share_that_the_app_could_not_take_is_offered_again(offline: str, device: Device) -> None:
    context = device.start()
    holder = context.new_page()
    holder.goto(f"{offline}_pwa/blank.html")
    hold = """(name) => new Promise((held) => {
      navigator.locks.request(name, () => { held(); return new Promise(() => {}); });
    })"""
    holder.evaluate(hold, f"asgi-pwa:owner:{offline}")
    tab = share(context, f"{offline}records/shared", SHARED)
    expect(tab.page.locator("#cover-text")).to_have_text("Waiting for another tab…")
    tab.page.close()
    holder.close()
    tab = device.open(offline)
    notice = tab.page.get_by_role("status").filter(has_text="shared with this app")
    notice.get_by_role("button", name="Show it").click()
    expect_form(tab, "Oak", NOTE)
    expect(notice).to_have_count(0)
    tab.goto(offline)
    assert tab.page.evaluate(f"caches.open('asgi-pwa:shares:{offline}').then((c) => c.keys())")
    expect(notice).to_have_count(0)


def test_what_was_shared_and_not_taken_can_be_discarded(offline: str, device: Device) -> None:
    tab = device.open(offline)
    put = """async (scope) => {
      const cache = await caches.open(`asgi-pwa:shares:${scope}`);
      await cache.put(`${scope}_pwa/shares/1`, new Response("text=a"));
    }"""
    tab.page.evaluate(put, offline)
    tab.reload()
    tab.page.get_by_role("button", name="Discard it").click()
    expect(tab.page.get_by_text("was not taken yet")).to_have_count(0)
    tab.reload()
    expect(tab.page.get_by_text("was not taken yet")).to_have_count(0)


def test_a_page_of_another_site_reaches_the_app_by_no_other_address(
    offline: str, device: Device
) -> None:
    record = {"id": "3f0f0f60-0000-4000-8000-000000000000", "title": "Forged", "category": "plant"}
    fields = record | {"observed_at": "2026-01-01T00:00", "utc_offset": "0"}
    tab = share(device.start(), f"{offline}records", fields)
    tab.wait_until_ready()
    assert total(tab) == 0


def test_a_page_of_another_site_that_says_who_it_is_shares_nothing(
    offline: str, host: Host, device: Device
) -> None:
    device.arguments = ("--host-resolver-rules=MAP other.test 127.0.0.1",)
    url = host.start()
    page = device.start().new_page()
    page.goto(f"{url.replace('localhost', 'other.test')}_pwa/blank.html")
    tab = Tab(page)
    post = """(action) => {
      const form = Object.assign(document.createElement("form"), { action, method: "post" });
      form.append(Object.assign(document.createElement("textarea"), { name: "text", value: "x" }));
      document.body.append(form);
      form.submit();
    }"""
    with page.expect_navigation(wait_until="commit"):
        page.evaluate(post, f"{url}records/shared")
    expect_form(tab, "", "")
