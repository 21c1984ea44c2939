"""Wheels for the browser: fetched by pip, checked against the lock, kept in the cache.

A package without a usable wheel is built from its sdist with no C compiler to be found: what
treats its extensions as optional (MarkupSafe, PyYAML) then becomes a wheel in pure Python.
"""

import hashlib
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from .errors import BuildError

PYTHON = "3.14"
PLATFORM = "pyemscripten_2026_0_wasm32"
"""The ABI of Pyodide 314 (PEP 783)."""

WHEEL_OPTIONS = (
    "--only-binary=:all:",
    f"--platform={PLATFORM}",
    f"--python-version={PYTHON}",
    "--implementation=cp",
    "--abi=cp314",
    "--abi=abi3",
    "--abi=none",
)
NO_COMPILER = {"CC": "false", "CXX": "false", "DISTUTILS_USE_SDK": "1"}
"""`false` exists on every Unix; the third keeps setuptools from finding Visual C++."""

COMPILED = re.compile(r"\.(so(\.\d+)*|pyd|dylib|dll|exe|a|lib)$")


@dataclass(frozen=True, slots=True)
class LockedPackage:
    """One line of the lock. `kind` is "wheel" or "pure"; `sha256` is of the file fetched."""

    name: str
    version: str
    kind: str
    sha256: str

    @property
    def requirement(self) -> str:
        return f"{self.name}=={self.version}"


def choose(name: str, version: str, cache: Path) -> LockedPackage:
    """Find what of a package can run in the browser. Raises BuildError when nothing can."""
    for kind in ("wheel", "pure"):
        file, reason = _fetch(name, version, kind, cache)
        if file is not None and kind == "pure":
            wheel, reason = _build_pure(file)
            file = file if wheel else None
        if file is not None:
            return LockedPackage(name, version, kind, file.parent.name)
    raise BuildError(
        f"{name}=={version} cannot run in the browser: it has no wheel for {PLATFORM}, none in "
        "pure Python, and cannot be built without a C compiler.\n"
        "Use another version or another package; if only a server needs it, move it out of "
        f"[project] dependencies.\npip said:\n{reason}"
    )


def gather(packages: Sequence[LockedPackage], cache: Path) -> list[Path]:
    """Return a wheel for each package, in the lock's order, from the cache where it has them."""
    missing = [package for package in packages if _cached(package, cache) is None]
    if missing:
        print(f"packages: fetching {len(missing)} of {len(packages)}", flush=True)
    with ThreadPoolExecutor(max_workers=4) as pool:
        return list(pool.map(lambda package: _wheel(package, cache), packages))


def _wheel(package: LockedPackage, cache: Path) -> Path:
    file = _cached(package, cache)
    if file is None:
        file, reason = _fetch(package.name, package.version, package.kind, cache)
        if file is None:
            raise BuildError(f"{package.requirement} could not be fetched:\n{reason}")
        if file.parent.name != package.sha256:
            raise BuildError(
                f"{package.requirement}: the file that came ({file.name}) is not the one in "
                "browser.lock (its SHA-256 differs). Do not use it; if the package was published "
                "again for a good reason, run `python -m pwa lock`."
            )
    if package.kind == "wheel":
        return file
    wheel, reason = _build_pure(file)
    if wheel is None:
        raise BuildError(f"{package.requirement} could not be built as pure Python:\n{reason}")
    return wheel


def _cached(package: LockedPackage, cache: Path) -> Path | None:
    """Return the file fetched earlier, if its bytes are still those of the lock."""
    folder = cache / "packages" / package.sha256
    for file in folder.glob("*.*"):
        if hashlib.sha256(file.read_bytes()).hexdigest() == package.sha256:
            return file
    return None


def _fetch(name: str, version: str, kind: str, cache: Path) -> tuple[Path | None, str]:
    """Download a file into the cache, in a folder named by its SHA-256; or say why not."""
    options = WHEEL_OPTIONS if kind == "wheel" else (f"--no-binary={name}",)
    with tempfile.TemporaryDirectory(dir=_made(cache / "packages")) as folder:
        command = ["download", "--quiet", "--no-deps", f"--dest={folder}", *options]
        done = _pip(*command, f"{name}=={version}")
        files = list(Path(folder).iterdir())
        if done.returncode != 0 or len(files) != 1:
            return None, done.stderr
        digest = hashlib.sha256(files[0].read_bytes()).hexdigest()
        return files[0].replace(_made(cache / "packages" / digest) / files[0].name), ""


def _build_pure(sdist: Path) -> tuple[Path | None, str]:
    """Build a wheel in pure Python beside the sdist; None and pip's words if it is not pure."""
    folder = sdist.parent / "pure"
    if not folder.is_dir():
        done = _pip("wheel", "--quiet", "--no-deps", f"--wheel-dir={folder}", str(sdist))
        if done.returncode != 0:
            return None, done.stderr
    [wheel] = folder.iterdir()
    if compiled := compiled_files(wheel):
        return None, f"{wheel.name} holds compiled code for this machine: {', '.join(compiled)}"
    return wheel, ""


def compiled_files(wheel: Path) -> list[str]:
    """Return the names of a wheel's libraries.

    Its tag does not tell: PyYAML's says this machine, whether its extension was built or not.
    """
    with zipfile.ZipFile(wheel) as archive:
        return [name for name in archive.namelist() if COMPILED.search(name)]


def _pip(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pip", "--disable-pip-version-check", *arguments],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, **NO_COMPILER},
    )


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder
