"""An answer that the application has packed is unpacked for its page, as over a network.

Both pages are in one browser. Runs inside a generated project.
"""

from collections.abc import Iterator

import pytest
from app.main import PACKED, app
from playwright.sync_api import Frame, Page
from tests.browser.device import Device, Tab
from tests.unit.bridge.parity.servers import listening

READ = """async ([url, method]) => {
  const response = await fetch(url, {method, cache: "no-store"});
  const coding = response.headers.get("content-encoding");
  const length = response.headers.get("content-length");
  const text = await response.text().catch((error) => error.name);
  return {status: response.status, text, coding, length};
}"""
FAILS = "TypeError"
NOT_HERE = {"brotli": FAILS, "cut": FAILS}
"""What is not as natively: Chromium cannot unpack Brotli outside of its network stack, and shows
what is cut off as if it were whole."""
UNPACKED_ANYHOW = {"identity", "utf-8", ""}
"""Codings that pack nothing: these answers are passed on as they are."""

Pages = tuple[Page, str, Tab, str]


@pytest.fixture(scope="module")
def pages(installed: tuple[Device, str]) -> Iterator[Pages]:
    """A tab of uvicorn's site and its address, one of the built site and its address."""
    device, url = installed
    tab = device.open(url)
    assert tab.page.context.browser
    with listening(app, lifespan="on") as port:
        page = tab.page.context.browser.new_context().new_page()
        page.goto(f"http://127.0.0.1:{port}/")
        yield page, page.url, tab, url


def shown(tab: Tab) -> Frame:
    app_frame = tab.page.query_selector("#app")
    frame = app_frame and app_frame.content_frame()
    assert frame
    return frame


@pytest.mark.parametrize("pieces", ["", "?pieces=1"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
@pytest.mark.parametrize("name", PACKED)
def test_a_page_reads_what_was_packed(pages: Pages, name: str, method: str, pieces: str) -> None:
    page, native, tab, url = pages
    expected = page.evaluate(READ, [f"{native}packed/{name}{pieces}", method])
    answered = tab.run(READ, [f"{url}packed/{name}{pieces}", method])
    assert answered["status"] == expected["status"] == 200
    text = NOT_HERE.get(name, expected["text"]) if method != "HEAD" else ""
    assert answered["text"] == text
    if PACKED[name][0] not in UNPACKED_ANYHOW:
        assert (answered["coding"], answered["length"]) == (None, None)


@pytest.mark.parametrize("pieces", ["", "?pieces=1"])
@pytest.mark.parametrize("name", ["gzip", "raw deflate"])
def test_a_packed_page_is_a_page_of_the_app(pages: Pages, name: str, pieces: str) -> None:
    *_, tab, url = pages
    frame = shown(tab)
    frame.goto(f"{url}packed/{name}{pieces}")
    assert frame.inner_text("h1").startswith("Unpacked, שלום.")
    assert frame.evaluate("() => [document.compatMode, 'scope' in WebSocket]") == [
        "CSS1Compat",
        True,
    ]


@pytest.mark.parametrize("pieces", ["", "?pieces=1"])
@pytest.mark.parametrize("name", ["brotli", "broken", "broken deflate", "not packed"])
def test_a_page_that_cannot_be_unpacked_says_so(pages: Pages, name: str, pieces: str) -> None:
    *_, tab, url = pages
    frame = shown(tab)
    frame.goto(f"{url}packed/{name}{pieces}")
    assert f"Content-Encoding: {PACKED[name][0]})" in frame.inner_text("p")
    assert "Nothing was changed." in frame.inner_text("p")


def test_what_a_form_did_is_not_said_to_be_nothing(pages: Pages) -> None:
    *_, tab, url = pages
    frame = shown(tab)
    frame.goto(url)
    frame.click("button")
    frame.wait_for_selector("text=The app's answer cannot be read")
    assert "look before you send it again" in frame.inner_text("p")


def test_a_packed_stream_arrives_piece_by_piece(pages: Pages) -> None:
    page, native, tab, url = pages
    read = """async (base) => {
      const reader = (await fetch(`${base}packed-events`)).body.getReader();
      const decoder = new TextDecoder();
      const events = [];
      for (let step = await reader.read(); !step.done; step = await reader.read()) {
        events.push(decoder.decode(step.value));
        await fetch(`${base}packed-events/${events.length - 1}`, {method: "POST"});
      }
      return events;
    }"""
    expected = [f"data: {number}\n\n" for number in range(3)]
    assert page.evaluate(read, native) == expected
    assert tab.run(read, url) == expected


def test_the_app_learns_that_a_page_has_left_a_packed_stream(pages: Pages) -> None:
    *_, tab, url = pages
    tab.run(
        """async (base) => {
          const {body} = await fetch(`${base}endless/`);
          const reader = body.getReader();
          const read = reader.read();
          await fetch(base);
          await reader.cancel();
          await read;
          await fetch(`${base}left`);
        }""",
        url,
    )
