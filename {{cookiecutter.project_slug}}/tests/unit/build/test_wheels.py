"""build/wheels.py: what of a package can run in the browser."""

import zipfile
from pathlib import Path

import pytest

from pwa.build.resolve import File
from pwa.build.wheels import compiled_files, usable_wheel


@pytest.mark.parametrize(
    ("name", "compiled"),
    [
        ("yaml/_yaml.cpython-314-x86_64-linux-gnu.so", True),
        ("package.libs/libyaml-1a2b.so.0.2", True),
        ("yaml/_yaml.cp314-win_amd64.pyd", True),
        ("package/.dylibs/libz.dylib", True),
        ("package/sources.so.txt", False),
        ("package/adapter.py", False),
    ],
)
def test_compiled_files_are_told_by_their_names_not_by_the_tag(
    tmp_path: Path, name: str, compiled: bool
) -> None:
    wheel = tmp_path / "package-1-cp311-cp311-linux_x86_64.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("package/__init__.py", "")
        archive.writestr(name, "")
    assert compiled_files(wheel) == ([name] if compiled else [])


@pytest.mark.parametrize(
    ("names", "best"),
    [
        (["a-1-py3-none-any.whl", "a-1-cp314-cp314-pyemscripten_2026_0_wasm32.whl"], 1),
        (["a-1-cp311-abi3-pyemscripten_2026_0_wasm32.whl", "a-1-py3-none-any.whl"], 0),
        (["a-1-py2.py3-none-any.whl"], 0),
        (["a-1-py3-none-pyemscripten_2026_0_wasm32.whl"], 0),
        (["a-1-cp314-cp314-pyemscripten_2025_0_wasm32.whl"], None),
        (["a-1-cp314-cp314-pyodide_2026_0_wasm32.whl"], None),
        (["a-1-cp315-cp315-pyemscripten_2026_0_wasm32.whl"], None),
        (["a-1-cp314-cp314t-pyemscripten_2026_0_wasm32.whl"], None),
        (["a-1-cp315-abi3-pyemscripten_2026_0_wasm32.whl", "a-1-py2-none-any.whl"], None),
        (["a-1-cp314-cp314-manylinux_2_28_x86_64.whl", "no-wheel.whl"], None),
        ([], None),
    ],
)
def test_the_wheel_that_suits_the_browser_best(names: list[str], best: int | None) -> None:
    found = usable_wheel([File(name, "") for name in names])
    assert found == (None if best is None else File(names[best], ""))
