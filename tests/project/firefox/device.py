"""A device in the tests: a Firefox with a profile that outlives it, and that can be killed.

What the generated project's tests/browser/device.py is for Chromium.
"""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .bidi import Bidi, BidiError

PATIENCE_SECONDS = 90
"""How long a first start may take on a slow, busy machine before a test gives up."""

PREFERENCES = """
user_pref("browser.sessionstore.resume_from_crash", false); // a kill opens no old tabs
user_pref("toolkit.startup.max_resumed_crashes", -1); // and offers no safe mode
user_pref("dom.confirm_repost.testing.always_accept", true); // who reloads says: send it again
"""


class Device:
    """Starts and kills Firefox on one profile: what OPFS and the caches hold stays."""

    def __init__(self, firefox: str, profile: Path) -> None:
        self.firefox = firefox
        self.profile = profile
        self.process: subprocess.Popen[bytes] | None = None
        self.bidi: Bidi | None = None
        profile.mkdir()
        (profile / "user.js").write_text(PREFERENCES)

    def start(self) -> Bidi:
        """Start the browser and return the connection to it."""
        address = self.profile / "WebDriverBiDiServer.json"
        address.unlink(missing_ok=True)  # a killed Firefox leaves it
        process = subprocess.Popen(
            [self.firefox, "--headless", "--remote-debugging-port=0", "--profile", self.profile],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.process = process

        def listens() -> bool:
            assert process.poll() is None, f"Firefox ended at once: {process.returncode}"
            return address.is_file() and address.stat().st_size > 0

        wait_until(listens)
        found = json.loads(address.read_text())
        self.bidi = Bidi(f"ws://{found['ws_host']}:{found['ws_port']}")
        return self.bidi

    def kill(self) -> None:
        """End the whole browser at once, as a phone without power does."""
        if self.process is None:
            return
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        if self.bidi is not None:
            self.bidi.close()
        self.process = self.bidi = None

    def new_tab(self) -> "Tab":
        """Open an empty tab."""
        bidi = self.bidi or self.start()
        return Tab(bidi, bidi.send("browsingContext.create", type="tab")["context"])

    def tabs(self) -> list["Tab"]:
        """Every tab there is."""
        assert self.bidi is not None
        contexts = self.bidi.send("browsingContext.getTree")["contexts"]
        return [Tab(self.bidi, found["context"]) for found in contexts]

    def open(self, url: str) -> "Tab":
        """Open `url` in a new tab and wait until the app is shown."""
        tab = self.new_tab()
        tab.goto(url)
        return tab


@dataclass(frozen=True)
class Tab:
    """One tab of the site: the shell's page, and the app in its frame."""

    bidi: Bidi
    context: str

    def goto(self, url: str) -> None:
        """Open `url` as typed into the address bar, and wait for the app."""
        self.begin(url)
        self.wait_until_ready()

    def begin(self, url: str) -> None:
        """Open `url`; return when the shell's page has loaded, whatever it goes on to do."""
        self._leave("browsingContext.navigate", url=url)

    def reload(self) -> None:
        """Reload the tab and wait for the app."""
        self._leave("browsingContext.reload")
        self.wait_until_ready()

    def _leave(self, command: str, **params: str) -> None:
        """Navigate to another document; return when it is there, and has loaded.

        Firefox 153 takes the end of a load that was under way in a frame for the end of the
        navigation: what is asked next would still be asked of the old document.
        """
        self.shell("() => { window.old = true; }")
        self.bidi.send(command, context=self.context, wait="complete", **params)
        there = "() => window.old === undefined && document.readyState === 'complete'"
        wait_until(lambda: bool(self.shell(there)))

    def go(self, delta: int) -> None:
        """Press back (-1) or forward (1)."""
        self.bidi.send("browsingContext.traverseHistory", context=self.context, delta=delta)

    def close(self) -> None:
        self.bidi.send("browsingContext.close", context=self.context)

    def shell(self, function: str, *arguments: object) -> Any:
        """Call a JavaScript function in the shell's page."""
        return self.bidi.call(self.context, function, *arguments)

    def app(self, function: str, *arguments: object) -> Any:
        """Call a JavaScript function in the app's page."""
        frame, *_downloads = self._tree()["children"]
        return self.bidi.call(frame["context"], function, *arguments)

    def click(self, text: str) -> None:
        """Click the link, button or choice of that name in the app's page, once it is there."""
        find = """[...document.querySelectorAll("a, button, label")]
          .find((element) => element.innerText.trim() === text)"""
        wait_until(lambda: self.app(f"(text) => {find} !== undefined", text))
        self.app(f"(text) => {find}.click()", text)

    def fill(self, name: str, value: str) -> None:
        """Type into a field of the app's page."""
        script = "(name, value) => { document.getElementsByName(name)[0].value = value; }"
        self.app(script, name, value)

    def pick(self, selector: str, file: Path) -> None:
        """Choose a file for a field of the app's page."""
        (frame,) = self._tree()["children"]
        context = frame["context"]
        locator = {"type": "css", "value": selector}
        found = self.bidi.send("browsingContext.locateNodes", context=context, locator=locator)
        element = {"sharedId": found["nodes"][0]["sharedId"]}
        self.bidi.send("input.setFiles", context=context, element=element, files=[str(file)])

    def fetch(self, path: str) -> tuple[int, str]:
        """Fetch `path` from the app's page; return status and text."""
        script = (
            "async (path) => { const r = await fetch(path); return [r.status, await r.text()]; }"
        )
        status, text = self.app(script, path)
        return status, text

    def state(self) -> str | None:
        """`data-pwa-state`, if the tab shows a shell."""
        state: str | None = self.shell("() => document.documentElement.dataset.pwaState")
        return state

    def wait_until_ready(self) -> None:
        """Wait until the app is shown. Raises AssertionError with what the shell says instead."""
        wait_until(lambda: self.state() in ("ready", "failed"))
        assert self.state() == "ready", self.shell("() => document.body.innerText")

    @property
    def url(self) -> str:
        """What the address bar shows."""
        url: str = self._tree()["url"]
        return url

    def wait_for_url(self, url: str) -> None:
        """Wait until the address bar shows `url`."""
        wait_until(lambda: self.url == url)

    def wait_for_heading(self, text: str) -> None:
        """Wait until the app shows a page with that heading, and the address bar its address."""
        script = "() => [document.querySelector('h1')?.innerText, location.href]"
        wait_until(lambda: self.app(script) == [text, self.url])

    def _tree(self) -> dict[str, Any]:
        tree = self.bidi.send("browsingContext.getTree", root=self.context)
        found: dict[str, Any] = tree["contexts"][0]
        return found


def wait_until(met: Callable[[], bool]) -> None:
    """Wait until `met()`; a page that is left while it is asked is not the end."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    last: Exception | None = None
    while time.monotonic() < deadline:
        try:
            if met():
                return
        except BidiError as error:
            last = error
        time.sleep(0.02)
    raise AssertionError(f"waited {PATIENCE_SECONDS} s in vain") from last
