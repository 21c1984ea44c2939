"""What the bridge brings to any application, seen from a page of bridge_app/."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from .conftest import MakeHost
from .device import Device, Tab, wait_until
from .host import Host


@pytest.fixture(scope="module")
def shared(
    firefox: str, bridge: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Device, str]]:
    """One device for the whole module, its host dead: starting anew is what takes long."""
    device = Device(firefox, tmp_path_factory.mktemp("device") / "profile")
    host = Host(bridge, "/sub/")
    try:
        device.open(host.url).close()
        host.stop()
        yield device, host.url
    finally:
        host.stop()
        device.kill()


@pytest.fixture
def tab(shared: tuple[Device, str]) -> Iterator[Tab]:
    device, url = shared
    tab = device.open(url)
    yield tab
    tab.close()


def forms_sent(tab: Tab) -> int:
    """How many forms this worker got."""
    count: int = json.loads(tab.fetch("/sub/runs")[1])["runs"].get("form", 0)
    return count


def test_going_back_to_the_answer_of_a_form_does_not_send_it_again(
    shared: tuple[Device, str], tab: Tab
) -> None:
    _, url = shared
    before = forms_sent(tab)
    tab.click("Send")
    tab.wait_for_heading(f"Got typed, {before + 1}")
    tab.wait_for_url(f"{url}form")
    tab.app("() => { location.href = 'runs'; }")
    tab.wait_for_url(f"{url}runs")
    tab.go(-1)
    tab.wait_for_url(f"{url}form")
    tab.wait_for_heading(f"Got typed, {before + 1}")
    assert forms_sent(tab) == before + 1


def test_reloading_the_answer_of_a_form_does_not_send_it_again(
    shared: tuple[Device, str], tab: Tab
) -> None:
    _, url = shared
    tab.click("Send")
    tab.wait_for_url(f"{url}form")
    tab.reload()  # at once: now and then Firefox sends it again (service_worker/forms.js)
    tab.wait_for_url(f"{url}form")
    assert forms_sent(tab) == 0  # the worker is a new one, as its tab was


def test_a_form_into_a_new_tab_keeps_its_body(shared: tuple[Device, str], tab: Tab) -> None:
    device, _ = shared
    before = device.tabs()
    tab.click("Send to a new tab")
    wait_until(lambda: len(device.tabs()) > len(before))
    (other,) = (found for found in device.tabs() if found not in before)
    other.wait_until_ready()
    other.wait_for_heading("Got blank, 1")
    other.close()


def test_a_form_whose_file_is_gone_stays_as_it_is(
    shared: tuple[Device, str], tab: Tab, tmp_path: Path
) -> None:
    """Firefox sends what else there is, and so the server gets a broken form."""
    _, url = shared
    file = tmp_path / "picked"
    file.write_text("a text")
    tab.goto(f"{url}pick?policy=")
    tab.fill("text", "typed")
    tab.pick("[name=files]", file)
    file.unlink()
    tab.click("Send")
    said = "() => document.getElementById('notice').innerText"
    wait_until(lambda: "Nothing was sent: a file" in tab.shell(said))
    assert tab.app("() => document.forms[0].elements.text.value") == "typed"
    script = """() => fetch("upload", {method: "POST", body: new FormData(document.forms[0])})
      .then(() => "answered", (error) => error.name)"""
    assert tab.app(script) == "TypeError"


def test_scripts_see_the_cookies_that_they_may_see(tab: Tab) -> None:
    tab.fetch("set")
    visible = tab.app("() => document.cookie")
    assert "seen=1" in visible
    assert "hidden" not in visible
    tab.app("() => { document.cookie = 'hidden=stolen; path=/'; }")
    sent = json.loads(tab.fetch("cookies")[1])
    assert (sent["seen"], sent["hidden"]) == ("1", "2")


def test_a_session_survives_a_restart(shared: tuple[Device, str]) -> None:
    device, url = shared
    tab = device.open(url)
    first = int(tab.fetch("count")[1])
    device.kill()
    tab = device.open(url)
    assert tab.fetch("count") == (200, str(first + 1))
    assert "session" not in tab.app("() => document.cookie")
    tab.close()


def test_websocket(tab: Tab) -> None:
    script = """async () => {
      const socket = new WebSocket("socket", ["chat"]);
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
      for (const step of [() => socket.send("é"), () => socket.send(new Uint8Array([0, 255])),
          () => socket.close(4000, "bye")]) {
        const answered = next();
        step();
        await answered;
      }
      return log;
    }"""
    assert tab.app(script) == [
        ["open", "chat"],
        ["message", "é"],
        ["message", [0, 255]],
        ["close", 4000, "bye", True],
    ]


def test_an_upload_arrives_unchanged(tab: Tab) -> None:
    script = """async () => {
      const form = new FormData(), expected = [];
      for (let n = 0; n < 2; n++) {
        const bytes = new Uint8Array(5_000_000).map((_, at) => (at * 31 + n) % 251);
        const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
        expected.push([...digest].map((byte) => byte.toString(16).padStart(2, "0")).join(""));
        form.append("files", new Blob([bytes]), `${n}.bin`);
      }
      return [await (await fetch("upload", {method: "POST", body: form})).json(), expected];
    }"""
    answer, expected = tab.app(script)
    assert answer == expected


def test_two_hundred_requests_at_once(tab: Tab) -> None:
    script = """async () => {
      const answers = await Promise.all(
        Array.from({length: 200}, (_, n) => fetch("headers?" + n)));
      return answers.filter((answer) => answer.ok).length;
    }"""
    assert tab.app(script) == 200


def test_events_come_one_by_one_and_the_app_hears_when_the_page_leaves(tab: Tab) -> None:
    script = """() => new Promise((resolve) => {
      const source = new EventSource("events"), seen = [];
      source.onmessage = ({data}) => {
        seen.push([Number(data), performance.now()]);
        if (seen.length === 4) { source.close(); resolve(seen); }
      };
    })"""
    seen = tab.app(script)
    assert [number for number, _ in seen] == [0, 1, 2, 3]
    assert seen[3][1] - seen[0][1] > 300  # the app's pauses, not all at its end
    wait_until(lambda: json.loads(tab.fetch("runs")[1])["ended"].get("events") == 1)


LONG = {
    "an event stream": (
        """() => new Promise((resolve) => {
          const source = new EventSource("events");
          source.onerror = () => resolve("cut");
          setTimeout(() => { resolve(source.readyState); source.close(); }, 65_000);
        })""",
        1,
    ),
    "an answer that takes its time": (
        """async () => (await fetch("slow?seconds=65", {method: "POST", body: "x"})).json()""",
        {"runs": 1},
    ),
    "a silent WebSocket": (
        """async () => {
          const socket = new WebSocket("socket");
          await new Promise((resolve, reject) => {
            socket.onopen = resolve;
            socket.onclose = () => reject(new Error("closed before it was open"));
          });
          await new Promise((resolve) => setTimeout(resolve, 65_000));
          socket.send("still here");
          return new Promise((resolve) => {
            socket.onmessage = ({data}) => resolve(data);
            socket.onclose = () => resolve("closed");
          });
        }""",
        "still here",
    ),
}


START = """() => {
  const never = new Promise((resolve) => setTimeout(resolve, 240_000, "no end in 240 s"));
  window.outcome = Promise.race([(%s)(), never]);
}"""


def test_nothing_ends_with_firefox_s_patience_for_a_service_worker(
    bridge: Path, make_host: MakeHost, device: Device
) -> None:
    """It is 30 seconds, 60 in an event. Each has an origin of its own, and so a service worker."""
    tabs = {name: device.open(make_host(bridge).url) for name in LONG}
    for name, tab in tabs.items():
        tab.app(START % LONG[name][0])
    outcomes = {name: tab.app("() => window.outcome") for name, tab in tabs.items()}
    assert outcomes == {name: expected for name, (_, expected) in LONG.items()}


@pytest.mark.parametrize("own", [False, True])
def test_a_request_of_python_s_that_reaches_nobody_raises(
    shared: tuple[Device, str], tab: Tab, own: bool
) -> None:
    """Firefox ends a synchronous XMLHttpRequest with status 0 and without an exception."""
    url = f"{shared[1]}headers" if own else "http://127.0.0.1:9/"
    assert tab.fetch(f"/sub/outside?url={url}") == (200, '"ConnectionError"')
