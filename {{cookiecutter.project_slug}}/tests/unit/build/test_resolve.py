"""build/resolve.py, wheels.py and lock.py with uv and pip themselves, and an index in a folder."""

import hashlib
import io
import tarfile
import zipfile
from pathlib import Path

import pytest

from pwa.build.distribution import Distribution
from pwa.build.errors import BuildError
from pwa.build.lock import read_lock, write_lock
from pwa.build.locked import LockedPackage
from pwa.build.resolve import File, Resolver
from pwa.build.settings import Settings
from pwa.build.wheels import gather, locate

from .distribution_of import distribution_of, write_npm_package

PLATFORM = "pyemscripten_2026_0_wasm32"
BACKEND = """
import zipfile

def build_wheel(folder, config=None, metadata=None):
    {before}
    name = "{name}-1-py3-none-any.whl"
    with zipfile.ZipFile(folder + "/" + name, "w") as wheel:
        wheel.writestr("{name}/{file}", "")
        metadata = "Metadata-Version: 2.1\\nName: {name}\\nVersion: 1\\n"
        wheel.writestr("{name}-1.dist-info/METADATA", metadata)
        wheel.writestr("{name}-1.dist-info/WHEEL", "Wheel-Version: 1.0\\nTag: py3-none-any\\n")
        wheel.writestr("{name}-1.dist-info/RECORD", "")
    return name
"""
PYPROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
"""


@pytest.fixture(autouse=True)
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is the only index, for uv by the project's settings, for pip by a variable."""
    folder = tmp_path / "index"
    folder.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    (tmp_path / "pyproject.toml").write_text(
        '[tool.uv]\nno-index = true\nfind-links = ["./index"]\nexclude-newer = "2100-01-01"\n'
        "[tool.uv.workspace]\nmembers = []\n"
    )
    return folder


def add_wheel(index: Path, name: str, *requires: str, tag: str = "py3-none-any") -> str:
    """Add a wheel; return its SHA-256."""
    project, _, version = name.partition("-")
    metadata = f"Metadata-Version: 2.1\nName: {project}\nVersion: {version}\n"
    metadata += "".join(f"Requires-Dist: {text}\n" for text in requires)
    path = index / f"{name}-{tag}.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr(f"{name}.dist-info/METADATA", metadata)
        wheel.writestr(f"{name}.dist-info/WHEEL", f"Wheel-Version: 1.0\nTag: {tag}\n")
        wheel.writestr(f"{name}.dist-info/RECORD", "")
    return hashlib.sha256(path.read_bytes()).hexdigest()


def add_sdist(
    index: Path, name: str, file: str = "__init__.py", before: str = "", python: str = ">=3.10"
) -> str:
    """Add an sdist, at version 1, whose wheel holds `file`; return its SHA-256."""
    metadata = f"Metadata-Version: 2.2\nName: {name}\nVersion: 1\nRequires-Python: {python}\n"
    files = {
        "PKG-INFO": metadata,
        "pyproject.toml": PYPROJECT,
        "backend.py": BACKEND.format(name=name, file=file, before=before),
    }
    path = index / f"{name}-1.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        for inner, text in files.items():
            info = tarfile.TarInfo(f"{name}-1/{inner}")
            info.size = len(text)
            archive.addfile(info, io.BytesIO(text.encode()))
    return hashlib.sha256(path.read_bytes()).hexdigest()


def settings(root: Path, *dependencies: str, leave_out: tuple[str, ...] = ()) -> Settings:
    return Settings(
        root=root,
        dependencies=dependencies,
        app="app.main:app",
        name="A",
        short_name="A",
        leave_out=leave_out,
    )


def has_nothing(root: Path, monkeypatch: pytest.MonkeyPatch) -> Distribution:
    """Let Pyodide's distribution be empty."""
    monkeypatch.setattr("pwa.build.lock.install_packages", lambda root: root / "node_modules")
    write_npm_package(root / "node_modules", {})
    return distribution_of(root / "node_modules")


def test_the_browser_s_markers_and_python_count(tmp_path: Path, index: Path) -> None:
    add_wheel(
        index,
        "a-1",
        "b; sys_platform == 'emscripten' and platform_machine == 'wasm32'",
        "c; python_version >= '3.14' and python_version < '3.15'",
        "missing; sys_platform == 'linux' or platform_machine == 'x86_64'",
        "missing; python_version < '3.14' or python_full_version >= '3.15'",
    )
    add_wheel(index, "b-1")
    add_wheel(index, "c-1")
    names = [one.requirement for one in Resolver(tmp_path, ["a"]).resolve()]
    assert names == ["a==1", "b==1", "c==1"]


def test_a_wheel_of_this_pyodide_s_abi_is_found_beside_others(tmp_path: Path, index: Path) -> None:
    sdist = add_sdist(index, "a")
    digest = add_wheel(index, "a-1", tag=f"cp314-cp314-{PLATFORM}")
    add_wheel(index, "a-1", tag="cp314-cp314-manylinux_2_28_x86_64")
    [found] = Resolver(tmp_path, ["a"]).resolve()
    assert found.sdist == File("a-1.tar.gz", sdist)
    assert File(f"a-1-cp314-cp314-{PLATFORM}.whl", digest) in found.wheels
    package, _ = locate(found, tmp_path)
    assert package == LockedPackage("a", "1", "wheel", digest)


def test_versions_and_what_is_left_out(tmp_path: Path, index: Path) -> None:
    add_wheel(index, "a-1", "b", "server")
    add_wheel(index, "b-1")
    add_wheel(index, "b-2")
    resolver = Resolver(tmp_path, ["a", "b>=1"])
    found = resolver.resolve({"b": "1"}, ["server"])
    assert [one.requirement for one in found] == ["a==1", "b==1"]
    assert resolver.needed_by({"b": "1"}, ["server"]) == {"b": {"a"}}
    with pytest.raises(BuildError, match=r"(?s)you require b>=1 and b==0.*leave_out"):
        resolver.resolve({"b": "0"}, ["server"])


def test_a_requirement_that_is_an_address(tmp_path: Path, index: Path) -> None:
    add_wheel(index, "a-1")
    address = (index / "a-1-py3-none-any.whl").as_uri()
    with pytest.raises(BuildError, match="a comes from an address or a folder"):
        Resolver(tmp_path, [f"a @ {address}"]).resolve()


def test_a_lock_and_the_files_that_it_pins(
    tmp_path: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheel = add_wheel(index, "a-1", "uvloop", "gunicorn", "later", "own.server")
    add_sdist(index, "uvloop", file="loop.so")
    add_wheel(index, "gunicorn-1")
    add_wheel(index, "own.server-1", tag="cp314-cp314-manylinux_2_28_x86_64")
    sdist = add_sdist(index, "later", python=">=3.14")  # this machine's Python may be older
    own = settings(tmp_path, "a", leave_out=("own.server",))
    packages = write_lock(own)
    text = (tmp_path / "browser.lock").read_text()
    assert text.splitlines()[-5:] == [
        f"a==1 wheel sha256:{wheel}",
        f"later==1 pure sha256:{sdist}",
        "# left out: gunicorn (it is a server, and in the browser the bridge is it)",
        "# left out: own-server ([tool.pwa] leave_out names it)",
        "# left out: uvloop (the browser has its own event loop)",
    ]
    assert read_lock(own) == packages
    with pytest.raises(BuildError, match="changed since"):
        read_lock(settings(tmp_path, "a"))
    names = [file.name for file in gather(packages, own.cache, has_nothing(tmp_path, monkeypatch))]
    assert names == ["a-1-py3-none-any.whl", "later-1-py3-none-any.whl"]


def test_every_package_that_cannot_run_is_refused_in_words_each_time(
    tmp_path: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    has_nothing(tmp_path, monkeypatch)
    add_wheel(index, "a-1", "compiled", "b")
    add_wheel(index, "b-1", "broken")
    add_sdist(index, "compiled", file="_fast.cpython-311-x86_64-linux-gnu.so")
    add_sdist(index, "broken", before="raise SystemExit('error: command cc failed, line by line')")
    own = settings(tmp_path, "a")
    for _ in range(2):
        with pytest.raises(BuildError) as caught:
            write_lock(own)
        words = str(caught.value)
        assert "  compiled==1 (for a): compiled-1-py3-none-any.whl holds compiled code" in words
        assert "  broken==1 (for a > b): its sdist cannot be built without a compiler (" in words
        assert "line by line" not in words
    [log] = (tmp_path / ".pwa-cache").rglob("build.log")
    assert "line by line" in log.read_text()


def test_a_file_that_is_another_than_the_lock_s(
    tmp_path: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_wheel(index, "a-1")
    add_wheel(index, "b-1")
    own = settings(tmp_path, "a", "b")
    packages = write_lock(own)
    add_wheel(index, "b-1", "c")
    with pytest.raises(BuildError, match=r"b==1: the file that came is not the one in browser\.lo"):
        gather(packages, own.cache, has_nothing(tmp_path, monkeypatch))
