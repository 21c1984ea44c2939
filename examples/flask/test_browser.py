"""Runs inside a generated project that holds this example."""

from playwright.sync_api import expect
from tests.browser.device import Device, Tab
from tests.browser.host import Host


def enter(tab: Tab, link: str, password: str, button: str) -> None:
    tab.app.get_by_role("link", name=link).click()
    tab.app.get_by_label("Username").fill("ada")
    tab.app.get_by_label("Password").fill(password)
    tab.app.get_by_role("button", name=button).click()


def register(tab: Tab) -> None:
    enter(tab, "Register", "hérons", "Register")
    expect(tab.app.get_by_role("heading", name="Log In")).to_be_visible()


def log_in(tab: Tab) -> None:
    enter(tab, "Log In", "hérons", "Log In")
    expect(tab.app.get_by_role("link", name="Log Out")).to_be_visible()


def write(tab: Tab, title: str) -> None:
    tab.app.get_by_role("link", name="New").click()
    tab.app.get_by_label("Title").fill(title)
    tab.app.get_by_label("Body").fill("Two lines,\nand a ñ.")
    tab.app.get_by_role("button", name="Save").click()
    expect(tab.app.get_by_role("heading", name=title)).to_be_visible()


def test_posts_and_the_login_outlive_a_kill_without_a_server(host: Host, device: Device) -> None:
    url = host.start()
    tab = device.open(url)
    host.stop()
    expect(tab.app.get_by_role("navigation")).to_have_css("display", "flex")  # its stylesheet
    register(tab)
    enter(tab, "Log In", "egrets", "Log In")
    expect(tab.app.get_by_role("alert")).to_have_text("Incorrect username or password.")
    log_in(tab)
    write(tab, "Heron at the weir")
    tab.app.get_by_role("link", name="Edit").click()
    tab.app.get_by_label("Title").fill("")
    tab.app.get_by_role("button", name="Save").click()
    expect(tab.app.get_by_role("alert")).to_have_text("Title is required.")
    tab.app.get_by_label("Title").fill("Egret at the weir")
    tab.app.get_by_role("button", name="Save").click()
    expect(tab.app.get_by_role("heading", name="Egret at the weir")).to_be_visible()
    device.kill()

    tab = device.open(url)
    expect(tab.app.get_by_role("link", name="Log Out")).to_be_visible()  # the session
    expect(tab.app.get_by_role("heading", level=3)).to_have_text(["Egret at the weir"])
    expect(tab.app.get_by_text("and a ñ.")).to_be_visible()
    tab.app.get_by_role("link", name="Log Out").click()
    enter(tab, "Register", "egrets", "Register")
    expect(tab.app.get_by_role("alert")).to_have_text("User ada is already registered.")


def test_two_tabs_are_one_application(offline: str, device: Device) -> None:
    first = device.open(offline)
    second = device.open(offline)
    register(first)
    log_in(first)
    write(first, "Heron at the weir")
    second.reload()
    expect(second.app.get_by_role("heading", level=3)).to_have_text(["Heron at the weir"])
    write(second, "Egret at the weir")
    first.reload()
    expect(first.app.get_by_role("heading", level=3)).to_have_text(
        ["Egret at the weir", "Heron at the weir"]
    )
