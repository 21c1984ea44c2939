"""Runs inside a generated project that holds this example."""

import json

from playwright.sync_api import expect
from tests.browser.device import Device, Tab
from tests.browser.host import Host

INSERT = """async () => {
  const answer = await fetch("/app/birds/-/insert", {
    method: "POST",
    headers: {"content-type": "application/json"},
    body: JSON.stringify({row: {name: "Moorhen", place: "pond", count: 3}}),
  });
  return [answer.status, await answer.json()];
}"""


def names(tab: Tab, query: str = "") -> list[str]:
    status, text = tab.fetch(f"/app/birds.json?_shape=array&_sort=id{query}")
    assert status == 200, text
    return [row["name"] for row in json.loads(text)]


def test_rows_are_shown_and_written_without_a_server(host: Host, device: Device) -> None:
    url = host.start()
    tab = device.open(url)
    host.stop()
    tab.app.get_by_role("link", name="app", exact=True).first.click()
    tab.app.get_by_role("link", name="birds", exact=True).first.click()
    expect(tab.app.locator("table.rows-and-columns tbody tr")).to_have_count(6)
    # Its scripts ran: the inline ones set what the column menus need.
    assert tab.page.evaluate(
        "() => document.getElementById('app').contentWindow.DATASETTE_ALLOW_FACET"
    )
    expect(tab.app.locator("th .dropdown-menu-icon").first).to_be_visible()

    tab.app.locator(".facet-info").get_by_role("link", name="pond").click()
    expect(tab.app.locator("table.rows-and-columns tbody tr")).to_have_count(3)

    app = tab.page.query_selector("#app")
    assert app is not None
    frame = app.content_frame()
    assert frame is not None
    status, answer = frame.evaluate(INSERT)
    assert status == 201, answer
    assert names(tab, "&place=pond")[-1] == "Moorhen"
    device.kill()

    tab = device.open(url + "app/birds?place=pond")
    expect(tab.app.locator("table.rows-and-columns tbody tr")).to_have_count(4)
    assert len(names(tab)) == 7
