"""HTTP's Basic authentication, as over a network. Runs inside a generated project."""

import json
from base64 import b64encode

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.browser.device import START_SECONDS, Device, Tab

AREA = ("Łukasz", "hasło")


@pytest.fixture
def tab(offline: str, device: Device) -> Tab:
    """A tab of a browser that was just opened: it knows no password."""
    return device.open(offline)


def dialog(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Sign in")


def sign_in(page: Page, name: str, password: str) -> None:
    asks = dialog(page)
    expect(asks).to_be_visible(timeout=START_SECONDS * 1000)
    asks.get_by_label("Name").fill(name)
    asks.get_by_label("Password").fill(password)
    asks.get_by_role("button", name="Sign in").click()


def begin(tab: Tab, path: str, options: str = "{}") -> None:
    """Fetch something from the app's page, and go on."""
    script = f"""() => {{
      window.answer = app.contentWindow.fetch("{path}", {options})
        .then(async (answer) => [answer.status, await answer.text()]);
    }}"""
    tab.page.evaluate(script)


def test_the_tutorial(tab: Tab, offline: str) -> None:
    tab.page.goto(f"{offline}users/me", wait_until="commit")  # a tab's first address
    sign_in(tab.page, "stanleyjobson", "swordfish")
    expect(tab.app.get_by_text('{"username":"stanleyjobson"}')).to_be_visible()
    tab.wait_until_ready()
    tab.reload()
    expect(tab.app.get_by_text('{"username":"stanleyjobson"}')).to_be_visible()
    assert tab.fetch("me")[0] == 200


def test_a_link_and_a_wrong_password(tab: Tab) -> None:
    tab.app.get_by_role("link", name="Me").click()
    expect(dialog(tab.page).get_by_label("Name")).to_be_focused()
    expect(dialog(tab.page).get_by_role("alert")).to_have_count(0)
    sign_in(tab.page, "stanleyjobson", "wrong")
    expect(dialog(tab.page).get_by_role("alert")).to_contain_text("did not accept")
    expect(dialog(tab.page).get_by_label("Name")).to_have_value("stanleyjobson")
    expect(dialog(tab.page).get_by_label("Password")).to_have_value("")
    sign_in(tab.page, "stanleyjobson", "swordfish")
    expect(tab.app.get_by_text('{"username":"stanleyjobson"}')).to_be_visible()


@pytest.mark.parametrize("way", ["Escape", "Cancel"])
def test_who_does_not_want_to_gets_the_app_s_own_page(tab: Tab, offline: str, way: str) -> None:
    tab.app.get_by_role("link", name="Me").click()
    expect(dialog(tab.page)).to_be_visible()
    if way == "Escape":
        tab.page.keyboard.press("Escape")
    else:
        dialog(tab.page).get_by_role("button", name="Cancel").click()
    expect(tab.app.get_by_text('{"detail":"Not authenticated"}')).to_be_visible()
    tab.page.wait_for_url(f"{offline}users/me")
    tab.page.reload(wait_until="commit")  # the load event waits for the frame's
    sign_in(tab.page, "stanleyjobson", "swordfish")
    expect(tab.app.get_by_text('{"username":"stanleyjobson"}')).to_be_visible()


@pytest.mark.parametrize("length", [10, 300_000])
def test_a_form_is_not_lost(tab: Tab, length: int) -> None:
    tab.app.get_by_role("textbox").fill("x" * length)
    tab.app.get_by_role("button", name="Send").click()
    expect(dialog(tab.page)).to_contain_text('The "area"')
    sign_in(tab.page, *AREA)
    expect(tab.app.get_by_role("heading")).to_have_text(f"Got {length}, xxxxx")


def test_a_script_s_request_asks_too_and_keeps_its_body(tab: Tab) -> None:
    begin(tab, "area/body", "{method: 'PUT', body: 'x'.repeat(1e6)}")
    sign_in(tab.page, *AREA)
    assert tab.page.evaluate("answer") == [200, "1000000"]


@pytest.mark.parametrize(
    ("path", "options"),
    [
        ("users/me", "{credentials: 'omit'}"),
        ("users/me", "{headers: {Authorization: 'Basic eDp5'}}"),
        ("digest", "{}"),
    ],
)
def test_what_is_not_asked_for(tab: Tab, path: str, options: str) -> None:
    begin(tab, path, options)
    assert tab.page.evaluate("answer")[0] == 401
    expect(dialog(tab.page)).to_be_hidden()


def test_many_requests_at_once_ask_once(tab: Tab) -> None:
    script = """() => {
      const all = Array.from({length: 5}, () => app.contentWindow.fetch("area/asked"));
      window.answers = Promise.all(all).then((found) => found.map(({status}) => status));
    }"""
    tab.page.evaluate(script)
    sign_in(tab.page, *AREA)
    assert tab.page.evaluate("answers") == [200] * 5


def test_they_are_sent_unasked_where_they_belong(tab: Tab) -> None:
    begin(tab, "area/asked")
    sign_in(tab.page, *AREA)
    assert json.loads(tab.page.evaluate("answer")[1]) == ["/area/asked"] * 2
    assert tab.fetch("area/who") == (200, '"Łukasz:hasło"')
    assert tab.fetch("who") == (200, '"nobody"')


def test_they_outlive_the_service_worker_and_the_tab_that_ran_the_app(
    tab: Tab, offline: str, device: Device
) -> None:
    begin(tab, "area/asked")
    sign_in(tab.page, *AREA)
    tab.page.evaluate("answer")
    session = tab.page.context.new_cdp_session(tab.page)
    session.send("ServiceWorker.enable")
    session.send("ServiceWorker.stopAllWorkers")
    assert tab.fetch("area/who") == (200, '"Łukasz:hasło"')
    second = device.open(offline)
    assert second.fetch("area/who") == (200, '"Łukasz:hasło"')
    tab.page.close()
    session = second.page.context.new_cdp_session(second.page)
    session.send("ServiceWorker.enable")
    session.send("ServiceWorker.stopAllWorkers")
    assert second.fetch("area/who") == (200, '"Łukasz:hasło"')


def test_a_tab_that_is_closed_asks_no_more(tab: Tab, offline: str, device: Device) -> None:
    other = device.open(offline)
    other.page.bring_to_front()
    begin(tab, "area/asked")
    expect(dialog(other.page)).to_be_visible()  # in the tab in front
    other.page.close()
    assert tab.page.evaluate("answer")[0] == 401


def test_a_password_is_not_on_the_disk(tab: Tab, device: Device) -> None:
    secret = "correct-horse-battery"
    begin(tab, "users/me", "{method: 'GET'}")
    sign_in(tab.page, "stanleyjobson", secret)
    expect(dialog(tab.page).get_by_role("alert")).to_be_visible()
    sign_in(tab.page, "stanleyjobson", "swordfish")
    assert tab.page.evaluate("answer")[0] == 200
    device.close()
    pair = b64encode(f"stanleyjobson:{secret}".encode())
    for path in device.profile.rglob("*"):
        held = path.read_bytes() if path.is_file() else b""
        assert secret.encode() not in held and pair not in held, path
        assert b64encode(b"stanleyjobson:swordfish") not in held, path
