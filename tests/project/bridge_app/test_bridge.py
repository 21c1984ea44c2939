"""What the bridge brings to any application, seen from a page. Runs inside a generated project."""

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import FrameLocator, expect
from tests.browser.device import Device, Tab


@pytest.fixture(scope="module")
def prefix() -> str:
    return "/sub/"


@pytest.fixture
def tab(installed: tuple[Device, str]) -> Iterator[Tab]:
    device, url = installed
    tab = device.open(url)
    yield tab
    tab.page.close()


def counted(tab: Tab) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = json.loads(tab.fetch("/sub/runs")[1])
    return found


SOCKET = """async ([query, protocols, steps]) => {
  const socket = new WebSocket(new URL("socket" + query, location), protocols);
  socket.binaryType = "arraybuffer";
  const log = [];
  const next = () => new Promise((resolve) => {
    const done = (...entry) => { log.push(entry); resolve(); };
    socket.onopen = () => done("open", socket.protocol);
    socket.onmessage = ({ data }) =>
      done("message", typeof data === "string" ? data : [...new Uint8Array(data)]);
    socket.onclose = ({ code, reason, wasClean }) => done("close", code, reason, wasClean);
  });
  await next();
  for (const [method, value] of steps) {
    const answered = next();
    if (method === "close") socket.close(...value);
    else socket.send(Array.isArray(value) ? new Uint8Array(value) : value);
    await answered;
  }
  return log;
}"""


@pytest.mark.parametrize(
    ("query", "protocols", "steps", "log"),
    [
        (
            "",
            ["chat", "other"],
            [("send", "é"), ("send", [0, 255]), ("close", [4000, "bye"])],
            [
                ["open", "chat"],
                ["message", "é"],
                ["message", [0, 255]],
                ["close", 4000, "bye", True],
            ],
        ),
        ("", [], [("send", "close")], [["open", ""], ["close", 4001, "asked for", True]]),
        ("?refuse", [], [], [["close", 1006, "", False]]),
        ("", [], [("close", [])], [["open", ""], ["close", 1005, "", True]]),
    ],
)
def test_websocket(
    tab: Tab, query: str, protocols: list[str], steps: list[Any], log: list[Any]
) -> None:
    assert tab.run(SOCKET, [query, protocols, steps]) == log


def test_many_websockets_at_once_and_a_page_that_leaves(tab: Tab) -> None:
    before = counted(tab)["ended"].get("socket 1001", 0)
    echoed = tab.run(
        """async () => {
          const sockets = Array.from({length: 20}, () => new WebSocket("/sub/socket"));
          window.kept = sockets;
          return Promise.all(sockets.map((socket, n) => new Promise((resolve) => {
            socket.addEventListener("open", () => socket.send(String(n)));
            socket.addEventListener("message", ({data}) => resolve(data));
          })));
        }""",
    )
    assert echoed == [str(n) for n in range(20)]
    tab.run("() => { location.href = 'headers'; }")
    tab.page.wait_for_url("**/headers")
    assert counted(tab)["ended"]["socket 1001"] == before + 20


def test_sockets_elsewhere_are_the_browser_s(tab: Tab) -> None:
    assert tab.run(
        """() => {
          const own = new WebSocket("socket");
          const other = new WebSocket("ws://localhost:9/elsewhere");
          return [own instanceof WebSocket, other instanceof WebSocket,
            other.constructor === own.constructor, WebSocket.OPEN];
        }""",
    ) == [True, True, False, 1]


def test_a_session_survives_a_restart(installed: tuple[Device, str]) -> None:
    device, url = installed
    tab = device.open(url)
    first = int(tab.fetch("count")[1])
    assert int(tab.fetch("count")[1]) == first + 1
    device.kill()
    tab = device.open(url)
    assert int(tab.fetch("count")[1]) == first + 2


def test_scripts_see_the_cookies_that_they_may_see(tab: Tab) -> None:
    tab.fetch("set")
    visible = tab.run("() => document.cookie")
    assert "seen=1" in visible
    assert "hidden" not in visible
    assert "session" not in visible
    tab.run("() => { document.cookie = 'mine=3; path=/sub/'; }")
    tab.run("() => { document.cookie = 'hidden=stolen; path=/'; }")
    sent = json.loads(tab.fetch("cookies")[1])
    assert (sent["seen"], sent["hidden"], sent["mine"]) == ("1", "2", "3")


def test_headers_that_a_service_worker_cannot_see_are_made(tab: Tab) -> None:
    headers = json.loads(tab.fetch("headers")[1])
    assert headers["host"] == tab.page.url.split("/")[2]
    assert headers["referer"] == tab.page.url
    assert headers["sec-fetch-site"] == "same-origin"
    assert headers["user-agent"].startswith("Mozilla/")
    assert "origin" not in headers
    posted = tab.run("async () => (await fetch('headers', {method: 'POST', body: 'x'})).json()")
    assert posted["origin"] == "/".join(tab.page.url.split("/")[:3])
    assert posted["content-length"] == "1"


def test_a_page_that_forbids_frames_is_shown_and_keeps_its_policy(tab: Tab) -> None:
    tab.goto(tab.page.url + "strict")
    assert tab.page.title() == "object"  # its own script ran, after the bridge's
    script = """() => {
      const script = Object.assign(document.createElement("script"), {text: "window.ran = 1"});
      document.head.append(script);
      return window.ran ?? "refused";
    }"""
    assert tab.run(script) == "refused"


def test_redirects(tab: Tab) -> None:
    assert tab.fetch("redirect")[0] == 200
    script = """async () => (await fetch("redirect",
      {method: "POST", body: new URLSearchParams({text: "kept"})})).text()"""
    assert "Got kept" in tab.run(script)


@pytest.mark.parametrize("again", ["reload", "back"])
def test_a_form_is_not_sent_twice(tab: Tab, again: str) -> None:
    url = tab.page.url
    tab.app.get_by_role("button", name="Send", exact=True).click()
    expect(tab.app.get_by_role("heading")).to_have_text(re.compile("Got typed"))
    sent = counted(tab)["runs"]["form"]
    if again == "reload":
        tab.run("() => { location.reload(); }")
    else:
        tab.run("() => { location.href = 'runs'; }")
        tab.page.wait_for_url("**/runs")
        tab.page.go_back()
    tab.page.wait_for_url("**/form")
    text = re.compile("Got typed|already sent")
    expect(tab.app.get_by_role("heading")).to_have_text(text)
    assert counted(tab)["runs"]["form"] == sent
    tab.goto(url)


def test_a_form_into_a_new_tab_keeps_its_body(tab: Tab) -> None:
    with tab.page.context.expect_page() as opened:
        tab.app.get_by_role("button", name="Send to a new tab").click()
    other = Tab(opened.value)
    other.wait_until_ready()
    expect(other.app.get_by_role("heading")).to_have_text(re.compile("Got blank"))
    other.page.close()


def test_a_download_link_saves_what_the_app_answers(tab: Tab) -> None:
    with tab.page.expect_download() as started:
        tab.app.get_by_role("link", name="Download").click()
    assert started.value.suggested_filename == "report.txt"
    assert Path(started.value.path()).read_text() == "a file of the app"


def test_several_large_files_arrive_unchanged(tab: Tab) -> None:
    script = """async () => {
      const form = new FormData(), expected = [];
      for (let n = 0; n < 3; n++) {
        const bytes = new Uint8Array(20_000_000).map((_, at) => (at * 31 + n) % 251);
        const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
        expected.push([...digest].map((byte) => byte.toString(16).padStart(2, "0")).join(""));
        form.append("files", new Blob([bytes]), `${n}.bin`);
      }
      const answer = await (await fetch("upload", {method: "POST", body: form})).json();
      return [answer, expected];
    }"""
    answer, expected = tab.run(script)
    assert answer == expected
    assert answer[0] != hashlib.sha256(b"").hexdigest()


def test_a_large_answer_waits_for_its_reader(tab: Tab) -> None:
    script = """async () => {
      const reader = (await fetch("large")).body.getReader();
      let size = 0;
      for (let step = await reader.read(); !step.done; step = await reader.read())
        size += step.value.length;
      return size;
    }"""
    assert tab.run(script) == 800 * 262_144


def test_events_come_one_by_one_and_the_app_hears_when_the_page_leaves(tab: Tab) -> None:
    before = counted(tab)["ended"].get("events", 0)
    script = """() => new Promise((resolve) => {
      const source = new EventSource("events"), seen = [];
      source.onmessage = ({data}) => {
        seen.push([Number(data), performance.now()]);
        if (seen.length === 4) { source.close(); resolve(seen); }
      };
    })"""
    seen = tab.run(script)
    assert [number for number, _ in seen] == [0, 1, 2, 3]
    assert seen[3][1] - seen[0][1] > 300
    tab.page.wait_for_function(
        """async (before) => {
          const app = document.getElementById("app").contentWindow;
          return (await (await app.fetch("/sub/runs")).json()).ended.events > before;
        }""",
        arg=before,
    )


def test_two_hundred_requests_at_once(tab: Tab) -> None:
    script = """async () => {
      const answers = await Promise.all(
        Array.from({length: 200}, (_, n) => fetch("headers?" + n)));
      return answers.filter((answer) => answer.ok).length;
    }"""
    assert tab.run(script) == 200


def test_a_pool_of_one_connection_serves_many_requests_at_once(tab: Tab) -> None:
    script = """async () => {
      const answers = await Promise.all(Array.from({length: 30}, () => fetch("pooled")));
      return answers.map((answer) => answer.status);
    }"""
    assert tab.run(script) == [200] * 30


@pytest.mark.parametrize(
    ("folder", "end"),
    [("/sub/", "TypeError"), ("/sub/behind/", "whole")],  # Starlette's middleware ends it, so
)
def test_an_exception_that_is_in_its_own_context_is_a_500(tab: Tab, folder: str, end: str) -> None:
    with tab.page.context.expect_console_message(lambda message: "of the app" in message.text):
        assert tab.fetch(f"{folder}raises") == (500, "Internal Server Error")
    script = """async (folder) => {
      const reader = (await fetch(folder + "raises/late")).body.getReader();
      const { value } = await reader.read();
      return [new TextDecoder().decode(value),
        await reader.read().then(() => "whole", (error) => error.name)];
    }"""
    assert tab.run(script, folder) == ["first", end]


@pytest.mark.parametrize("url", ["http://localhost:9/", "/sub/headers"])
def test_an_http_client_that_could_switch_stacks_holds_nobody_up(tab: Tab, url: str) -> None:
    target = url if url.startswith("http") else tab.page.url.removesuffix("/sub/") + url
    status, said = tab.fetch(f"/sub/outside?url={target}")
    assert (status, said in {'"ConnectionError"', '"404"', '"ReadTimeout"'}) == (200, True), said
    assert tab.fetch("/sub/runs")[0] == 200


@pytest.mark.parametrize(
    ("query", "complaint"),
    [
        ("name=a%20b", "is no name of a header"),
        ("value=a%0D%0Ab", "line break"),
        ("value=a%00b", "NUL"),
        ("status=99", "99 is no status"),
        ("status=600", "600 is no status"),
        ("status=302&name=location&value=http://[", "is no address"),
        ("status=302&name=location&value=//a:b", "is no address"),
    ],
)
def test_a_head_that_no_browser_takes_is_a_500_that_says_why(
    tab: Tab, query: str, complaint: str
) -> None:
    with tab.page.context.expect_console_message(lambda message: complaint in message.text):
        assert tab.fetch(f"/sub/head?{query}") == (500, "Internal Server Error")
    assert counted(tab)["ended"].get("head", 0) == 0


def test_only_post_and_put_say_that_they_have_no_body(tab: Tab) -> None:
    script = """async () => Promise.all(["POST", "PUT", "PATCH", "DELETE"].map(
      async (method) => [method, (await (await fetch("/sub/length", {method})).json()).length]))"""
    assert dict(tab.run(script)) == {"POST": "0", "PUT": "0", "PATCH": None, "DELETE": None}


def test_cookies_are_utf_8_both_ways(installed: tuple[Device, str]) -> None:
    device, url = installed
    tab = device.open(url)
    tab.run("() => { document.cookie = 'name=Łukasz 😀; path=/; max-age=1000'; }")
    sent = bytes.fromhex(tab.fetch("/sub/cookie-bytes")[1]).decode()
    assert "name=Łukasz 😀" in sent
    assert "answer=Łódź" in tab.run("() => document.cookie")
    device.kill()
    tab = device.open(url)
    assert "name=Łukasz 😀" in bytes.fromhex(tab.fetch("/sub/cookie-bytes")[1]).decode()
    assert "name=Łukasz 😀" in tab.run("() => document.cookie")
    tab.run("() => { document.cookie = 'name=; path=/; max-age=0'; }")


def test_an_endless_answer_to_head_is_answered(tab: Tab) -> None:
    script = "async () => (await fetch('/sub/endless', {method: 'HEAD'})).status"
    assert tab.run(script) == 200
    assert tab.fetch("/sub/runs")[0] == 200


SOCKET_END = """([path, protocols]) => new Promise((resolve) => {
  const socket = new WebSocket("/sub/socket/" + path, protocols), log = [];
  socket.onopen = () => log.push("open");
  socket.onerror = () => log.push("error");
  socket.onmessage = ({data}) => log.push(data);
  socket.onclose = ({code, reason}) => resolve([...log, code, reason]);
})"""


@pytest.mark.parametrize(
    ("path", "protocols", "log"),
    [
        ("dependency", [], ["error", 1006, ""]),
        ("missing", [], ["error", 1006, ""]),
        ("ends?how=returns", [], ["open", "error", 1006, ""]),
        ("ends?how=cancelled", [], ["open", "error", 1006, ""]),
        ("ends?how=exits", [], ["open", "error", 1006, ""]),
        ("ends?how=code", [], ["open", "error", 1006, ""]),
        ("ends?how=late", [], ["open", 4000, ""]),
        ("ends?how=subprotocol", ["offered"], ["error", 1006, ""]),
        ("ends?how=subprotocol", [], ["error", 1006, ""]),
        ("ends?how=returns", ["offered"], ["error", 1006, ""]),
    ],
)
def test_how_a_websocket_ends(tab: Tab, path: str, protocols: list[str], log: list[Any]) -> None:
    assert tab.run(SOCKET_END, [path, protocols]) == log
    assert tab.fetch("/sub/runs")[0] == 200


def test_a_websocket_s_answer_can_set_cookies(tab: Tab) -> None:
    tab.run(SOCKET_END, ["ends?how=returns", []])
    assert "socket=seen" in tab.run("() => document.cookie")
    assert json.loads(tab.fetch("/sub/cookies")[1])["socket"] == "seen"


def test_a_websocket_that_is_sent_to_without_end_holds_nobody_up(tab: Tab) -> None:
    before = counted(tab)["ended"].get("endless socket", 0)
    script = """() => new Promise((resolve) => {
      window.socket = new WebSocket("/sub/socket/endless");
      let count = 0;
      socket.onmessage = ({data}) => { if (++count === 1000) resolve(JSON.parse(data)); };
    })"""
    assert tab.run(script) == {"sent": 999}
    assert tab.fetch("/sub/headers")[0] == 200
    tab.run("() => socket.close()")
    wait = """async (before) => {
      for (;;) {
        const {ended} = await (await fetch("/sub/runs")).json();
        if (ended["endless socket"] > before) return ended.sent;
      }
    }"""
    sent = tab.run(wait, before)
    assert tab.run(wait, before) == sent  # it has stopped


def test_a_page_says_nothing_in_the_shell_s_place(tab: Tab) -> None:
    # Where no script of the runtime guards it: JSON gets none.
    script = """async () => {
      const frame = document.createElement("iframe");
      frame.src = "/sub/headers";
      await new Promise((loaded) => { frame.onload = loaded; document.body.append(frame); });
      const { controller } = frame.contentWindow.navigator.serviceWorker;
      const lone = new MessageChannel();
      for (const type of ["hello", "ping", "request", "offer", "claim", "stop-worker",
          "skip-waiting", "started", "failed-start", "toString", 7])
        controller.postMessage({type, lock: "mine", version: "0", id: 1});
      for (const data of [null, "hello", [], {type: "websocket", url: "no address", page: ""},
          {type: "websocket", url: 1, page: 2, lock: 3, protocols: 4}, {type: "cookie"}])
        controller.postMessage(data);
      const odd = {type: "websocket", url: "no address", page: "none", lock: "l", protocols: []};
      controller.postMessage(odd, [lone.port2]);
      controller.postMessage({type: "cookie", assigned: "a=1", page: "http://[/"});
      return new Promise((resolve) => { lone.port1.onmessage = ({data}) => resolve(data); });
    }"""
    assert tab.run(script) == {"type": "close", "code": 1006, "reason": ""}
    assert tab.fetch("/sub/runs")[0] == 200
    assert tab.page.get_attribute("html", "data-pwa-state") == "ready"


def pick(tab: Tab, form: FrameLocator, file: Path) -> None:
    """Pick a file, and let the page know its size: from then on the browser minds a change."""
    chosen = form.locator("[name=files]").element_handle()
    chosen.evaluate("(input) => { window.chosen = input; }")
    session = tab.page.context.new_cdp_session(tab.page)  # set_input_files() gives it a copy
    frames = "[...document.querySelectorAll('iframe')].map((frame) => frame.contentWindow)"
    inner = (
        "[...app.contentDocument.querySelectorAll('iframe')].map((frame) => frame.contentWindow)"
    )
    found = session.send(
        "Runtime.evaluate",
        {"expression": f"[...{frames}, ...{inner}].find((page) => page.chosen).chosen"},
    )
    files = {"files": [str(file)], "objectId": found["result"]["objectId"]}
    session.send("DOM.setFileInputFiles", files)
    assert chosen.evaluate("(input) => input.files[0].size") == file.stat().st_size


CHANGES: dict[str, Callable[[Path], object]] = {
    "changed": lambda file: file.write_text("another text"),
    "removed": Path.unlink,
    "moved": lambda file: file.rename(file.with_name("elsewhere")),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("page", ["pick", "around"])
@pytest.mark.parametrize("policy", ["", "origin", "no-referrer"])
def test_a_form_whose_file_changed_stays_as_it_is(
    tab: Tab, tmp_path: Path, change: str, page: str, policy: str
) -> None:
    file = tmp_path / "picked"
    file.write_text("a text")
    tab.goto(f"{tab.page.url}{page}?policy={policy}")
    form = tab.app if page == "pick" else tab.app.frame_locator("iframe")
    form.locator("[name=text]").fill("typed")
    pick(tab, form, file)
    CHANGES[change](file)
    form.get_by_role("button", name="Send").click()
    expect(tab.page.get_by_text("Nothing was sent: a file")).to_be_visible()
    expect(form.locator("[name=text]")).to_have_value("typed")
    file.write_text("a third text")
    pick(tab, form, file)
    form.get_by_role("button", name="Send").click()
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    expect(form.get_by_text(digest)).to_be_visible()


def test_a_form_for_a_new_tab_whose_file_changed(tab: Tab, tmp_path: Path) -> None:
    file = tmp_path / "picked"
    file.write_text("a text")
    tab.goto(f"{tab.page.url}pick?policy=&target=_blank")
    pick(tab, tab.app, file)
    file.unlink()
    with tab.page.context.expect_page() as opened:
        tab.app.get_by_role("button", name="Send").click()
    expect(opened.value.get_by_role("heading")).to_have_text("Nothing was sent")
    opened.value.close()
    assert tab.app.locator("[name=files]").evaluate("(input) => input.files.length") == 1


def test_a_fetch_of_a_file_that_changed_is_rejected(tab: Tab, tmp_path: Path) -> None:
    file = tmp_path / "picked"
    file.write_text("a text")
    tab.goto(f"{tab.page.url}pick?policy=")
    pick(tab, tab.app, file)
    file.unlink()
    script = """() => fetch("upload", {method: "POST", body: new FormData(document.forms[0])})
      .then(() => "answered", (error) => error.name)"""
    assert tab.run(script) == "TypeError"


def test_a_breakdown_of_python_is_survived(tab: Tab) -> None:
    tab.run("""() => {
      const socket = new WebSocket("/sub/socket");
      window.end = new Promise((resolve) => {
        socket.onclose = ({code, wasClean}) => resolve([code, wasClean]);
      });
      return new Promise((resolve) => { socket.onopen = resolve; });
    }""")
    script = """async () => {
      const crash = fetch("crash", {method: "POST"});
      const others = Array.from({length: 5}, () => fetch("headers"));
      const [first, ...rest] = await Promise.all([crash, ...others]);
      return [first.status, await first.text(), rest.map((answer) => answer.status)];
    }"""
    status, text, others = tab.run(script)
    assert status == 503
    assert "not known whether this was saved" in text
    assert others == [200] * 5  # asked again of the next worker
    assert tab.run("() => window.end") == [1006, False]
    assert tab.page.get_attribute("html", "data-pwa-state") == "ready"


NOTE_STOP = """() => {
  window.shown = [false];
  const stop = document.getElementById("stop");
  const note = () => shown.at(-1) === stop.checkVisibility() || shown.push(stop.checkVisibility());
  const attributes = { subtree: true, attributes: true, attributeFilter: ["hidden"] };
  new MutationObserver(note).observe(document.getElementById("slow"), attributes);
  // When the service worker has said twice more that something is slow.
  window.heard = () => new Promise((resolve) => {
    let times = 0;
    navigator.serviceWorker.addEventListener("message", ({ data }) => {
      if (data.type === "slow" && ++times === 2) resolve();
    });
  });
}"""


def test_a_worker_that_hangs_is_stopped_when_the_person_says_so(
    tab: Tab, installed: tuple[Device, str]
) -> None:
    device, url = installed
    other = device.open(url)
    other.page.evaluate(
        """() => {
          const app = document.getElementById("app").contentWindow;
          window.hung = app.fetch("hang", {method: "POST"}).then((answer) => answer.text());
          window.waiting = app.fetch("runs").then(({status}) => status);
        }"""
    )
    expect(other.page.get_by_text("What is saved stays saved")).to_be_visible(timeout=20_000)
    stop = other.page.get_by_role("button", name="Stop it and start again")
    expect(stop).to_be_hidden()  # it may only take long
    other.page.evaluate(NOTE_STOP)
    expect(stop).to_be_visible(timeout=60_000)
    for _ in range(3):  # others come meanwhile, and become slow, too
        other.page.evaluate("() => { app.contentWindow.fetch('runs'); }")
        other.page.evaluate("heard()")
    assert other.page.evaluate("shown") == [False, True]
    stop.click()  # in a tab that does not run the worker
    assert "not known whether this was saved" in other.page.evaluate("window.hung")
    assert other.page.evaluate("window.waiting") == 200
    expect(stop).to_be_hidden()
    assert tab.page.get_attribute("html", "data-pwa-state") == "ready"
    other.page.close()


def test_a_request_runs_once_when_the_service_worker_is_stopped(tab: Tab) -> None:
    before = counted(tab)["runs"].get("slow", 0)
    tab.page.evaluate(
        """() => {
          const app = document.getElementById("app").contentWindow;
          window.pending = app.fetch("slow", {method: "POST", body: "x"})
            .then((answer) => answer.json());
        }"""
    )
    tab.page.wait_for_function(
        """async (before) => {
          const app = document.getElementById("app").contentWindow;
          return ((await (await app.fetch("runs")).json()).runs.slow ?? 0) > before;
        }""",
        arg=before,
    )
    session = tab.page.context.new_cdp_session(tab.page)
    session.send("ServiceWorker.enable")
    session.send("ServiceWorker.stopAllWorkers")
    assert tab.page.evaluate("window.pending") == {"runs": before + 1}
    assert counted(tab)["runs"]["slow"] == before + 1


def test_the_console_has_what_python_logs_and_the_diagnostics_no_values(tab: Tab) -> None:
    context, texts = tab.page.context, list[str]()
    context.on("console", lambda message: texts.append(message.text))  # any tab may run the worker
    with context.expect_console_message(lambda message: "is no number" in message.text):
        assert tab.fetch("/sub/logs?title=Oak") == (500, "Internal Server Error")
    warning, error, failure = (text for text in texts if text.startswith(("app/", "pwa/")))
    assert re.fullmatch(r"app/main\.py:\d+: the record Oak is strange", warning)
    assert re.fullmatch(r"app/main\.py:\d+: what stands in a string: Oak", error)
    assert failure.startswith("pwa/bridge/http.py:")
    assert "GET /sub/logs: the application failed\nTraceback" in failure
    assert re.search(r'File "app/main\.py", line \d+, in logs', failure)
    assert failure.endswith("ValueError: Oak is no number")
    tab.page.goto(tab.page.url + "_pwa/diagnostics.html")
    lines = tab.page.get_by_role("region", name="Last errors and log lines")
    expect(lines).to_contain_text("the record %s is strange")
    expect(lines).to_contain_text(re.compile(r"ValueError < app/main\.py:\d+ in logs"))
    expect(lines).not_to_contain_text("Oak")
