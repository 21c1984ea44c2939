"""Pages that load what other sites have, unchanged. Runs inside a generated project.

No host of these addresses exists, and the site's own is dead.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect
from tests.browser.device import Device, Tab

ADDRESS = "https://cdn.example/hypermedia.js"
FETCH = """async ([address, options]) => {
  const response = await fetch(address, options);
  const headers = ["content-type", "content-length", "content-range"];
  const sent = headers.map((name) => response.headers.get(name));
  return [response.status, (await response.arrayBuffer()).byteLength, ...sent];
}"""


@pytest.fixture
def tab(installed: tuple[Device, str]) -> Iterator[Tab]:
    device, url = installed
    tab = device.open(url)
    yield tab
    tab.page.close()


def test_a_style_sheet_a_script_and_modules_are_loaded(tab: Tab) -> None:
    button = tab.app.get_by_role("button")
    expect(button).to_have_css("color", "rgb(1, 2, 3)")
    expect(tab.app.locator("body")).to_have_attribute("data-hash", "32")
    button.click()
    expect(tab.app.get_by_text("1")).to_be_visible()


def test_fastapis_own_documentation_works(tab: Tab, installed: tuple[Device, str]) -> None:
    _, url = installed
    tab.goto(f"{url}docs")
    operation = tab.app.locator("#operations-default-count_count_post")
    operation.get_by_role("button").first.click()
    operation.get_by_role("button", name="Try it out").click()
    operation.get_by_role("button", name="Execute").click()
    status = operation.locator(".live-responses-table td.response-col_status").last
    expect(status).to_have_text("200")


@pytest.mark.parametrize(
    ("sources", "found"),
    [
        ("https://cdn.example", "object"),
        ("https://cdn.example/other/", "undefined"),
        ("'self'", "undefined"),
    ],
)
def test_a_policy_governs_the_address_that_the_page_names(
    tab: Tab, installed: tuple[Device, str], sources: str, found: str
) -> None:
    tab.goto(f"{installed[1]}strict?sources={sources}")
    assert tab.run("() => typeof htmx") == found


def test_it_is_answered_as_such_hosts_do(tab: Tab) -> None:
    kind = "text/javascript; charset=utf-8"
    status, size, found, length, _ = tab.run(FETCH, [ADDRESS, {}])
    assert (status, found, length) == (200, kind, str(size))
    assert tab.run(FETCH, [f"{ADDRESS}?v=2#x", {"cache": "reload"}])[1] == size
    assert tab.run(FETCH, [ADDRESS, {"mode": "no-cors"}])[:2] == [200, size]
    assert tab.run(FETCH, [ADDRESS, {"method": "HEAD"}]) == [200, 0, kind, length, None]
    part = tab.run(FETCH, [ADDRESS, {"headers": {"Range": "bytes=1-9"}}])
    assert part == [206, 9, kind, "9", f"bytes 1-9/{size}"]


@pytest.mark.parametrize(
    ("address", "options"),
    [
        (ADDRESS, {"method": "POST"}),
        ("https://cdn.example/hypermedia", {}),
        ("https://lost.example/hypermedia.js", {}),
    ],
)
def test_anything_else_goes_to_the_network(tab: Tab, address: str, options: object) -> None:
    script = "(given) => fetch(...given).then(() => 'answered', ({ name }) => name)"
    assert tab.run(script, [address, options]) == "TypeError"
