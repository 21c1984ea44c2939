"""Links with `download`, as a page of bridge_app/ may have them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from .device import Device, Tab, wait_until
from .host import Host

LINKS = {
    "in no document": "link.click()",
    "in a closed shadow root": """{
      const host = document.body.appendChild(document.createElement("p"));
      host.attachShadow({mode: "closed"}).append(link);
      link.click(); }""",
    "whose click is stopped": """{
      document.body.append(link);
      link.onclick = (event) => event.stopPropagation();
      link.click(); }""",
}
CLICK = """() => {
  const link = document.createElement("a");
  Object.assign(link, {href: "PATH", download: "other.txt"});
  LINK;
}"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where this Firefox saves, without asking."""
    return tmp_path_factory.mktemp("saved")


@pytest.fixture(scope="module")
def tab(
    firefox: str, bridge: Path, folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Tab]:
    device = Device(firefox, tmp_path_factory.mktemp("device") / "profile")
    with (device.profile / "user.js").open("a") as preferences:
        preferences.write('user_pref("browser.download.folderList", 2);\n')
        preferences.write(f'user_pref("browser.download.dir", "{folder}");\n')
    host = Host(bridge, "/sub/")
    try:
        tab = device.open(host.url)
        host.stop()
        yield tab
    finally:
        host.stop()
        device.kill()


def is_whole(file: Path) -> bool:
    return file.name.startswith("report") and file.read_text() == "a file of the app"


@pytest.mark.parametrize("kind", LINKS)
def test_a_link_saves_what_the_app_answers(tab: Tab, folder: Path, kind: str) -> None:
    before = set(folder.iterdir())
    tab.app(CLICK.replace("PATH", "file").replace("LINK", LINKS[kind]))
    wait_until(lambda: any(is_whole(file) for file in set(folder.iterdir()) - before))


def test_an_error_is_said_and_nothing_is_saved(tab: Tab, folder: Path) -> None:
    before = set(folder.iterdir())
    tab.app(CLICK.replace("PATH", "missing").replace("LINK", LINKS["in no document"]))
    said = "() => document.getElementById('notice').textContent"
    wait_until(lambda: "other.txt was not saved." in tab.shell(said))
    assert set(folder.iterdir()) == before
