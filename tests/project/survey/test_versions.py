"""An old build is open in a tab while the host serves a new one."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.browser.device import Device, Tab
from tests.browser.host import Host

PREFIX = "/a/sub-path/"
ROOT = Path(__file__).parents[2]
SHELL = "fetch('_pwa/shell.js').then((file) => file.text())"
NEWER = "html[data-newer]"
FROM_SERVICE_WORKER = """() => {
  const [opened] = performance.getEntriesByType("navigation");
  return !window.before && opened.workerStart > 0;
}"""
TAKEN_OVER = """async (scope) => {
  const {waiting} = await navigator.serviceWorker.getRegistration(scope);
  return waiting === null;
}"""
WAITING = "() => navigator.serviceWorker.getRegistration().then(({waiting}) => waiting !== null)"


@pytest.fixture(scope="module")
def newer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the same project, with another script in the shell."""
    project = tmp_path_factory.mktemp("newer") / "project"
    skipped = shutil.ignore_patterns("node_modules", ".venv", "dist", ".*_cache", "tests")
    shutil.copytree(ROOT, project, ignore=skipped)
    (project / "node_modules").symlink_to(ROOT / "node_modules")
    shell = project / "pwa" / "browser" / "shell" / "shell.js"
    shell.write_text(
        shell.read_text("utf-8") + 'document.documentElement.dataset.newer = "";\n', "utf-8"
    )
    subprocess.run([sys.executable, "-m", "pwa", "build", "--quick"], cwd=project, check=True)
    return project / "dist"


def hard_reload(tab: Tab) -> None:
    session = tab.page.context.new_cdp_session(tab.page)
    session.send("Page.reload", {"ignoreCache": True})


@pytest.fixture
def host(site: Path) -> Iterator[Host]:
    """A host that has pages outside the site, too."""
    host = Host(site, PREFIX)
    yield host
    host.stop()


def test_tabs_keep_to_the_old_build_until_all_are_closed(
    host: Host, newer: Path, device: Device
) -> None:
    url = host.start()
    first = device.open(url)
    old = first.page.evaluate(SHELL)
    host.stop()
    host.site = newer
    host.start()
    second = device.open(url + "docs")  # an address that only the app knows
    second.page.wait_for_function(WAITING)
    assert second.page.evaluate(SHELL) == old
    assert second.page.evaluate(FROM_SERVICE_WORKER)

    for tab in (second, first):  # the one that runs the worker is the last
        address = tab.page.url
        tab.page.evaluate("window.before = true")
        hard_reload(tab)
        tab.page.wait_for_function(FROM_SERVICE_WORKER)
        tab.wait_until_ready()
        assert not tab.page.query_selector(NEWER)
        assert tab.page.url == address
        for asking in (first, second):
            assert asking.fetch(f"{PREFIX}api/records")[0] == 200
    outside = device.open(url).page
    outside.goto(url.replace(PREFIX, "/"))
    for tab in (first, second):
        tab.page.close()
    outside.wait_for_function(TAKEN_OVER, arg=PREFIX)
    third = device.open(url)
    assert third.page.evaluate(SHELL) != old
    assert third.page.query_selector(NEWER)
