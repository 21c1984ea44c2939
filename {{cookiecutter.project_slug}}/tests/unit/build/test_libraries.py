"""build/libraries.py: which library needs which, and the order in which they are loaded."""

from pathlib import Path

import pytest

from pwa.build.errors import BuildError
from pwa.build.libraries import Library, in_loading_order, needed_of

from ..side_module import side_module


def write(folder: Path, **libraries: bytes) -> list[str]:
    """Write libraries as the build does; return their paths. `__` in a name is a slash."""
    paths = [name.replace("__", "/") + ".so" for name in libraries]
    for path, data in zip(paths, libraries.values(), strict=True):
        file = folder / f"{path}.wasm"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    return paths


@pytest.mark.parametrize(
    ("needed", "places"),
    [((), ()), (("libgeos.so",), ()), (("a.so", "b.so"), ("$ORIGIN/x.libs", "$ORIGIN/../lib"))],
)
def test_what_a_library_says_that_it_needs(
    needed: tuple[str, ...], places: tuple[str, ...]
) -> None:
    assert needed_of(side_module("f", 1, "", needed, places)) == ([*needed], [*places])


@pytest.mark.parametrize("section", [b"\x00\x05\x04name", b"\x01\x05\x01\x60\x00\x01\x7f"])
def test_a_module_that_is_no_side_module_needs_nothing(section: bytes) -> None:
    assert needed_of(b"\0asm\x01\0\0\0" + section) == ([], [])


def test_each_stands_behind_what_it_needs_also_through_others(tmp_path: Path) -> None:
    paths = write(
        tmp_path,
        a__module=side_module("f", 1, "", ["libmiddle.so"]),
        a__plain=side_module("f", 1),
        z__libmiddle=side_module("f", 1, "", ["libbase.so"]),
        z__libbase=side_module("f", 1),
    )
    assert in_loading_order(tmp_path, paths) == [
        Library("z/libbase.so", {}),
        Library("z/libmiddle.so", {"libbase.so": "z/libbase.so"}),
        Library("a/module.so", {"libbase.so": "z/libbase.so", "libmiddle.so": "z/libmiddle.so"}),
        Library("a/plain.so", {}),
    ]


def test_a_library_of_the_same_name_is_the_one_at_its_own_places(tmp_path: Path) -> None:
    paths = write(
        tmp_path,
        a__libs__libx=side_module("f", 1),
        b__libs__libx=side_module("f", 1),
        b__core__module=side_module("f", 1, "", ["libx.so"], ["$ORIGIN", "$ORIGIN/../libs"]),
    )
    assert in_loading_order(tmp_path, paths)[-1].needs == {"libx.so": "b/libs/libx.so"}


def test_a_library_that_nobody_brings(tmp_path: Path) -> None:
    paths = write(tmp_path, a__module=side_module("f", 1, "", ["libx.so"]))
    with pytest.raises(BuildError, match=r"a/module\.so needs the library libx\.so, which no"):
        in_loading_order(tmp_path, paths)
