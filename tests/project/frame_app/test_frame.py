"""First addresses that never load, or are no pages. Runs inside a generated project."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect
from tests.browser.device import Device, Tab


@pytest.fixture(scope="module")
def prefix() -> str:
    return "/sub/"


@pytest.fixture
def tab(installed: tuple[Device, str]) -> Iterator[Tab]:
    """A tab that has not opened the site yet."""
    device, _ = installed
    assert device.context is not None
    tab = Tab(device.context.new_page())
    yield tab
    tab.page.close()


@pytest.mark.parametrize(
    ("path", "title"),
    [("endless?kind=html", "Endless"), ("picture", "Picture"), ("endless?kind=plain", "")],
)
def test_a_page_that_never_ends_is_shown(
    installed: tuple[Device, str], tab: Tab, path: str, title: str
) -> None:
    _, url = installed
    tab.page.goto(url + path, wait_until="commit")  # the tab's load event waits for the frame's
    tab.wait_until_ready()
    expect(tab.app.get_by_text("Begun")).to_be_visible()
    assert tab.page.url == url + path
    if title:
        expect(tab.page).to_have_title(title)


def test_the_address_follows_to_a_page_that_never_ends(
    installed: tuple[Device, str], tab: Tab
) -> None:
    _, url = installed
    tab.goto(url)
    tab.page.evaluate("() => { app.contentWindow.location.href = 'endless?kind=html'; }")
    tab.page.wait_for_url(f"{url}endless?kind=html", wait_until="commit")
    expect(tab.page).to_have_title("Endless")


@pytest.mark.parametrize("path", ["file", "nothing"])
def test_an_address_that_is_no_page_says_so(
    installed: tuple[Device, str], tab: Tab, path: str
) -> None:
    _, url = installed
    saved: list[str] = []
    tab.page.on("download", lambda download: saved.append(download.suggested_filename))
    tab.page.goto(url + path, wait_until="commit")
    tab.wait_until_ready()
    expect(tab.app.get_by_role("alert")).to_contain_text("no page to show here")
    tab.app.get_by_role("link", name="Open the app").click()
    expect(tab.app.get_by_role("heading")).to_have_text("Start")
    tab.page.wait_for_url(url)
    assert saved == (["report.txt"] if path == "file" else [])
