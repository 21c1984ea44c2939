"""A page in the frame is read as natively: its encoding, its doctype, its Location.

Both pages are in one browser. Runs inside a generated project.
"""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from app.main import app
from playwright.sync_api import Frame, Page
from tests.browser.device import Device
from tests.unit.bridge.parity.servers import listening

WORDS = "<title>Page</title><h1>Grün שלום</h1>"
DOCUMENTS = [f"<!doctype html>{WORDS}", f"<!-- first -->\n<!doctype html>{WORDS}", WORDS]
LONG = f"<!doctype html>{WORDS}<p>" + "much more " * 300
CODINGS = [
    *(("utf-8", "text/html; charset=utf-8"), ("utf-8-sig", "text/html; charset=utf-8")),
    *(("utf-8-sig", "text/html"), ("utf-8-sig", "text/html; charset=latin-1")),
    *(("utf-16", "text/html"), ("utf-16-le", "text/html; charset=utf-16")),
    *(("utf-16-be", 'TEXT/HTML; Charset="UTF-16BE"'), ("utf-16", "text/html; charset=utf-8")),
    *(("iso8859-8", "text/html; charset=iso-8859-8"), ("utf-8", "application/xhtml+xml")),
]
ENCODED = [
    (document, coding, kind)
    for document in [*DOCUMENTS, LONG]
    for coding, kind in CODINGS
    if coding != "iso8859-8" or "ü" not in document
] + [("<!doctype html><h1>שלום</h1>", "iso8859-8", "text/html; charset=iso-8859-8")]
READ = """() => [document.compatMode, document.characterSet,
  document.documentElement.textContent.replace(/\\s+/g, " ").trim()]"""
FETCH = """async (url) => {
  const response = await fetch(url, {cache: "no-store"});
  const location = response.headers.get("location");
  return [response.status, location, response.redirected, await response.text()];
}"""
Pages = tuple[Page, str, Frame, str]


@pytest.fixture(scope="module")
def pages(installed: tuple[Device, str]) -> Iterator[Pages]:
    """A tab of uvicorn's site and its address, the frame of the built site and its address."""
    device, url = installed
    tab = device.open(url)
    app_frame = tab.page.query_selector("#app")
    frame = app_frame and app_frame.content_frame()
    assert frame and tab.page.context.browser
    with listening(app, lifespan="on") as port:
        page = tab.page.context.browser.new_context().new_page()
        page.goto(f"http://127.0.0.1:{port}/")
        yield page, page.url, frame, url


def test_a_page_is_read_in_its_own_encoding(pages: Pages) -> None:
    page, native, frame, url = pages
    differing: list[Any] = []
    for text, coding, kind in ENCODED:
        query = "encoded?" + urlencode({"text": text, "coding": coding, "type": kind})
        page.goto(native + query)
        frame.goto(url + query)
        natively, here = page.evaluate(READ), frame.evaluate(READ)
        if here != natively:
            differing.append([text[:40], coding, kind, natively, here])
    assert not differing, json.dumps(differing, indent=1)


@pytest.mark.parametrize(
    ("status", "location"),
    [
        *((status, "packed/nothing") for status in (200, 201, 300, 301, 302, 303, 305, 307, 308)),
        *((status, "") for status in (201, 302)),
        *((201, location) for location in ("javascript:alert()", "?a b#c")),
    ],
)
def test_what_is_no_redirect_keeps_its_location(pages: Pages, status: int, location: str) -> None:
    page, native, frame, url = pages
    query = "located?" + urlencode({"status": status, "location": location})
    page.goto(native)
    frame.goto(url)
    assert frame.evaluate(FETCH, url + query) == page.evaluate(FETCH, native + query)
