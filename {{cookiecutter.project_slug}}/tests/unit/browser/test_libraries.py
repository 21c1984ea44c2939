"""browser/worker/libraries.js: compiled parts of packages, and the libraries that they need."""

from pathlib import Path

from pwa.build.libraries import in_loading_order

from ..side_module import side_module
from .conftest import Program


def test_each_package_calls_the_library_that_it_brought(program: Program, tmp_path: Path) -> None:
    needed, places = ["libanswer.so"], ["$ORIGIN/libs"]
    files = {
        "a/libs/libanswer.so": side_module("answer", 21),
        "a/module.so": side_module("twice", 2, "answer", needed, places),
        "b/libs/libanswer.so": side_module("answer", 7, "base", ["libbase.so"]),
        "b/module.so": side_module("thrice", 3, "answer", needed, places),
        # It names only a library that brings another; the linker searches both.
        "b/through.so": side_module("more", 5, "base", needed, places),
        "libbase.so": side_module("base", 4),
        "plain.so": side_module("plain", 1),
    }
    for path, data in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / f"{path}.wasm").write_bytes(data)
    found = program(
        "libraries.mjs",
        folder=str(tmp_path),
        libraries=[library.as_json() for library in in_loading_order(tmp_path, list(files))],
        calls=[
            ["a/module.so", "twice"],
            ["b/module.so", "thrice"],
            ["b/through.so", "more"],
            ["plain.so", "plain"],
        ],
    )
    assert found == [[42, 3 * 7 * 4, 5 * 4, 1], 0]


def test_modules_of_one_name_need_no_more_room_when_they_are_imported(
    program: Program, tmp_path: Path
) -> None:
    files = {f"{package}/core.so": side_module("PyInit_core", n) for n, package in enumerate("abc")}
    for path, data in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / f"{path}.wasm").write_bytes(data)
    found = program(
        "libraries.mjs",
        folder=str(tmp_path),
        libraries=[library.as_json() for library in in_loading_order(tmp_path, list(files))],
        calls=[[path, "PyInit_core"] for path in files],
    )
    assert found == [[0, 1, 2], 0]
