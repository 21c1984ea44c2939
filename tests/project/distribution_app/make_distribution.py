"""Give this project a Pyodide with a distribution of its own, and a browser.lock that uses it.

The distribution is a folder: a package with a compiled part that needs a shared library, made
by hand, and pydantic-core, which the package index has for Pyodide. Runs in a generated project.
"""

import hashlib
import json
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.unit.side_module import side_module

TAG = "cp314-cp314-pyemscripten_2026_0_wasm32"
SHAPES = """
import pathlib

def seven():
    import ctypes  # an import of it is an obstacle to a memory snapshot

    return ctypes.CDLL(str(pathlib.Path(__file__).with_name("core.so"))).seven()
"""


def own_npm_package(root: Path) -> Path:
    """Copy npm's `pyodide`, which is the demo's too, before it is changed; return it."""
    modules = root / "node_modules"
    shared = modules.resolve()
    modules.unlink()
    modules.mkdir()
    for path in shared.iterdir():
        if path.name != "pyodide":
            (modules / path.name).symlink_to(path)
    return Path(shutil.copytree(shared / "pyodide", modules / "pyodide"))


def write_zip(path: Path, files: Mapping[str, str | bytes]) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)


def entry(file: Path, depends: tuple[str, ...] = ()) -> dict[str, Any]:
    name, version = file.stem.split("-")[:2]
    return {
        "name": name.replace("_", "-"),
        "version": version,
        "file_name": file.name,
        "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
        "depends": list(depends),
        "imports": [],
        "install_dir": "site",
        "unvendored_tests": False,
        "package_type": "shared_library" if file.suffix == ".zip" else "package",
    }


def make(root: Path) -> None:
    folder = root / "distribution"
    folder.mkdir()
    shapes = folder / f"shapes-1.0-{TAG}.whl"
    core = side_module("seven", 1, "sevens", ["libshapes.so"])
    write_zip(shapes, {"shapes/__init__.py": SHAPES, "shapes/core.so": core})
    library = folder / "libshapes-2.0.zip"
    write_zip(library, {"libshapes.so": side_module("sevens", 7)})
    [cached] = (root / ".pwa-cache" / "packages").glob("*/pydantic_core-*.whl")
    core_of_pydantic = Path(shutil.move(cached, folder))

    entries = [entry(shapes, ("libshapes",)), entry(library), entry(core_of_pydantic)]
    listed = own_npm_package(root) / "pyodide-lock.json"
    lock = json.loads(listed.read_text("utf-8"))
    lock["packages"] |= {package["name"]: package for package in entries}
    listed.write_text(json.dumps(lock), "utf-8")

    browser = root / "browser.lock"
    lines = browser.read_text("utf-8").splitlines()
    lines = [line for line in lines if not line.startswith("pydantic-core==")]
    for one in entries:
        whose = "tests > pydantic" if one["name"] == "pydantic-core" else "tests"
        requirement = f"{one['name']}=={one['version']}"
        lines.append(f"{requirement} pyodide sha256:{one['sha256']} # for {whose}")
    browser.write_text("\n".join(lines) + "\n", "utf-8")

    settings = root / "pyproject.toml"
    text = settings.read_text("utf-8")
    settings.write_text(text.replace("[tool.pwa]", '[tool.pwa]\ndistribution = "distribution"', 1))


if __name__ == "__main__":
    make(Path.cwd())
