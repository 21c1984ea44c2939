"""A device in the tests: a browser with a profile that outlives it, and that can be killed."""

import os
import re
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, FrameLocator, Page, Playwright

READY = 'html[data-pwa-state="ready"]'
SETTLED = f'{READY}, html[data-pwa-state="failed"]'
START_SECONDS = 90
"""How long a first start may take on a slow, busy machine before a test gives up."""

ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",  # a container's root user has no other way
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--remote-debugging-port=0",
    "--window-size=390,844",
)

NO_OFFER = """addEventListener("beforeinstallprompt", (event) => {
  if (event.isTrusted) event.stopImmediatePropagation();
});"""
"""Chromium offers to install at a time of its own; tests that want an offer make one."""


FETCH_UPDATE = """async () => {
  const registration = await navigator.serviceWorker.ready;
  await registration.update();
  const next = registration.installing ?? registration.waiting;
  await new Promise((installed) => {
    const check = () => next.state === "installed" && installed();
    next.addEventListener("statechange", check);
    check();
  });
}"""


class Device:
    """Starts and kills Chromium on one profile: what OPFS and the caches hold stays."""

    def __init__(self, playwright: Playwright, chromium: str, profile: Path) -> None:
        self.playwright = playwright
        self.chromium = chromium
        self.profile = profile
        self.arguments: tuple[str, ...] = ()
        """More command-line arguments for the next start."""
        self.environment: dict[str, str] = {}
        """More environment variables for the next start."""
        self.address = ""
        """Of the running browser's debugger."""
        self.process: subprocess.Popen[bytes] | None = None
        self.context: BrowserContext | None = None

    def start(self) -> BrowserContext:
        """Start the browser and return its context; its pages are the tabs."""
        port_file = self.profile / "DevToolsActivePort"
        port_file.unlink(missing_ok=True)
        self.process = subprocess.Popen(
            [
                self.chromium,
                *ARGUMENTS,
                *self.arguments,
                f"--user-data-dir={self.profile}",
                "about:blank",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **self.environment},
            start_new_session=True,
        )
        self.address = f"http://127.0.0.1:{_first_line(port_file, self.process)}"
        return self.connect()

    def connect(self) -> BrowserContext:
        """Connect to the running browser's debugger, and return the browser's context."""
        browser = self.playwright.chromium.connect_over_cdp(self.address)
        self.context = browser.contexts[0]
        self.context.add_init_script(NO_OFFER)
        return self.context

    def disconnect(self) -> None:
        """Leave the browser to itself: a debugger keeps idle service workers running."""
        assert self.context is not None and self.context.browser is not None
        self.context.browser.close()
        self.context = None

    def kill(self) -> None:
        """End the whole browser at once, as a phone without power does."""
        if self.process is None:
            return
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = self.context = None
        for lock in self.profile.glob("Singleton*"):
            lock.unlink()  # a killed Chromium leaves them, and the next one would wait

    def close(self) -> None:
        """Close the browser as a person does: it writes what it would have kept in memory."""
        assert self.process is not None and self.context is not None and self.context.browser
        self.context.browser.new_browser_cdp_session().send("Browser.close")
        self.process.wait()
        self.process = self.context = None

    def open(self, url: str) -> "Tab":
        """Open `url` in a new tab and wait until the app is shown."""
        context = self.context or self.start()
        tab = Tab(context.new_page())
        tab.goto(url)
        return tab


class Tab:
    """One tab of the site: the shell's page, and the app in its frame."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.console: list[str] = []
        page.on("console", lambda message: self.console.append(message.text))
        page.on("pageerror", lambda error: self.console.append(str(error)))

    @property
    def app(self) -> FrameLocator:
        """What a person sees and uses."""
        return self.page.frame_locator("#app")

    def goto(self, url: str) -> None:
        """Open `url` as typed into the address bar, and wait for the app."""
        self.page.goto(url)
        self.wait_until_ready()

    def reload(self) -> None:
        """Reload the tab and wait for the app."""
        self.page.reload()
        self.wait_until_ready()

    def fetch_update(self) -> None:
        """Let the device download what the host has now; it goes live when no tab is open."""
        self.page.evaluate(FETCH_UPDATE)

    @property
    def how(self) -> str | None:
        """How the worker of this tab started: "cold" or "snapshot"."""
        return self.page.get_attribute("html", "data-pwa-start")

    def wait_until_ready(self) -> None:
        """Wait until the app is shown. Raises AssertionError with what the shell says instead."""
        self.page.wait_for_selector(SETTLED, state="attached", timeout=START_SECONDS * 1000)
        state = self.page.get_attribute("html", "data-pwa-state")
        said = self.page.inner_text("body") if state == "failed" else ""
        assert state == "ready", f"{said}\n" + "\n".join(self.console)

    def run(self, script: str, argument: object = None) -> Any:
        """Evaluate a function in the app's page; return what it, or its promise, gives."""
        app = self.page.query_selector("#app")
        frame = app and app.content_frame()
        assert frame, "the tab does not show the shell"
        return frame.evaluate(script, argument)

    def fetch(self, path: str) -> tuple[int, str]:
        """Fetch `path` from the app's page; return status and text."""
        status, text = self.page.evaluate(
            """async (path) => {
              const response = await document.getElementById("app").contentWindow.fetch(path);
              return [response.status, await response.text()];
            }""",
            path,
        )
        return int(status), str(text)


def _first_line(file: Path, process: subprocess.Popen[bytes]) -> str:
    """Wait for the line that Chromium writes when it listens."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"Chromium ended at once, with exit code {process.returncode}")
        if file.is_file() and (match := re.match(r"\d+\n", file.read_text())):
            return match[0].strip()
        time.sleep(0.02)
    raise RuntimeError("Chromium did not say where it listens")
