"""build/distribution.py: what comes from Pyodide's own distribution, or what is said."""

from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from pwa.build.distribution import Distribution, read_distribution
from pwa.build.errors import BuildError
from pwa.build.locked import LockedPackage
from pwa.build.npm import install_packages
from pwa.build.settings import Settings
from pwa.build.wheels import gather

from .distribution_of import VERSION, distribution_of, listed, write_npm_package

ROOT = Path(__file__).parents[3]
SHAPES = listed("shapes", "2.1", b"compiled for this Pyodide")
LINES = listed("lines", "1")
OTHER = LockedPackage("lines", "1", "pyodide", LINES["sha256"])
PACKAGE = LockedPackage("shapes", "2.1", "pyodide", SHAPES["sha256"], "maps > geometry")


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ThreadingHTTPServer]:
    """A server of the folder "served", which has a file of the distribution."""
    served = tmp_path / "served"
    served.mkdir()
    (served / SHAPES["file_name"]).write_bytes(b"compiled for this Pyodide")
    server = ThreadingHTTPServer(("localhost", 0), partial(Quiet, directory=str(served)))
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def address_of(server: ThreadingHTTPServer) -> str:
    return f"http://localhost:{server.server_port}"


def settings(root: Path, distribution: str | None) -> Settings:
    return Settings(
        root=root,
        dependencies=(),
        app="app.main:app",
        name="A",
        short_name="A",
        distribution=distribution,
    )


def test_a_file_is_fetched_once(tmp_path: Path, server: ThreadingHTTPServer) -> None:
    cache = tmp_path / "cache"
    found = distribution_of(tmp_path, SHAPES, address=f"{address_of(server)}/")
    [file] = gather([PACKAGE], cache, found)
    assert file.read_bytes() == b"compiled for this Pyodide"
    assert file.name == SHAPES["file_name"]
    (tmp_path / "served" / file.name).unlink()
    assert gather([PACKAGE], cache, found) == [file]


@pytest.mark.parametrize("folder", ["served", "{root}/served"])
def test_a_folder_in_the_place_of_an_address(
    tmp_path: Path, server: ThreadingHTTPServer, folder: str
) -> None:
    write_npm_package(tmp_path / "node_modules", {"shapes": SHAPES})
    own = settings(tmp_path, folder.format(root=tmp_path))
    found = read_distribution(own, tmp_path / "node_modules")
    [file] = gather([PACKAGE], tmp_path / "cache", found)
    assert file.read_bytes() == b"compiled for this Pyodide"


def test_another_file_than_the_listed_one(tmp_path: Path, server: ThreadingHTTPServer) -> None:
    (tmp_path / "served" / SHAPES["file_name"]).write_bytes(b"something else")
    found = distribution_of(tmp_path, SHAPES, address=address_of(server))
    with pytest.raises(BuildError, match=r"shapes==2\.1: .* is not the file that Pyodide lists"):
        found.fetch([PACKAGE], tmp_path / "cache")
    assert not list((tmp_path / "cache").rglob("*"))


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("{server}/nothing", "HTTP Error 404"),
        ("http://localhost:1", "Connection refused"),
        ("folder", "No such file"),
        ("", "names no address"),
    ],
)
def test_without_the_file_the_package_its_chain_and_the_remedy_are_named(
    tmp_path: Path, server: ThreadingHTTPServer, address: str, reason: str
) -> None:
    found = distribution_of(tmp_path, SHAPES, LINES)
    found.address = address.format(server=address_of(server))
    with pytest.raises(BuildError) as caught:
        found.fetch([OTHER, PACKAGE], tmp_path / "cache")
    words = str(caught.value)
    assert f"could not be had from {found.address}:\n  lines==1: lines-1-cp314" in words
    assert f"  shapes==2.1 (for maps > geometry): {SHAPES['file_name']}: " in words
    assert reason in words
    assert "[tool.pwa] distribution" in words


@pytest.mark.parametrize("packages", [[], [listed("shapes", "2.1", b"of a later Pyodide")]])
def test_a_lock_of_another_pyodide(tmp_path: Path, packages: list[object]) -> None:
    found = distribution_of(tmp_path, *packages)
    with pytest.raises(BuildError, match=r"another Pyodide's distribution.* run `python -m pwa"):
        found.fetch([PACKAGE], tmp_path / "cache")


def test_the_address_is_the_one_in_pyodide_s_own_script(tmp_path: Path) -> None:
    script = "e.cdnUrl=k(e.packageBaseUrl??`https://packages.example/pyodide/v${U}/full/`),!e.x"
    write_npm_package(tmp_path, {}, script)
    address = f"https://packages.example/pyodide/v{VERSION}/full/"
    assert Distribution(tmp_path, None).address == address
    assert Distribution(tmp_path, "mirror").address == "mirror"


def test_the_installed_pyodide_names_its_address() -> None:
    found = read_distribution(settings(ROOT, None), install_packages(ROOT))
    assert found.address.startswith("https://")
    assert len(found.entries) > 300


def test_what_no_index_knows_of_what_a_package_needs(tmp_path: Path) -> None:
    found = distribution_of(
        tmp_path,
        listed("maps", "1", depends=["libmaps", "pyodide-zones", "pytz", "gone"]),
        listed("libmaps", "3", depends=["libshapes"]),
        listed("libshapes", "2", depends=["libmaps"]),
        listed("pyodide-zones", "1"),
        listed("pytz", "2025"),
    )
    assert [entry.name for entry in found.needs(["maps"])] == [
        "libmaps",
        "libshapes",
        "pyodide-zones",
    ]
