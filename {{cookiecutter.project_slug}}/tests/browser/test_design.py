"""The pages of the app and the screens of the shell as Lighthouse would look at them: on a narrow
phone, in light and dark, from right to left, by keyboard."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Frame, Page, ViewportSize, expect

from .design import FAULTS, MIRRORED, UNSEEN_FOCUS
from .device import Device, Tab

ADDRESSES = (
    *("", "records/new", "records/saved", "records/saved/edit", "records/saved/delete"),
    *("backup", "no/such/page", "invalid"),
)
ALONE = ("_pwa/rescue.html", "_pwa/diagnostics.html", "_pwa/blank.html")
NARROW: ViewportSize = {"width": 320, "height": 640}


@pytest.fixture(scope="module", params=["light", "dark"])
def tab(installed: tuple[Device, str], request: pytest.FixtureRequest) -> Iterator[Tab]:
    """A tab on a narrow phone, in one of the colour schemes; another one runs the worker."""
    device, url = installed
    worker = device.open(url)
    tab = device.open(url)
    tab.page.set_viewport_size(NARROW)
    tab.page.emulate_media(color_scheme=request.param)
    yield tab
    tab.page.close()
    worker.page.close()


def app_frame(tab: Tab) -> Frame:
    app = tab.page.query_selector("#app")
    frame = app and app.content_frame()
    assert frame
    return frame


def show(tab: Tab, url: str, address: str) -> None:
    """Open an address; "saved" stands for a record, "invalid" for a form with errors."""
    if "saved" in address:
        record = {
            "id": "3f0f0f60-0000-4000-8000-000000000000",
            "title": "A title with averylongwordthatdoesnotfitintoanarrowline",
            "category": "plant",
            "observed_at": "2026-01-01T10:00:00Z",
            "note": "A note",
        }
        body = "(record) => fetch('/api/records', {method: 'POST', body: JSON.stringify(record), "
        status = tab.run(
            body + "headers: {'content-type': 'application/json'}}).then((a) => a.status)", record
        )
        assert status == 201
        address = address.replace("saved", record["id"])
    tab.goto(url + ("records/new" if address == "invalid" else address))
    if address == "invalid":
        tab.app.get_by_role("button", name="Save").click()
        expect(tab.app.get_by_role("alert")).to_be_visible()


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_of_the_app(installed: tuple[Device, str], tab: Tab, address: str) -> None:
    pytest.importorskip("app.records", reason="these are the field survey's pages")
    show(tab, installed[1], address)
    frame = app_frame(tab)
    assert frame.evaluate(FAULTS) == []
    assert frame.evaluate(UNSEEN_FOCUS) == []
    assert frame.evaluate(MIRRORED) == [True, "rtl"]


def alone(tab: Tab) -> Page:
    """A tab beside `tab`, and like it, for what is not the shell with the app."""
    page = tab.page.context.new_page()
    page.set_viewport_size(NARROW)
    dark = tab.page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    page.emulate_media(color_scheme="dark" if dark else "light")
    return page


@pytest.mark.parametrize("address", ALONE)
def test_a_page_that_needs_no_app(installed: tuple[Device, str], tab: Tab, address: str) -> None:
    page = alone(tab)
    page.goto(installed[1] + address)
    if address.endswith("blank.html"):
        page.evaluate("document.getElementById('file').hidden = false")
    else:
        expect(page.get_by_role("heading", level=2).first).to_be_visible()
    page.evaluate("document.querySelectorAll('details').forEach((part) => (part.open = true))")
    assert_is_well_made(page)
    page.close()


def assert_is_well_made(page: Page) -> None:
    assert page.evaluate(FAULTS) == []
    assert page.evaluate(UNSEEN_FOCUS) == []
    assert page.evaluate(MIRRORED) == [True, "rtl"]


def test_the_shell_s_notices(installed: tuple[Device, str], tab: Tab) -> None:
    tab.goto(installed[1])
    tab.page.evaluate(
        """() => {
          const words = document.getElementById("install-on-ios").content.cloneNode(true);
          const text = document.createElement("p");
          text.append(words);
          const button = Object.assign(document.createElement("button"), {textContent: "Close"});
          document.getElementById("notice").replaceChildren(text, button);
          document.getElementById("slow").hidden = false;
          document.getElementById("hangs").hidden = false;
        }"""
    )
    assert tab.page.evaluate(FAULTS) == []


def test_the_shell_s_failure(installed: tuple[Device, str], tab: Tab) -> None:
    page = alone(tab)
    page.add_init_script("delete StorageManager.prototype.getDirectory")
    page.goto(installed[1])
    expect(page.get_by_role("alert")).to_be_visible()
    page.evaluate("document.querySelectorAll('details').forEach((part) => (part.open = true))")
    assert_is_well_made(page)
    page.close()
