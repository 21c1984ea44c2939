"""Which versions the dependencies need in the browser, and which files the index has of them.

uv resolves for any machine ("universal"), narrowed to the browser's markers, and lists the wheels
of every ABI of Pyodide. Its `wasm32-pyodide*` platforms list those of one, and uv 0.13 has none for
this Pyodide's. A version needs an sdist or a wheel in pure Python besides, or uv passes it over: it
does not count wheels of WebAssembly as such.
"""

import json
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import BuildError

PYTHON = "3.14"
MARKERS = " and ".join(
    (
        "sys_platform == 'emscripten'",
        "platform_system == 'Emscripten'",
        "platform_machine == 'wasm32'",
        "os_name == 'posix'",
        "implementation_name == 'cpython'",
        "platform_python_implementation == 'CPython'",
        f"python_full_version == '{PYTHON}.*'",
    )
)
SETTINGS = (
    *("index", "index-url", "extra-index-url", "find-links", "no-index", "index-strategy"),
    *("keyring-provider", "allow-insecure-host", "native-tls", "system-certs"),
    *("constraint-dependencies", "override-dependencies", "dependency-metadata"),
    *("exclude-newer", "exclude-newer-package", "prerelease", "resolution"),
)
"""What of a project's [tool.uv] counts here, too."""
NONE: Mapping[str, str] = {}
NOISE = re.compile(r" for split \(markers: .*\)$|\n+hint: [\s\S]*", re.MULTILINE)
"""What uv says of a resolution for several machines and Pythons."""
MARKED = re.compile(r"`python_full_version == [^`]*`")
"""The markers above, in its words."""
MOST_LINES = 12
"""Of uv's reasons."""


@dataclass(frozen=True, slots=True)
class File:
    """A file of the index."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Resolved:
    """A version, and its files that may suit the browser: no wheels for other platforms."""

    name: str
    """Normalised (PEP 503)."""
    version: str
    wheels: tuple[File, ...]
    sdist: File | None

    @property
    def requirement(self) -> str:
        return f"{self.name}=={self.version}"


class Resolver:
    """Asks uv, with the index that the project uses."""

    def __init__(self, root: Path, dependencies: Iterable[str]) -> None:
        self.root = root
        self.dependencies = tuple(dependencies)

    def resolve(
        self, constraints: Mapping[str, str] = NONE, excludes: Collection[str] = ()
    ) -> list[Resolved]:
        """Return everything that the dependencies need, sorted by name.

        `constraints` are versions by name. Raises BuildError with uv's words.
        """
        output = self._compile(constraints, excludes, "--format=pylock.toml")
        return [_resolved(package) for package in tomllib.loads(output).get("packages", ())]

    def needed_by(
        self, constraints: Mapping[str, str] = NONE, excludes: Collection[str] = ()
    ) -> dict[str, set[str]]:
        """Return by name which packages need each; none of them for what the project names."""
        output = self._compile(constraints, excludes, "--annotation-style=line")
        needed = re.findall(r"^([\w.-]+)==[^#\n]*# via (.*)$", output, re.MULTILINE)
        return {
            # "-r" and "-c" stand before what the project and the constraints name.
            name: {one for one in via.split(", ") if not one.startswith("-")}
            for name, via in needed
        }

    def _compile(
        self, constraints: Mapping[str, str], excludes: Collection[str], *options: str
    ) -> str:
        command = [sys.executable, "-m", "uv", "pip", "compile", "-", "--quiet", "--no-header"]
        command += ["--universal", f"--python-version={PYTHON}", "--no-python-downloads"]
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary)
            files = {
                "constraints": [f"{name}=={version}" for name, version in constraints.items()],
                "excludes": sorted(excludes),
                "pyproject.toml": [f"tool.uv = {_toml(_uv_settings(self.root))}"],
            }
            for name, lines in files.items():
                (folder / name).write_text("\n".join(lines), "utf-8")
            done = subprocess.run(
                [*command, "--constraints=constraints", "--excludes=excludes", *options],
                input="\n".join(self.dependencies),
                capture_output=True,
                encoding="utf-8",
                cwd=folder,
            )
        if done.returncode != 0:
            said = NOISE.sub("", MARKED.sub("browser", done.stderr)).strip().splitlines()
            if len(said) > MOST_LINES:  # a step for each version of a package
                said = [*said[: MOST_LINES // 2], "  ...", *said[-MOST_LINES // 2 :]]
            raise BuildError(
                "the dependencies cannot be resolved for the browser:\n" + "\n".join(said) + "\n"
                "If there is nothing of a package for the browser, and the application can do "
                "without it there, name it in [tool.pwa] leave_out."
            )
        return done.stdout


def _resolved(package: Mapping[str, Any]) -> Resolved:
    name = package["name"]
    if "version" not in package or not {"wheels", "sdist"} & package.keys():
        raise BuildError(
            f"{name} comes from an address or a folder, and the lock pins what a package index "
            "has: name a version of it in [project] dependencies. Code of your own reaches the "
            "browser by [tool.pwa] include."
        )
    sdist = package.get("sdist")
    wheels = tuple(_file(wheel) for wheel in package.get("wheels", ()))
    return Resolved(name, package["version"], wheels, _file(sdist) if sdist else None)


def _file(entry: Mapping[str, Any]) -> File:
    name = entry.get("name") or (entry.get("url") or entry["path"]).rpartition("/")[2]
    return File(name, entry["hashes"].get("sha256", ""))


def _uv_settings(root: Path) -> dict[str, Any]:
    """Return what uv shall go by: the browser's markers, and where the project's index is."""
    own: dict[str, Any] = {}
    for name in ("uv.toml", "pyproject.toml"):
        if (root / name).is_file():
            document = tomllib.loads((root / name).read_text("utf-8"))
            table = document if name == "uv.toml" else document.get("tool", {}).get("uv", {})
            own = own or {key: _rooted(table[key], root) for key in SETTINGS if key in table}
    return {**own, "environments": [MARKERS]}


def _rooted(value: Any, root: Path) -> Any:
    """Return a setting with paths that do not depend on the folder where uv runs."""
    if isinstance(value, list):
        return [_rooted(item, root) for item in value]
    if isinstance(value, dict):
        return {key: _rooted(item, root) for key, item in value.items()}
    is_path = isinstance(value, str) and value.startswith(".") and (root / value).exists()
    return str((root / value).resolve()) if is_path else value


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(k)} = {_toml(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return json.dumps(value) if isinstance(value, str | int | bool) else value.isoformat()
