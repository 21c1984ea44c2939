"""The offer to install the app, with any application: when it comes, and that it comes once."""

from playwright.sync_api import Locator, expect

from .device import Device, Tab
from .host import Host

PROMPT = """() => {
  const event = new Event("beforeinstallprompt", { cancelable: true });
  event.prompt = async () => { console.log("prompted"); return { outcome: "accepted" }; };
  dispatchEvent(event);
  return event.defaultPrevented;
}"""
"""The event that Chromium sends where it would install; its own comes at a time of its own."""

KEPT = "StorageManager.prototype.persisted = async () => true"
"""The browser keeps the data, so that no other notice comes."""

SAVED = """() => {
  const data = { type: "saved" };
  navigator.serviceWorker.dispatchEvent(new MessageEvent("message", { data }));
}"""
IPHONE = """Object.defineProperty(navigator, "platform", { value: "iPhone" });
Object.defineProperty(navigator, "userAgent", { value: "Mozilla/5.0 (iPhone) Safari" });"""


def notice(tab: Tab) -> Locator:
    return tab.page.locator("#notice")


def show_page(tab: Tab, html: str) -> None:
    """Let the frame hold another page, and say that it has loaded."""
    tab.page.evaluate(
        """(html) => {
          app.contentDocument.body.innerHTML = html;
          app.dispatchEvent(new Event("load"));
        }""",
        html,
    )


def visit(device: Device, url: str) -> Tab:
    """Open the site in a browser that keeps its data."""
    tab = Tab(device.start().new_page())
    tab.page.add_init_script(KEPT)
    tab.goto(url)
    return tab


def test_a_first_visit_is_left_in_peace_until_something_is_saved(
    host: Host, device: Device
) -> None:
    tab = visit(device, host.start())
    show_page(tab, "<h1>A list</h1>")
    assert tab.page.evaluate(PROMPT) is True
    expect(notice(tab)).to_be_empty()
    tab.page.evaluate(SAVED)
    show_page(tab, "<form method=post><input name=a></form>")
    expect(notice(tab)).to_be_empty()
    show_page(tab, "<h1>A list</h1>")
    expect(notice(tab)).to_contain_text("can be installed")


def test_a_second_visit_offers_it_and_installs(offline: str, device: Device) -> None:
    tab = visit(device, offline)
    show_page(tab, "<h1>A list</h1>")
    tab.page.evaluate(PROMPT)
    expect(notice(tab)).to_contain_text("can be installed")
    with tab.page.expect_console_message(lambda message: message.text == "prompted"):
        notice(tab).get_by_role("button", name="Install").press("Enter")
    expect(notice(tab)).to_be_empty()


def test_what_was_put_away_does_not_come_again(offline: str, device: Device) -> None:
    tab = visit(device, offline)
    show_page(tab, "<h1>A list</h1>")
    tab.page.evaluate(PROMPT)
    notice(tab).get_by_role("button", name="Not now").click()
    tab.reload()
    show_page(tab, "<h1>A list</h1>")
    tab.page.evaluate(PROMPT)
    show_page(tab, "<h1>Another</h1>")
    expect(notice(tab)).to_be_empty()


def test_a_save_takes_it_away_so_that_the_data_is_asked_for_first(
    offline: str, device: Device
) -> None:
    tab = visit(device, offline)
    show_page(tab, "<h1>A list</h1>")
    tab.page.evaluate(PROMPT)
    expect(notice(tab)).to_contain_text("can be installed")
    tab.page.evaluate(SAVED)
    expect(notice(tab)).to_be_empty()


def test_on_an_iphone_it_comes_first_in_words_and_pictures(host: Host, device: Device) -> None:
    tab = Tab(device.start().new_page())
    tab.page.add_init_script(IPHONE)
    tab.goto(host.start())
    show_page(tab, "<h1>A list</h1>")
    expect(notice(tab)).to_contain_text("before you collect")
    expect(notice(tab)).to_contain_text("Add to Home Screen")
    expect(notice(tab).locator("svg")).to_have_count(2)
    notice(tab).get_by_role("button", name="Close").click()
    tab.reload()
    show_page(tab, "<h1>A list</h1>")
    expect(notice(tab)).to_be_empty()
