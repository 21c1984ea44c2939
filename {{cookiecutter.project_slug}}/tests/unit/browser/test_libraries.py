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
    assert found == [42, 3 * 7 * 4, 5 * 4, 1]
