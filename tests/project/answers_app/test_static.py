"""A static file that the service worker serves is what StaticFiles makes of it behind uvicorn.

Both pages are in one browser and send the same requests. Runs inside a generated project.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from app.main import app
from playwright.sync_api import Frame, Page
from tests.browser.device import Device
from tests.unit.bridge.parity.servers import listening

NAMES = [
    *("text.txt", "style.css", "data.md", "empty.bin", "big.bin", "page.html", "no%20type"),
    *("50%25%231%3F.txt", "text.txt?v=1", "sub/../text.txt", "none", "sound.wav"),
]
CONDITIONS = [
    ("If-None-Match", "{etag}"),
    ("If-None-Match", 'W/{etag}, "other"'),
    ("If-None-Match", '"other" , {etag}'),
    ("If-None-Match", '"other"'),
    ("If-None-Match", "*"),
    ("If-None-Match", ""),
    ("If-Modified-Since", "{last-modified}"),
    ("If-Modified-Since", "Sat, 01 Jan 2050 00:00:00 GMT"),
    ("If-Modified-Since", "Saturday, 01-Jan-50 00:00:00 GMT"),
    ("If-Modified-Since", "Sat Jan  1 00:00:00 2050"),
    ("If-Modified-Since", "Sat, 01 Jan 1990 00:00:00 GMT"),
    ("If-Modified-Since", "Mon Jan  1 00:00:00 1990"),
    ("If-Modified-Since", "yesterday"),
]
RANGES = [
    *("bytes=0-9", "bytes=0-0", "bytes=10-", "bytes=-10", "bytes=0-", "bytes=999-"),
    *("bytes=0-99999", "bytes=-99999", "bytes=5-5,7-8", "bytes=-1,0-0", "bytes=0-9,5-20"),
    *("bytes=0-4,5-9", "bytes=20-29,0-9,5-12", "bytes=1-1,1000-", "bytes=0-1,9-1"),
    *("bytes=1000-", "bytes=-0", "bytes=5000-6000", "bytes=--1", "bytes=999-5000"),
    *("bytes=", "bytes=a-b", "bytes=9-1", "bytes=-", "bytes=,", "bytes=5", "bytes", "lines=0-1"),
    *("BYTES = 0-9", "bytes=0-9,", "bytes= 1 - 2 ,, x", "bytes=1_0-2_0", "bytes=+5-9"),
    *("bytes=0x1-5", "bytes=1.5-3", "bytes=5--3", "=0-1", "", "bytes=0-1=2"),
    "bytes=" + ",".join(f"{at}-{at}" for at in range(0, 200, 2)),
    "bytes=" + ",".join(f"{at}-{at}" for at in range(0, 202, 2)),
]
ROWS = [
    *((method, name, {}) for method in ("GET", "HEAD") for name in NAMES),
    *((method, "text.txt", {}) for method in ("POST", "PUT", "DELETE", "OPTIONS", "PATCH")),
    *(
        (method, "text.txt", {name: value})
        for method in ("GET", "HEAD")
        for name, value in CONDITIONS
    ),
    ("GET", "text.txt", {"If-None-Match": '"other"', "If-Modified-Since": "{last-modified}"}),
    ("GET", "text.txt", {"If-None-Match": "{etag}", "Range": "bytes=0-1"}),
    *(
        (method, name, {"Range": value})
        for method, name in (("GET", "text.txt"), ("HEAD", "text.txt"), ("GET", "empty.bin"))
        for value in RANGES
    ),
    ("GET", "big.bin", {"Range": "bytes=1-700000"}),
    ("GET", "style.css", {"Range": "bytes=0-1,4-5"}),
    *(
        ("GET", "text.txt", {"Range": "bytes=0-9", "If-Range": value})
        for value in ("{etag}", "{last-modified}", "W/{etag}", '"other"', "", "yesterday")
    ),
]

SEND = """async ([base, rows]) => {
  const outcomes = [];
  for (const [method, name, headers] of rows) {
    const url = base + name;
    const known = (await fetch(url, {cache: "no-store"})).headers;
    const fill = (text) => text.replace(/{([a-z-]+)}/, (_, header) => known.get(header));
    const filled = Object.entries(headers).map(([header, text]) => [header, fill(text)]);
    const response = await fetch(url, {method, headers: filled, cache: "no-store"});
    const hash = await crypto.subtle.digest("SHA-256", await response.clone().arrayBuffer());
    const shown = Number(response.headers.get("content-length")) < 20_000;
    outcomes.push({
      status: response.status,
      type: response.type,
      headers: Object.fromEntries(response.headers),
      known: Object.fromEntries(known),
      body: shown ? await response.text() : new Uint8Array(hash).join(),
    });
  }
  return outcomes;
}"""


def comparable(outcome: dict[str, Any]) -> dict[str, Any]:
    """Name what differs on purpose: the values of validators, and what is drawn by lot."""
    text = json.dumps(outcome)
    for name in ("etag", "last-modified"):
        if value := outcome["known"].get(name):
            text = text.replace(json.dumps(value)[1:-1], f"<{name}>")
    text = re.sub("(boundary=|--)[0-9a-f]{26}", r"\1<boundary>", text)
    answered: dict[str, Any] = json.loads(text)
    return answered


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
        native = f"http://127.0.0.1:{port}/"
        page.goto(native)
        yield page, native, frame, url


def test_the_same_answers(pages: Pages) -> None:
    page, native, frame, url = pages
    expected = page.evaluate(SEND, [f"{native}static/", ROWS])
    answered = frame.evaluate(SEND, [f"{url}static/", ROWS])
    differing = {}
    for row, one, other in zip(ROWS, expected, answered, strict=True):
        if comparable(one) != comparable(other):
            differing[str(row)] = (comparable(one), comparable(other))
    assert not differing, json.dumps(differing, indent=1)


SEEK = """async ([url, seconds]) => {
  const audio = new Audio(url);
  const happened = (name) => new Promise((resolve, reject) => {
    audio.addEventListener(name, resolve, {once: true});
    audio.addEventListener("error", () => reject(audio.error.message), {once: true});
  });
  audio.preload = "metadata";
  audio.load();
  await happened("loadedmetadata");
  audio.currentTime = seconds;
  await happened("seeked");
  const {seekable, duration, currentTime} = audio;
  return {seekable: [seekable.start(0), seekable.end(0)], duration, currentTime};
}"""


def test_a_sound_can_be_wound_forward(pages: Pages) -> None:
    page, native, frame, url = pages
    expected = page.evaluate(SEEK, [f"{native}static/sound.wav", 100])
    assert expected["seekable"] == [0, 120]
    for path in ("static/sound.wav", "file?name=sound.wav"):
        assert frame.evaluate(SEEK, [url + path, 100]) == expected


def test_a_static_page_is_a_page_of_the_app(pages: Pages) -> None:
    _, _, frame, url = pages
    frame.goto(f"{url}static/page.html")
    assert frame.inner_text("h1") == "Static"
    assert frame.evaluate("() => 'scope' in WebSocket"), "page.js has not run"
