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
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from packaging.tags import Tag, compatible_tags, cpython_tags
from packaging.utils import InvalidWheelFilename, parse_wheel_filename

from .distribution import Distribution
from .errors import BuildError
from .locked import LockedPackage
from .resolve import PYTHON, File, Resolved

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
NO_COMPILER = {"CC": "false", "CXX": "false", "CARGO": "false", "DISTUTILS_USE_SDK": "1"}
"""`false` exists on every Unix; the last keeps setuptools from finding Visual C++."""
COMPILING = ("maturin", "meson-python", "puccinialin", "setuptools-rust")
"""Build backends whose packages are never pure: they would only be fetched, some with a compiler of
their own, to fail."""

COMPILED = re.compile(r"\.(so(\.\d+)*|pyd|dylib|dll|exe|a|lib)$")


def usable_tags() -> dict[Tag, int]:
    """Return the tags of wheels that the browser can use, the best first, by their ranks."""
    version = tuple(map(int, PYTHON.split(".")))
    tags = [*cpython_tags(version, ["cp314"], [PLATFORM])]
    tags += compatible_tags(version, "cp314", [PLATFORM])
    return {tag: rank for rank, tag in enumerate(tags)}


TAGS = usable_tags()


def usable_wheel(files: Iterable[File]) -> File | None:
    """Return the wheel that suits the browser best; None if none does."""
    ranked = [(rank, file) for file in files if (rank := rank_of(file.name)) is not None]
    return min(ranked, key=lambda found: found[0])[1] if ranked else None


def rank_of(wheel: str) -> int | None:
    """Return how well a wheel suits the browser by its file's name, 0 the best; None if not."""
    try:
        tags = parse_wheel_filename(wheel)[3]
    except InvalidWheelFilename:
        return None
    return min((TAGS[tag] for tag in tags if tag in TAGS), default=None)


def locate(found: Resolved, cache: Path) -> tuple[LockedPackage | None, str]:
    """Find what the index has of a package for the browser; None and why if it has nothing."""
    if wheel := usable_wheel(found.wheels):
        return LockedPackage(found.name, found.version, "wheel", wheel.sha256), ""
    if found.sdist is None:
        return None, "it has no sdist either"
    package = LockedPackage(found.name, found.version, "pure", found.sdist.sha256)
    built, reason = build_pure(package, cache)
    return package if built else None, reason


def gather(
    packages: Sequence[LockedPackage], cache: Path, distribution: Distribution
) -> list[Path]:
    """Return an archive for each package, in the lock's order, from the cache where it has them."""
    missing = [package for package in packages if cached(package, cache) is None]
    if missing:
        print(f"packages: fetching {len(missing)} of {len(packages)}", flush=True)
    fetch_wheels([package for package in missing if package.kind == "wheel"], cache)
    distribution.fetch([package for package in missing if package.kind == "pyodide"], cache)
    with ThreadPoolExecutor(max_workers=4) as pool:
        return list(pool.map(lambda package: _archive(package, cache), packages))


def _archive(package: LockedPackage, cache: Path) -> Path:
    file = cached(package, cache)
    if file is not None:
        return file
    wheel, reason = build_pure(package, cache)
    if wheel is None:
        raise BuildError(f"{package.requirement} could not be built as pure Python: {reason}")
    return wheel


def cached(package: LockedPackage, cache: Path) -> Path | None:
    """Return the file fetched earlier, if its bytes are still those of the lock."""
    folder = cache / "packages" / package.sha256
    if package.kind == "pure":
        return next((folder / "pure").glob("*.whl"), None)
    for file in folder.glob("*.*"):
        if hashlib.sha256(file.read_bytes()).hexdigest() == package.sha256:
            return file
    return None


def fetch_wheels(packages: Sequence[LockedPackage], cache: Path) -> None:
    """Download wheels into the cache, in folders named by their SHA-256.

    Raises BuildError if one is not to be had, or is not the one in the lock.
    """
    if not packages:
        return
    with tempfile.TemporaryDirectory(dir=_made(cache / "packages")) as folder:
        done = _pip("download", f"--dest={folder}", *WHEEL_OPTIONS, packages=packages)
        if done.returncode != 0 and len(packages) > 1:
            for package in packages:  # which of them is it?
                fetch_wheels([package], cache)
            return
        if "DO NOT MATCH THE HASHES" in done.stderr:
            raise BuildError(
                f"{packages[0].requirement}: the file that came is not the one in browser.lock "
                "(its SHA-256 differs). Do not use it; if the package was published again for a "
                "good reason, run `python -m pwa lock`."
            )
        if done.returncode != 0:
            raise BuildError(f"{packages[0].requirement} could not be fetched:\n{done.stderr}")
        for file in Path(folder).iterdir():
            digest = hashlib.sha256(file.read_bytes()).hexdigest()
            file.replace(_made(cache / "packages" / digest) / file.name)


def build_pure(package: LockedPackage, cache: Path) -> tuple[Path | None, str]:
    """Return a wheel in pure Python, built from the sdist; None and why if it is not pure."""
    if (wheel := cached(package, cache)) is not None:
        return wheel, ""
    target = cache / "packages" / package.sha256 / "pure"
    with tempfile.TemporaryDirectory(dir=_made(cache / "packages")) as temporary:
        folder = Path(temporary)
        never = folder / "never.txt"
        never.write_text("".join(f"{name}<0\n" for name in COMPILING), "utf-8")
        options = [f"--no-binary={package.name}", f"--build-constraint={never}"]
        # The browser's Python counts, not this machine's.
        options += ["--ignore-requires-python", f"--wheel-dir={folder / 'wheels'}"]
        done = _pip("wheel", *options, packages=[package])
        if done.returncode != 0:
            log = _made(target.parent) / "build.log"
            log.write_text(done.stdout + done.stderr, "utf-8")
            return None, f"its sdist cannot be built without a compiler ({log} has the output)"
        [wheel] = (folder / "wheels").iterdir()
        if compiled := compiled_files(wheel):
            return None, f"{wheel.name} holds compiled code for this machine: {', '.join(compiled)}"
        return wheel.replace(_made(target) / wheel.name), ""


def compiled_files(wheel: Path) -> list[str]:
    """Return the names of a wheel's libraries.

    Its tag does not tell: PyYAML's says this machine, whether its extension was built or not.
    """
    with zipfile.ZipFile(wheel) as archive:
        return [name for name in archive.namelist() if COMPILED.search(name)]


def _pip(
    command: str, *options: str, packages: Iterable[LockedPackage]
) -> subprocess.CompletedProcess[str]:
    """Run pip for the very files of `packages`."""
    with tempfile.TemporaryDirectory() as folder:
        wanted = Path(folder) / "wanted.txt"
        lines = [f"{package.requirement} --hash=sha256:{package.sha256}\n" for package in packages]
        wanted.write_text("".join(lines), "utf-8")
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", command]
        return subprocess.run(
            [*pip, "--quiet", "--no-deps", *options, f"--requirement={wanted}"],
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            env={**os.environ, **NO_COMPILER},
        )


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder
