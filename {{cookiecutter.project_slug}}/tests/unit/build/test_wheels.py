"""build/wheels.py: what of a package can run in the browser."""

import zipfile
from pathlib import Path

import pytest

from pwa.build.wheels import compiled_files


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
