"""`python -m pwa serve --watch`, and an open tab. Runs inside a generated project and changes it.

What each change took is printed.
"""

import queue
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect
from tests.browser.device import Device, Tab

TEMPLATE = Path("app/templates/notes.html")
STYLE = Path("app/static/app.css")
ROUTER = Path("app/routers/pages.py")
SETTINGS = Path("pyproject.toml")
LABEL = "New note</label>"
PATIENCE_SECONDS = 120


class Watcher:
    """A running `serve --watch`, and what it prints."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "pwa", "serve", "--watch", "--port=0"]
        output = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        self.process = subprocess.Popen(command, **output)  # type: ignore[call-overload]
        self.lines: queue.Queue[str] = queue.Queue()
        self.reader = threading.Thread(target=self._read)
        self.reader.start()
        self.url = self.said("^http://")

    def _read(self) -> None:
        for line in self.process.stdout:
            self.lines.put(line.rstrip())

    def said(self, pattern: str) -> str:
        """Wait for a line that matches; return it."""
        seen = []
        while True:
            try:
                seen.append(self.lines.get(timeout=PATIENCE_SECONDS))
            except queue.Empty:
                raise AssertionError(
                    f"{pattern!r} was not said, but:\n" + "\n".join(seen)
                ) from None
            if re.search(pattern, seen[-1]):
                return seen[-1]

    def end(self) -> list[str]:
        """Ask it to end; return what it says to that."""
        while not self.lines.empty():
            self.lines.get()
        self.process.terminate()
        assert self.process.wait(PATIENCE_SECONDS) == -signal.SIGTERM
        self.reader.join()
        return list(self.lines.queue)

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()
        self.reader.join()
        self.process.stdout.close()


@pytest.fixture(scope="module")
def watcher() -> Iterator[Watcher]:
    running = Watcher()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def tab(
    watcher: Watcher,
    playwright: Playwright,
    chromium: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Tab]:
    """One tab, open through all changes, with a note in it."""
    device = Device(playwright, chromium, tmp_path_factory.mktemp("profile"))
    tab = device.open(watcher.url)
    tab.app.get_by_label("New note").fill("Before all changes")
    tab.app.get_by_role("button", name="Save").click()
    expect(tab.app.get_by_role("status")).to_have_text("Saved")
    tab.goto(watcher.url)
    yield tab
    device.kill()


class Edit:
    """A changed file, put back when the test ends; how long until it was served, and shown."""

    def __init__(self, file: Path, old: str, new: str) -> None:
        self.file = file
        self.before = file.read_text("utf-8")
        assert self.before.count(old) == 1
        file.write_text(self.before.replace(old, new), "utf-8")
        self.began = time.monotonic()

    def took(self, what: str) -> None:
        print(f"{self.file}: {what} after {time.monotonic() - self.began:.1f} s")

    def undo(self, watcher: Watcher) -> None:
        self.file.write_text(self.before, "utf-8")
        watcher.said("^version ")


def test_a_template_that_changes_is_shown_by_the_open_tab(watcher: Watcher, tab: Tab) -> None:
    edit = Edit(TEMPLATE, LABEL, "Another label</label>")
    edit.took(watcher.said("^version "))
    expect(tab.app.get_by_label("Another label")).to_be_visible(timeout=60_000)
    edit.took("shown")
    expect(tab.app.locator("li p")).to_have_text(["Before all changes"])
    edit.undo(watcher)
    expect(tab.app.get_by_label("New note")).to_be_visible(timeout=60_000)


def test_code_that_changes_runs_in_the_open_tab(watcher: Watcher, tab: Tab) -> None:
    expect(tab.app.get_by_role("status")).to_have_count(0)
    edit = Edit(ROUTER, '"saved": saved,', '"saved": True,')
    edit.took(watcher.said("^version "))
    expect(tab.app.get_by_role("status")).to_have_text("Saved", timeout=60_000)
    edit.took("shown")
    edit.undo(watcher)
    expect(tab.app.get_by_role("status")).to_have_count(0, timeout=60_000)


def test_a_style_that_changes_is_used_by_the_open_tab(watcher: Watcher, tab: Tab) -> None:
    before = STYLE.read_text("utf-8")
    edit = Edit(STYLE, before, before + "h1 { color: rgb(1, 2, 3) }\n")
    edit.took(watcher.said("^version "))
    expect(tab.app.get_by_role("heading", level=1)).to_have_css(
        "color", "rgb(1, 2, 3)", timeout=60_000
    )
    edit.took("shown")
    edit.undo(watcher)


def test_code_that_does_not_start_is_told_and_the_next_is_shown(watcher: Watcher, tab: Tab) -> None:
    edit = Edit(ROUTER, "router = APIRouter(", "nothing_of_the_name()\nrouter = APIRouter(")
    watcher.said("^version ")
    failed = 'html[data-pwa-state="failed"]'
    tab.page.wait_for_selector(failed, state="attached", timeout=60_000)
    assert "nothing_of_the_name" in (tab.page.text_content("#problem-detail") or "")
    watcher.said("does not start in the browser")
    watcher.said("NameError: name 'nothing_of_the_name' is not defined")
    edit.undo(watcher)
    expect(tab.app.locator("li p")).to_have_text(["Before all changes"], timeout=60_000)


def test_settings_that_are_wrong_are_told_and_the_last_build_is_served(
    watcher: Watcher, tab: Tab
) -> None:
    edit = Edit(SETTINGS, "[tool.pwa]\n", "[tool.pwa]\nnonsense = 1\n")
    watcher.said(r"error: \[tool.pwa\] in pyproject.toml")
    watcher.said("The last good build is served until the next change.")
    tab.reload()
    expect(tab.app.get_by_label("New note")).to_be_visible()
    edit.undo(watcher)  # by a whole build


def test_it_ends_though_a_tab_is_open(watcher: Watcher, tab: Tab) -> None:
    assert watcher.end() == []
    tab.reload()
    expect(tab.app.locator("li p")).to_have_text(["Before all changes"])
