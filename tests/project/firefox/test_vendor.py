"""Pages that load what other sites have: vendor_app/, whose other sites do not exist."""

from pathlib import Path

import pytest

from tests.project.projects import copy_project, replace_app

from .conftest import MakeHost, build
from .device import Device, wait_until

VENDOR_APP = Path(__file__).parent.parent / "vendor_app"
FOUND = """() => ({
  htmx: typeof htmx,
  hash: document.body.dataset.hash,
  color: getComputedStyle(document.querySelector("button")).color,
})"""


@pytest.fixture(scope="module")
def vendor_site(firefox: str, built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of vendor_app/, its page without an `integrity`."""
    project = copy_project(built, tmp_path_factory.mktemp("vendor") / "project")
    replace_app(project, VENDOR_APP)
    main = project / "app" / "main.py"
    main.write_text(main.read_text("utf-8").replace('integrity="sha384-INTEGRITY"', ""), "utf-8")
    return build(project, tmp_path_factory)


def test_they_are_answered_without_a_network(
    make_host: MakeHost, vendor_site: Path, device: Device
) -> None:
    host = make_host(vendor_site)
    tab = device.open(host.url)
    host.stop()
    expected = {"htmx": "object", "hash": "32", "color": "rgb(1, 2, 3)"}
    wait_until(lambda: tab.app(FOUND) == expected)
    tab.app("() => { location.href = 'docs'; }")
    tab.wait_for_url(f"{host.url}docs")
    wait_until(lambda: tab.app("() => !!document.querySelector('.swagger-ui .opblock')"))
