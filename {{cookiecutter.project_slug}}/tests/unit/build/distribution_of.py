"""A distribution of Pyodide's that a test makes up."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pwa.build.distribution import Distribution

VERSION = "314.0.7"
TAG = "cp314-cp314-pyemscripten_2026_0_wasm32"


def listed(name: str, version: str, data: bytes = b"", depends: Sequence[str] = ()) -> Any:
    """Return how pyodide-lock.json lists a package, a shared library if its name begins so."""
    is_library = name.startswith("lib")
    return {
        "name": name,
        "version": version,
        "file_name": f"{name}-{version}.zip" if is_library else f"{name}-{version}-{TAG}.whl",
        "sha256": hashlib.sha256(data).hexdigest(),
        "depends": list(depends),
        "package_type": "shared_library" if is_library else "package",
    }


def write_npm_package(modules: Path, packages: Mapping[str, Any], script: str = "") -> None:
    """Write what of npm's `pyodide` counts here into `modules` (node_modules)."""
    folder = modules / "pyodide"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pyodide-lock.json").write_text(json.dumps({"packages": dict(packages)}))
    (folder / "package.json").write_text(json.dumps({"version": VERSION}))
    (folder / "pyodide.mjs").write_text(script)


def distribution_of(modules: Path, *packages: Any, address: str | None = None) -> Distribution:
    write_npm_package(modules, {package["name"]: package for package in packages})
    return Distribution(modules, address)
