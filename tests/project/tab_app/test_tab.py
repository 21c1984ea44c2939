"""What a page in the frame can ask of its tab. Runs inside a generated project."""

import base64
import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect
from tests.browser.device import Device, Tab
from tests.browser.elsewhere import serve


@pytest.fixture(scope="module")
def prefix() -> str:
    return "/sub/"


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[str]:
    with serve() as url:
        yield url


@pytest.fixture
def tab(installed: tuple[Device, str]) -> Iterator[Tab]:
    device, url = installed
    tab = device.open(url)
    yield tab
    tab.page.close()


def open_popup(tab: Tab, script: str) -> Page:
    with tab.page.context.expect_page() as opened:
        tab.run(script)
    return opened.value


def test_a_popup_tells_its_opener_and_closes(tab: Tab) -> None:
    popup = open_popup(tab, "() => { window.open('popup', 'id_row', 'width=400'); }")
    if not popup.is_closed():
        popup.wait_for_event("close")
    assert tab.run("() => added") == ["id_row", "/sub/popup", 7]


def test_a_popup_and_its_opener_talk(tab: Tab) -> None:
    popup = open_popup(tab, "() => { window.popup = window.open('listens'); }")
    Tab(popup).wait_until_ready()
    assert tab.run("() => heard") == [True, "ready", True]
    answered = """() => new Promise((resolve) => {
      addEventListener("message", ({ data }) => resolve(data.text));
      popup.postMessage({ text: "hello" }, "*");
    })"""
    assert tab.run(answered) == "hello!"
    assert tab.run("() => popup.closed") is False
    tab.run("() => popup.close()")
    popup.wait_for_event("close") if not popup.is_closed() else None


def test_a_window_is_its_own_parent_and_has_a_name(tab: Tab) -> None:
    script = """() => {
      window.name = "mine";
      return [parent === window, frameElement, window.name, opener, window.self === window];
    }"""
    assert tab.run(script) == [True, None, "mine", None, True]
    tab.run("() => { location.href = 'list'; }")
    tab.page.wait_for_url("**/list")
    assert tab.run("() => window.name") == "mine"  # the tab's, not the page's
    tab.run("() => { parent = 1; opener = null; }")
    assert tab.run("() => [parent, opener]") == [1, None]


def test_a_nested_frame_keeps_its_parent(tab: Tab) -> None:
    tab.goto(tab.page.url + "nested")
    script = """() => {
      const { contentWindow } = document.getElementById("inner");
      return [contentWindow.parent === window, contentWindow.frameElement.id,
        contentWindow.parent.parent === window];
    }"""
    assert tab.run(script) == [True, "inner", True]


WAYS = {
    "a link": ("click", "Leave"),
    "a link to _self": ("click", "Leave by _self"),
    "location": ("run", "(to) => { location.href = to; }"),
    "location.replace": ("run", "(to) => { location.replace(to); }"),
    "open": ("run", "(to) => { window.open(to, '_self'); }"),
    "open top": ("run", "(to) => { window.open(to, '_top'); }"),
    "a form": ("press", "Ask"),
    "a form with a body": ("press", "Send"),
    "form.submit()": ("run", "() => document.forms[1].submit()"),
    "a redirect": ("run", "(to) => { location.href = 'out?to=' + encodeURIComponent(to); }"),
    "a redirect 308": (
        "run",
        "(to) => { location.href = 'out?status=308&to=' + encodeURIComponent(to); }",
    ),
    "a redirect of a form": (
        "run",
        """(to) => {
          document.forms[2].target = "";
          document.forms[2].action = "out?to=" + encodeURIComponent(to);
          document.forms[2].submit();
        }""",
    ),
    "meta refresh": ("run", "(to) => { location.href = 'refresh?to=' + encodeURIComponent(to); }"),
    "a script's link": (
        "run",
        "(to) => Object.assign(document.createElement('a'), {href: to}).click()",
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_leaving_for_another_site(
    installed: tuple[Device, str], tab: Tab, elsewhere: str, way: str
) -> None:
    _, url = installed
    tab.goto(f"{url}?to={quote(elsewhere)}")
    kind, what = WAYS[way]
    if kind == "run":
        tab.run(what, elsewhere)
    elif kind == "click":
        tab.app.get_by_role("link", name=what, exact=True).click()
    else:
        tab.app.get_by_role("button", name=what, exact=True).click()
    expect(tab.page).to_have_title("Elsewhere")
    method = "POST" if way in {"a form with a body", "form.submit()"} else "GET"
    said = tab.page.get_by_role("heading").text_content() or ""
    assert said.startswith(f"{method} /there")
    assert ("q=1" in said) == ("form" in way and "redirect" not in way)
    tab.page.go_back(wait_until="commit")
    tab.wait_until_ready()


def test_the_top_s_links_and_forms_stay_in_the_frame(tab: Tab) -> None:
    tab.page.evaluate("() => { window.same = true; }")
    tab.app.get_by_role("link", name="List").click()
    expect(tab.page).to_have_title("List")
    assert tab.page.evaluate("() => window.same") is True
    tab.page.go_back()
    expect(tab.page).to_have_title("Start")
    tab.app.get_by_role("button", name="Send here").click()
    expect(tab.page).to_have_title("Got q=1")
    assert tab.page.evaluate("() => window.same") is True


@pytest.mark.parametrize("kind", ["sends", "replaces", "hides", "is hidden", "asks its parent"])
def test_a_page_that_will_not_be_framed_is_shown(
    installed: tuple[Device, str], tab: Tab, kind: str
) -> None:
    _, url = installed
    starts: list[str] = []
    tab.page.on("request", lambda request: starts.append(request.url))
    tab.goto(f"{url}buster?kind={quote(kind)}")
    expect(tab.app.get_by_role("heading")).to_have_text("Shown")
    expect(tab.app.get_by_role("heading")).to_be_visible()
    assert len([address for address in starts if "buster" in address]) <= 2


def pages_on_paper(page: Page) -> int:
    session = page.context.new_cdp_session(page)
    printed = base64.b64decode(session.send("Page.printToPDF")["data"])
    return len(re.findall(rb"/Type\s*/Page\b", printed))


def test_a_long_page_is_printed_whole(tab: Tab, installed: tuple[Device, str]) -> None:
    _, url = installed
    tab.goto(url + "list")
    alone = tab.page.context.new_page()
    alone.set_content(tab.run("() => document.documentElement.outerHTML"))
    expected = pages_on_paper(alone)
    alone.close()
    assert expected > 5
    assert pages_on_paper(tab.page) in (expected, expected + 1)
    asked = """() => {
      let prepared = 0;
      addEventListener("beforeprint", () => { prepared += 1; });
      document.getElementById("app").contentWindow.print();
      return prepared;
    }"""
    assert tab.page.evaluate(asked) == 1


def test_a_blank_frame_asks_the_app(tab: Tab) -> None:
    script = """async () => {
      const frame = document.body.appendChild(document.createElement("iframe"));
      const written = document.body.appendChild(document.createElement("iframe"));
      const sourced = Object.assign(document.createElement("iframe"), {srcdoc: "<p>x"});
      await new Promise((resolve) => { sourced.onload = resolve; document.body.append(sourced); });
      written.contentDocument.open();
      const inside = "fetched = fetch('number').then((answer) => answer.json())";
      written.contentDocument.write(`<script>${inside}</${"script"}>`);
      written.contentDocument.close();
      const by = new frame.contentWindow.XMLHttpRequest();
      const answered = new Promise((resolve) => { by.onload = () => resolve(by.response); });
      by.open("GET", "number");
      by.responseType = "json";
      by.send();
      return [await (await frame.contentWindow.fetch("number")).json(), await answered,
        await written.contentWindow.fetched,
        await (await sourced.contentWindow.fetch("number")).json()];
    }"""
    assert tab.run(script) == [42, 42, 42, 42]


def test_an_object_shows_what_the_app_answers(tab: Tab) -> None:
    tab.goto(tab.page.url + "embedded")
    script = """async () => {
      for (let tries = 0; tries < 100; tries++) {
        const shown = ["object", "embed"].map((id) =>
          document.getElementById(id).getSVGDocument?.()?.documentElement?.localName);
        if (shown.every((name) => name === "svg")) return shown;
        await new Promise(requestAnimationFrame);
      }
      return "not shown";
    }"""
    assert tab.run(script) == ["svg", "svg"]


def test_a_synchronous_request_fails_in_words(tab: Tab) -> None:
    script = """() => {
      const request = new XMLHttpRequest();
      try {
        request.open("GET", "number", false);
        request.send();
        return request.status + request.responseText;
      } catch (error) {
        return error.name;
      }
    }"""
    assert tab.run(script) == "NetworkError"
    assert any("synchronous" in line for line in tab.console)
