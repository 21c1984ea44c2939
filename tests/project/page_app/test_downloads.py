"""Links with `download`, beside the same ones under uvicorn. Runs inside a generated project."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import BrowserContext, Download, Page, expect
from tests.browser.device import Device, Tab
from tests.browser.host import free_port

LINKS = {
    "in no document": "Object.assign(document.createElement('a'), {href, download}).click()",
    "in no document, by an event": """Object.assign(document.createElement("a"), {href, download})
      .dispatchEvent(new MouseEvent("click", {cancelable: true}))""",
    "in the page": "add().click()",
    "in a closed shadow root": """{
      const host = document.body.appendChild(document.createElement("p"));
      const root = host.attachShadow({mode: "closed"});
      root.append(add());
      root.querySelector("a").click(); }""",
    "of an SVG": """{
      document.body.insertAdjacentHTML("beforeend", `<svg><a><text y=20>x</text></a></svg>`);
      const link = document.querySelector("svg a");
      link.setAttribute("href", href);
      link.setAttribute("download", download);
      const click = new MouseEvent("click", {bubbles: true, cancelable: true});
      link.firstChild.dispatchEvent(click); }""",
    "of a map": """{
      document.body.insertAdjacentHTML("beforeend", "<map><area></map>");
      Object.assign(document.querySelector("area"), {href, download}).click(); }""",
    "whose click is stopped": """{
      const link = add();
      link.onclick = (event) => event.stopImmediatePropagation();
      addEventListener("click", (event) => event.stopImmediatePropagation(), true);
      link.click(); }""",
    "with target=_blank": "Object.assign(add(), {target: '_blank'}).click()",
    "with Ctrl": """add().dispatchEvent(
      new MouseEvent("click", {bubbles: true, cancelable: true, ctrlKey: true}))""",
    "with something in it": """{
      const link = add();
      link.innerHTML = "<b><i>it</i></b>";
      link.querySelector("i").click(); }""",
}
CLICK = """([kind, href, download]) => {
  const add = () => document.body.appendChild(
    Object.assign(document.createElement("a"), {href, download, textContent: "it"}));
  KIND;
}"""


def click(page: Page, kind: str, href: str, download: str) -> Download | None:
    """Click a link of `kind`; return the download that it begins, None for a failed one."""
    app = page.query_selector("#app")
    frame = app.content_frame() if app else page
    assert frame
    with page.expect_download() as started:
        frame.evaluate(CLICK.replace("KIND", LINKS[kind]), [kind, href, download])
    return started.value


@pytest.fixture(scope="module")
def native(installed: tuple[Device, str]) -> Iterator[str]:
    """The address of the same application under uvicorn."""
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "app.main:app", f"--port={port}"]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert server.stderr
    while "running on" not in server.stderr.readline():
        assert server.poll() is None
    yield f"http://localhost:{port}/"
    server.kill()
    server.wait()
    server.stderr.close()


@pytest.fixture(scope="module", autouse=True)
def other(installed: tuple[Device, str]) -> None:
    """A tab that stays open, so that the worker does: each other one is ready at once."""
    device, url = installed
    device.open(url)


@pytest.fixture
def context(installed: tuple[Device, str]) -> BrowserContext:
    device, _ = installed
    assert device.context
    return device.context


@pytest.fixture
def tab(installed: tuple[Device, str]) -> Iterator[Tab]:
    """A tab of its own for each test: a browser asks before a page's tenth download."""
    device, url = installed
    tab = device.open(url)
    yield tab
    tab.page.close()


@pytest.fixture
def save(
    tab: Tab, context: BrowserContext, native: str
) -> Iterator[Callable[[str, str, str], list[tuple[str, bytes]]]]:
    """Click a link in the app's frame, and under uvicorn; return names and contents of both."""
    page = context.new_page()
    page.goto(native)

    def saved(kind: str, href: str, name: str) -> list[tuple[str, bytes]]:
        downloads = [click(where, kind, href, name) for where in (tab.page, page)]
        return [(one.suggested_filename, Path(one.path()).read_bytes()) for one in downloads if one]

    yield saved
    page.close()


Save = Callable[[str, str, str], list[tuple[str, bytes]]]


@pytest.mark.parametrize("kind", LINKS)
def test_every_kind_of_link_is_answered_by_the_app(save: Save, kind: str) -> None:
    ours, natively = save(kind, "/file/x.csv", "y.csv")
    assert ours == natively == ("y.csv", b"a,b\nx.csv\n")


NAMED = "attachment; filename"


@pytest.mark.parametrize(
    ("path", "name", "disposition", "kind"),
    [
        ("x.csv", "", "", "text/csv"),
        ("x.csv", "y", "", "text/csv"),
        ("x.csv", "y.txt", "", "text/csv"),
        ("x.csv", "a/b:c*'(1).csv", "", "text/csv"),
        ("x.csv", "../../etc/passwd", "", "text/csv"),
        ("x.csv", "..", "", "text/csv"),
        ("x.csv", ".hidden", "", "text/csv"),
        ("x.csv", "é🎉.csv", "", "text/csv"),
        ("export.php", "", "", "text/csv"),
        ("export", "", "", "application/pdf"),
        ("folder/", "", "", "text/csv"),
        ("a%20b%C3%A9.csv", "", "", "text/csv"),
        ("a%2Fb.csv", "", "", "text/csv"),
        ("%ff.csv", "", "", "text/csv"),
        ("page", "", "", "text/html"),
        ("page", "y.csv", "", "text/html"),
        ("x.csv", "y.csv", "attachment", "text/csv"),
        ("x.csv", "y.csv", "inline", "text/csv"),
        ("x.csv", "y.csv", "inline; filename=z.csv", "text/csv"),
        ("x.csv", "y.csv", 'filename="z.csv"', "text/csv"),
        ("x.csv", "y.csv", f'{NAMED}="a/b.csv"', "text/csv"),
        ("x.csv", "y.csv", f"{NAMED}=z z.csv", "text/csv"),
        ("x.csv", "y.csv", f"{NAMED} = z.csv", "text/csv"),
        ("x.csv", "y.csv", f'{NAMED}="a;b.csv"', "text/csv"),
        ("x.csv", "y.csv", f'{NAMED}="a\\"b.csv"', "text/csv"),
        ("x.csv", "y.csv", f"{NAMED}=", "text/csv"),
        ("x.csv", "y.csv", f'{NAMED}="nä.csv"', "text/csv"),
        ("x.csv", "y.csv", f'{NAMED}="n%C3%A4.csv"', "text/csv"),
        ("x.csv", "y.csv", f"{NAMED}=f.csv; filename*=UTF-8''n%C3%A4.csv", "text/csv"),
        ("x.csv", "y.csv", f"{NAMED}*=ISO-8859-1''n%E4.csv", "text/csv"),
        ("x.csv", "y.csv", f"{NAMED}*=windows-1252''n%80.csv", "text/csv"),
        ("x.csv", "y.csv", f"{NAMED}*=UTF-8''%ZZ", "text/csv"),
        ("x.csv", "y.csv", f"{NAMED}*=UTF-8''%ZZ; filename=f.csv", "text/csv"),
        ("x.csv", "y.csv", f"{NAMED}*=UTF-8''%ff.csv", "text/csv"),
        ("x.csv", "y.csv", f"{NAMED}*=UTF-8''", "text/csv"),
        ("x.csv", "y.csv", f"{NAMED}*=n%C3%A4.csv", "text/csv"),
        ("x.csv", "", f"{NAMED}*=UTF-8''a%2Fb.csv", "text/csv"),
    ],
)
def test_a_file_has_the_name_that_it_has_natively(
    save: Save, path: str, name: str, disposition: str, kind: str
) -> None:
    query = urlencode({"disposition": disposition, "kind": kind})
    ours, natively = save("in no document", f"/file/{path}?{query}", name)
    assert ours == natively


@pytest.mark.parametrize("name", ["", "y.csv"])
def test_a_download_follows_redirects(save: Save, name: str) -> None:
    ours, natively = save("in the page", "/redirect/r.csv?to=/file/target.csv", name)
    assert ours == natively
    assert ours[0] == (name or "target.csv")


def test_a_page_that_may_not_be_framed_is_saved_unchanged(save: Save) -> None:
    ours, natively = save("in the page", "/unframed", "")
    assert ours == natively
    assert b"<script" not in ours[1]


def test_a_saved_page_is_the_app_s_own(tab: Tab, native: str) -> None:
    with tab.page.expect_download() as started:
        tab.run("() => { location.href = '/unframed'; }")
    assert Path(started.value.path()).read_text() == "<!doctype html><title>Saved</title>"


@pytest.mark.parametrize("status", [404, 403, 500])
def test_an_error_is_said_and_nothing_is_saved(tab: Tab, status: int) -> None:
    saved: list[Download] = []
    tab.page.on("download", lambda one: saved.append(one))
    href = f"/file/r.csv?status={status}"
    tab.run(CLICK.replace("KIND", LINKS["in the page"]), ["", href, "<b>r.csv"])
    words = f"<b>r.csv was not saved. The app answered with an error ({status})"
    expect(tab.page.get_by_text(words)).to_be_visible()
    assert not saved


def test_a_file_at_another_site_is_linked_to(tab: Tab) -> None:
    href = "/redirect/r.csv?to=https://other.example/r.csv"
    tab.run(CLICK.replace("KIND", LINKS["in the page"]), ["", href, ""])
    link = tab.page.get_by_role("link", name="Open it there")
    expect(link).to_have_attribute("href", "https://other.example/r.csv")


def test_what_the_app_does_not_answer_is_the_browser_s(tab: Tab) -> None:
    blob = """() => {
      const href = URL.createObjectURL(new Blob(["a blob"], {type: "text/csv"}));
      Object.assign(document.createElement("a"), {href, download: "blob.csv"}).click();
    }"""
    with tab.page.expect_download() as started:
        tab.run(blob)
    assert started.value.suggested_filename == "blob.csv"
    assert Path(started.value.path()).read_bytes() == b"a blob"


def test_each_click_saves_once(tab: Tab) -> None:
    saved: list[Download] = []
    tab.page.on("download", lambda one: saved.append(one))
    tab.run("() => { document.body.innerHTML = '<a href=/file/x.csv download>it</a>'; }")
    link = tab.app.get_by_role("link", name="it")
    with tab.page.expect_download(lambda _: len(saved) > 1):
        link.dblclick()
    link.focus()
    with tab.page.expect_download():
        link.press("Enter")
    assert [one.suggested_filename for one in saved] == ["x.csv"] * 3


def test_a_page_with_a_strict_policy_can_save(tab: Tab) -> None:
    tab.goto(tab.page.url + "strict")
    download = click(tab.page, "in the page", "/file/x.csv", "y.csv")
    assert download and download.suggested_filename == "y.csv"


def test_the_app_gets_the_headers_that_it_gets_natively(save: Save) -> None:
    saved = save("in the page", "/fetched", "headers.json")
    ours, natively = (json.loads(content) for _, content in saved)
    assert ours == natively
