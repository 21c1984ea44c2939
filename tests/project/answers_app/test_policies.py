"""Of a page with a Content-Security-Policy the same scripts run in the frame as natively.

Both pages are in one browser. Runs inside a generated project.
"""

import base64
import hashlib
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from urllib.parse import urlencode

import pytest
from app.main import INLINE, app
from playwright.sync_api import Frame, Page
from tests.browser.device import Device, Tab
from tests.unit.bridge.parity.servers import listening

HASH = f"'sha256-{base64.b64encode(hashlib.sha256(INLINE.encode()).digest()).decode()}'"
POLICIES = [
    # the same name twice, and lists: every policy governs by itself
    ["frame-ancestors 'none'", "script-src 'none'"],
    ["script-src 'none'", "frame-ancestors 'none'"],
    ["frame-ancestors 'none', script-src 'none'"],
    ["script-src 'self'", "script-src 'nonce-abc'"],
    ["script-src 'nonce-abc'", "script-src 'nonce-xyz'"],
    ["script-src 'nonce-abc'", "script-src 'nonce-abc' 'nonce-xyz'"],
    ["script-src 'unsafe-inline'", "script-src 'self' 'unsafe-inline'"],
    ["script-src 'unsafe-inline' 'self', script-src 'nonce-abc' 'strict-dynamic'"],
    ["default-src 'self', default-src 'none'"],
    ["img-src 'none'", "style-src 'nonce-abc'"],
    [",, script-src 'self' ,"],
    # one policy
    [],
    [""],
    [";"],
    ["frame-ancestors 'none'"],
    ["frame-ancestors 'none'; script-src 'none'"],
    ["script-src"],
    ["script-src 'none'"],
    ["script-src 'none' 'self'"],
    ["script-src 'self'"],
    ["SCRIPT-SRC 'SELF'"],
    ["script-src\t'self'\t;\tdefault-src 'none'"],
    ["script-src 'self'; script-src 'none'"],
    ["script-src 'none'; script-src *"],
    ["default-src 'none'; script-src 'self'"],
    ["default-src 'self'"],
    ["default-src 'self' 'unsafe-inline' 'unsafe-eval'"],
    ["default-src 'none'; worker-src 'self'; script-src 'nonce-abc'"],
    ["script-src 'unsafe-inline'"],
    ["script-src 'self' 'unsafe-inline'"],
    ["script-src 'self' 'unsafe-inline' 'nonce-abc'"],
    ["script-src 'self' 'unsafe-inline' 'nonce-$'"],
    [f"script-src 'unsafe-inline' {HASH}"],
    ["script-src 'unsafe-inline' 'sha256-short'"],
    ["script-src 'unsafe-inline' 'strict-dynamic'"],
    ["script-src 'nonce-abc' 'unsafe-inline' 'strict-dynamic' https: 'unsafe-eval'"],
    ["script-src 'nonce-abc' 'strict-dynamic'"],
    ["script-src 'self' 'strict-dynamic'"],
    [f"script-src {HASH}"],
    [f"script-src {HASH} 'strict-dynamic'"],
    [f"default-src 'nonce-abc'; script-src {HASH}"],
    ["style-src 'nonce-abc'; script-src 'self'"],
    ["script-src 'none'; script-src-elem 'self'"],
    ["script-src 'self'; script-src-elem 'none'"],
    ["script-src * 'unsafe-inline'; script-src-elem 'nonce-abc'; script-src-attr 'none'"],
    ["script-src 'self' 'unsafe-eval'; script-src-attr 'unsafe-inline'"],
    ["script-src 'self' 'unsafe-inline'; script-src-attr 'none'"],
    ["script-src http: https:"],
    ["script-src https://other.example"],
    ["script-srcs 'none'"],
    ["script-src-elements 'none'; default-src 'self'"],
    ["script-src 'none' \xe9"],
    ["frame-ancestors 'none' \xe9"],
    ["script-src \xe9; default-src 'self'"],
    ["require-trusted-types-for 'script'"],
    ["require-trusted-types-for 'script'; trusted-types 'none'; script-src 'self'"],
    ["upgrade-insecure-requests; block-all-mixed-content"],
    ["sandbox"],
    ["sandbox allow-scripts"],
    ["sandbox allow-scripts allow-same-origin"],
    ["sandbox allow-scripts allow-same-origin", "script-src 'self'"],
]


class Case(NamedTuple):
    """Headers of a page, and what is in its head."""

    csp: Sequence[str] = ()
    report: Sequence[str] = ()
    meta: Sequence[str] = ()
    options: Sequence[str] = ()


CASES = [
    *(Case(csp=policies) for policies in POLICIES),
    Case(report=["script-src 'none'; frame-ancestors 'none'", "default-src 'self'"]),
    Case(csp=["script-src 'nonce-abc'"], report=["script-src 'unsafe-inline'"]),
    Case(meta=["script-src 'none'"]),
    Case(meta=["script-src 'nonce-abc'"], csp=["script-src 'nonce-xyz' 'nonce-abc'"]),
    Case(meta=["default-src 'self'; frame-ancestors 'none'", "script-src 'nonce-abc'"]),
    *(Case(options=value) for value in (["DENY"], ["deny, SAMEORIGIN"], ["DENY", "x"], ["x"])),
    Case(
        options=["SAMEORIGIN"], csp=["frame-ancestors https://other.example", "script-src 'none'"]
    ),
]

SETTLED = """() => {
  const {classList} = document.documentElement;
  return document.readyState === "complete" && !!document.querySelector("h1") &&
    (!classList.contains("external") || classList.contains("worker-known"));
}"""
RUNS = "() => [...document.documentElement.classList].sort()"


def marks(page: Page | Frame, url: str) -> tuple[list[str], str]:
    """Return which scripts ran in the page at `url`, and what it shows."""
    page.goto(url)
    page.wait_for_function(SETTLED)
    return page.evaluate(RUNS), page.inner_text("h1")


@pytest.fixture(scope="module")
def pages(installed: tuple[Device, str]) -> Iterator[tuple[Page, str, Tab, str]]:
    """A tab of uvicorn's site and its address, one of the built site and its address."""
    device, url = installed
    tab = device.open(url)
    assert tab.page.context.browser
    with listening(app, lifespan="on") as port:
        page = tab.page.context.browser.new_context().new_page()
        yield page, f"http://127.0.0.1:{port}/", tab, url


def shown(tab: Tab) -> Frame:
    """Return the app's frame, which is another one to the driver when its process changes."""
    app_frame = tab.page.query_selector("#app")
    frame = app_frame and app_frame.content_frame()
    assert frame
    return frame


def is_opaque(case: Case) -> bool:
    """Tell whether the page has no origin, so that no service worker answers for its files."""
    return any(p.startswith("sandbox") and "allow-same-origin" not in p for p in case.csp)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_same_scripts_run(pages: tuple[Page, str, Tab, str], case: Case) -> None:
    page, native, tab, url = pages
    query = "page?" + urlencode(case._asdict(), doseq=True)
    expected, words = marks(page, native + query)
    ran, there = marks(shown(tab), url + query)
    assert there == words == "Shown"
    if is_opaque(case):
        assert ran == [name for name in expected if name in ran]
        tab.goto(url)
        return
    assert ran == expected
    assert shown(tab).evaluate("() => 'scope' in WebSocket"), "page.js has not run"
