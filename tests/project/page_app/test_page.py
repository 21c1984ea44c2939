"""What a page of the app asks of its browser. Runs inside a generated project."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pwa.build.settings import read_settings
from tests.browser.device import Device, Tab


@pytest.fixture
def tab(installed: tuple[Device, str]) -> Iterator[Tab]:
    device, url = installed
    tab = device.open(url)
    yield tab
    tab.run("async () => fetch('/set?clear=' + encodeURIComponent('\"*\"'))")
    tab.page.close()


def sent(tab: Tab, path: str = "/cookies") -> dict[str, str]:
    """Return the cookies that the app gets at `path`."""
    found: dict[str, str] = json.loads(tab.fetch(path)[1])
    return found


FILL = """async () => {
  await fetch("/set");
  document.cookie = "script=3";
  localStorage.own = sessionStorage.own = "1";
  localStorage["asgi-pwa:kept"] = "1";
  await caches.open("own");
  await new Promise((done) => (indexedDB.open("own").onsuccess = ({target}) => {
    target.result.close();
    done();
  }));
  await (await navigator.storage.getDirectory()).getFileHandle("own", {create: true});
}"""
LEFT = """async () => [document.cookie, localStorage.own ?? "", sessionStorage.own ?? "",
  (await caches.keys()).length, (await indexedDB.databases()).length,
  (await Array.fromAsync((await navigator.storage.getDirectory()).keys())).length,
  localStorage["asgi-pwa:kept"]]"""
COOKIES = "seen=1; script=3"
ALL = {"seen": "1", "script": "3", "hidden": "2"}


@pytest.mark.parametrize(
    ("header", "cookies", "left"),
    [
        ('"cookies"', {}, ["", "1", "1", 1, 1, 1, "1"]),
        ('"cache", "cookies"', {}, ["", "1", "1", 1, 1, 1, "1"]),
        ('"*"', {}, ["", "", "", 0, 0, 0, "1"]),
        ('"storage"', ALL, [COOKIES, "", "", 0, 0, 0, "1"]),
        ('"executionContexts"', ALL, [COOKIES, "1", "1", 1, 1, 1, "1"]),
        ("cookies", ALL, [COOKIES, "1", "1", 1, 1, 1, "1"]),
    ],
)  # fmt: skip
def test_clear_site_data(tab: Tab, header: str, cookies: dict[str, str], left: list[Any]) -> None:
    tab.run(FILL)
    tab.run("async (header) => fetch('/set?clear=' + encodeURIComponent(header))", header)
    assert sent(tab) == cookies
    found = tab.run(LEFT)
    assert sorted(found[0].split("; ")) == sorted(left[0].split("; "))
    assert found[1:] == left[1:]


def test_what_was_cleared_stays_away_and_the_app_does_not(installed: tuple[Device, str]) -> None:
    device, url = installed
    tab = device.open(url)
    tab.run(FILL)
    tab.run("async () => fetch('/set?clear=' + encodeURIComponent('\"*\"'))")
    device.kill()
    tab = device.open(url)
    assert sent(tab) == {}
    tab.page.close()


def test_cookies_of_the_cookie_store_reach_the_app_at_once(tab: Tab) -> None:
    script = """async () => {
      const seen = [], log = [];
      cookieStore.addEventListener("change", ({changed, deleted}) => log.push(
        ...changed.map(({name}) => `+${name}`), ...deleted.map(({name}) => `-${name}`)));
      const look = async (path = "/cookies") => seen.push(await (await fetch(path)).json());
      await cookieStore.set("one", "1");
      await look();
      await cookieStore.set({name: "below", value: "2", path: "/below", sameSite: "lax"});
      await look("/below/cookies");
      await look();
      await cookieStore.set({name: "past", value: "3", expires: Date.now() + 1e6});
      await cookieStore.set({name: "past", value: "3", expires: Date.now() - 1e6});
      await cookieStore.delete("one");
      await look();
      await cookieStore.delete({name: "below", path: "/below/"});
      await look("/below/cookies");
      return [seen, log, await cookieStore.get("one")];
    }"""
    seen, log, gone = tab.run(script)
    assert seen == [{"one": "1"}, {"one": "1", "below": "2"}, {"one": "1"}, {}, {}]
    assert log[0] == "+one" and "-one" in log
    assert gone is None


def test_a_script_cannot_replace_a_cookie_that_it_does_not_see(tab: Tab) -> None:
    script = """async () => {
      await fetch("/set");
      const refused = await cookieStore.set("hidden", "stolen").catch(({name}) => name);
      return [refused, await cookieStore.get("hidden")];
    }"""
    assert tab.run(script) == ["TypeError", None]
    assert sent(tab)["hidden"] == "2"


UPLOAD = """async ([kind, path, how]) => {
  const log = [], request = new XMLHttpRequest();
  const types = ["loadstart", "progress", "load", "loadend", "abort", "error"];
  for (const type of types) {
    request.upload.addEventListener(type, ({loaded, total, lengthComputable}) =>
      log.push(`${type} ${loaded}/${total} ${lengthComputable}`));
    if (type !== "progress") request.addEventListener(type, () => log.push(`= ${type}`));
  }
  request.upload.onprogress = () => log.push("onprogress");
  request.onreadystatechange = () => log.push(`= ${request.readyState}`);
  const form = new FormData();
  form.append("file", new Blob(["x".repeat(100_000)]), "x");
  const over = new Promise((done) => (request.onloadend = done));
  request.open("POST", path);
  request.send({text: "h\u00e4m", form, empty: "", none: null}[kind]);
  if (how === "abort") request.abort();
  if (how === "late") request.upload.onloadend = () => request.abort();
  await over;
  return log;
}"""
SENT = ["loadstart {}", "progress {}", "onprogress", "load {}", "loadend {}"]


@pytest.mark.parametrize(
    ("kind", "how", "uploaded"),
    [
        ("text", "", ["0/4", "4/4", "", "4/4", "4/4"]),
        ("empty", "", ["0/0"]),
        ("none", "", []),
        ("text", "late", ["0/4", "4/4", "", "4/4", "4/4"]),
    ],
)
def test_an_upload_tells_its_progress(tab: Tab, kind: str, how: str, uploaded: list[str]) -> None:
    log = tab.run(UPLOAD, [kind, "/upload", how])
    told = [line for line in log if not line.startswith("=")]
    assert told == [
        form.format(f"{sizes} true") for form, sizes in zip(SENT, uploaded, strict=False)
    ]
    if not how and uploaded[1:]:
        assert log.index("= 2") > log.index(told[-1])


def test_an_upload_of_files_tells_its_size(tab: Tab) -> None:
    log = tab.run(UPLOAD, ["form", "/upload", ""])
    told = [line for line in log if not line.startswith("=") and line != "onprogress"]
    assert [line.split()[0] for line in told] == ["loadstart", "progress", "load", "loadend"]
    totals = {line.split()[1].split("/")[1] for line in told}
    assert len(totals) == 1 and int(totals.pop()) > 100_000


def test_an_upload_that_is_aborted_at_once_was_not_sent(tab: Tab) -> None:
    log = tab.run(UPLOAD, ["text", "/upload", "abort"])
    told = [line.split()[0] for line in log if not line.startswith("=")]
    assert told == ["loadstart", "abort", "loadend"]


def test_a_page_is_online_as_the_settings_say(tab: Tab) -> None:
    always = read_settings(Path()).online == "always"
    tab.run("""() => {
      window.log = [];
      addEventListener("offline", () => log.push("offline"), true);
      addEventListener("online", () => log.push("online"));
      window.onoffline = () => log.push("onoffline");
    }""")
    session = tab.page.context.new_cdp_session(tab.page)
    rest = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    session.send("Network.emulateNetworkConditions", {"offline": True, **rest})
    tab.page.wait_for_function("!navigator.onLine")
    assert tab.run("() => [navigator.onLine, top.navigator.onLine, log]") == [
        always,
        False,
        [] if always else ["offline", "onoffline"],
    ]
    session.send("Network.emulateNetworkConditions", {"offline": False, **rest})
    tab.page.wait_for_function("navigator.onLine")
    assert tab.run("() => log.at(-1)") == "online"
