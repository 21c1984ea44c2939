"""What a page in the frame can ask of its tab, in Firefox: the application of tab_app/."""

import base64
import re
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.project.tab_app.elsewhere import serve

from .conftest import MakeHost
from .device import Device, Tab, wait_until


@pytest.fixture
def tab(tabs_site: Path, make_host: MakeHost, device: Device) -> Tab:
    return device.open(make_host(tabs_site).url)


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[str]:
    with serve() as url:
        yield url


WAYS = [
    "(to) => { location.href = to; }",
    "(to) => { location.href = 'out?to=' + encodeURIComponent(to); }",
    "(to) => { location.href = 'refresh?to=' + encodeURIComponent(to); }",
    "(to) => Object.assign(document.createElement('a'), {href: to}).click()",
    "(to) => { document.forms[1].action = to; document.forms[1].submit(); }",
]


@pytest.mark.parametrize("way", WAYS)
def test_leaving_for_another_site(tab: Tab, elsewhere: str, way: str) -> None:
    tab.app(way, elsewhere)
    wait_until(lambda: tab.shell("() => document.title") == "Elsewhere")


@pytest.mark.parametrize("kind", ["sends", "hides", "asks its parent"])
def test_a_page_that_will_not_be_framed_is_shown(tab: Tab, kind: str) -> None:
    tab.app("(kind) => { location.href = 'buster?kind=' + kind; }", kind)
    visible = "() => document.querySelector('h1')?.checkVisibility() ? 'shown' : 'hidden'"
    wait_until(lambda: "buster" in tab.url and tab.app(visible) == "shown")
    assert tab.state() == "ready"


def test_a_window_is_its_own_parent(tab: Tab) -> None:
    assert tab.app("() => [parent === window, frameElement, opener]") == [True, None, None]


def test_a_long_page_is_printed_whole(tab: Tab) -> None:
    tab.app("() => { location.href = 'list'; }")
    tab.wait_for_heading("List")
    printed = base64.b64decode(tab.bidi.send("browsingContext.print", context=tab.context)["data"])
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", printed, re.DOTALL)
    objects = b"".join(
        zlib.decompressobj().decompress(data) for data in streams if data[:1] == b"x"
    )
    assert len(re.findall(rb"/Type\s*/Page\b", printed + objects)) > 5


def test_a_synchronous_request_and_embedded_files(tab: Tab) -> None:
    script = """() => {
      const request = new XMLHttpRequest();
      request.open("GET", "number", false);
      request.send();
      return request.responseText;
    }"""
    assert tab.app(script) == "42"
