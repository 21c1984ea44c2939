"""Archives of bytecode: the standard library, the packages, the project."""

import hashlib
import json
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from .archive import read_folder, write_archive
from .errors import BuildError
from .exclude import is_left_out, modules_left_out, read_sources
from .npm import run_node
from .server_only import stubs
from .settings import Settings

NODE = Path(__file__).parent / "node"

STDLIB_PREFIX = "/lib/python314.zip"
PACKAGES_PREFIX = "/lib/python3.14/site-packages"
PROJECT_PREFIX = "/project"
PROJECT, STATIC = "project.zip", "static.zip"
"""The project's archives in the site: its code, which changes often, and what the service worker
serves by itself, for when the application reads it."""
LEFT_OUT = "pwa/bridge/left_out.txt"
"""In the project's archive."""

KEEP_SOURCE = ("anyio/__init__.py",)
"""anyio's lazy importer reads the source of its own package (inspect.getsource)."""
UNREAD = {".pyi", ".pyx", ".pxd", ".c", ".h"}
"""Suffixes of files that nothing reads at run time."""
IGNORED = shutil.ignore_patterns("__pycache__", ".*", "*.db", "*.db-*")


@dataclass(frozen=True, slots=True)
class Job:
    """One archive to make: `fill` puts its sources into an empty folder."""

    name: str
    prefix: str
    key: str
    fill: Callable[[Path], object]
    keep: tuple[str, ...] = ()
    keep_all: bool = False


def make_archives(settings: Settings, modules: Path, wheels: Sequence[Path]) -> list[Path]:
    """Return stdlib.zip, packages.zip and project.zip, made anew only where something changed."""
    version = (modules / "pyodide" / "package.json").read_bytes()
    keep = (*KEEP_SOURCE, *settings.keep_source)
    library = modules / "pyodide/python_stdlib.zip"
    with tempfile.TemporaryDirectory() as temporary:
        project = Path(temporary) / "project"
        _copy_project(settings, project)
        left_out = modules_left_out(
            settings,
            read_sources([library]),
            read_sources(wheels),
            {name: data for name, data in read_folder(project).items() if name.endswith(".py")},
        )
        missing = [f"{module}\t{why}" for module, why in stubs(settings).items()]
        text = "\n".join((*left_out, *missing))
        (project / LEFT_OUT).write_text(text, "utf-8", newline="\n")
        names = (wheel.relative_to(settings.cache).as_posix() for wheel in wheels)
        jobs = [
            Job(
                "stdlib",
                STDLIB_PREFIX,
                "\n".join(left_out),
                lambda to: _unzip([library], to, left_out),
            ),
            Job(
                "packages",
                PACKAGES_PREFIX,
                "\n".join((*names, *keep, *left_out)),
                lambda to: _unzip(wheels, to, left_out),
                keep,
            ),
            Job(
                "project",
                PROJECT_PREFIX,
                _digest_folder(project),
                lambda to: shutil.copytree(project, to, dirs_exist_ok=True),
                keep_all=True,
            ),
        ]
        return _make(jobs, settings.cache / "archives", modules, version)


def write_sources(
    settings: Settings, previous: Path, static: Collection[str], project: Path, others: Path
) -> None:
    """Write project.zip as the sources are now, with the bytecode of `previous` that still fits.

    What has none is compiled in the browser, at each start: this saves the start of Pyodide here.
    The files that `static` names go to static.zip, `others`.
    """
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "project"
        _copy_project(settings, folder)
        files = read_folder(folder)
    write_archive(others, {name: files.pop(name) for name in static if name in files})
    with zipfile.ZipFile(previous) as archive:
        files[LEFT_OUT] = archive.read(LEFT_OUT)
        for name in archive.namelist():
            source = _source_of(name)
            if source in files and archive.read(source) == files[source]:
                files[name] = archive.read(name)
    write_archive(project, files)


def _source_of(name: str) -> str | None:
    """Return the source that a file in __pycache__ was made from."""
    path = PurePosixPath(name)
    if path.parent.name != "__pycache__":
        return None
    return (path.parent.parent / f"{path.name.partition('.')[0]}.py").as_posix()


def _make(jobs: list[Job], cache: Path, modules: Path, version: bytes) -> list[Path]:
    """Compile what the cache does not hold, in one run of Node."""
    compiler = b"".join((NODE / name).read_bytes() for name in ("compile.mjs", "compile.py"))
    paths = []
    for job in jobs:
        key = hashlib.sha256(b"\0".join((version, compiler, job.key.encode()))).hexdigest()[:16]
        paths.append(cache / f"{job.name}-{key}.zip")
    missing = [(job, path) for job, path in zip(jobs, paths, strict=True) if not path.is_file()]
    if not missing:
        return paths
    print("bytecode: " + ", ".join(job.name for job, _ in missing), flush=True)
    with tempfile.TemporaryDirectory() as temporary:
        folders = []
        for job, _ in missing:
            folder = Path(temporary) / job.name
            folder.mkdir()
            job.fill(folder)
            folders.append(folder)
        arguments = {
            "pyodide": str(modules / "pyodide"),
            "jobs": [
                [str(folder), job.prefix, job.keep, job.keep_all]
                for folder, (job, _) in zip(folders, missing, strict=True)
            ],
        }
        run_node(NODE / "compile.mjs", json.dumps(arguments))
        for folder, (_, path) in zip(folders, missing, strict=True):
            write_archive(path, read_folder(folder))
    return paths


def _unzip(archives: Sequence[Path], folder: Path, left_out: Sequence[str]) -> None:
    for path in archives:
        with zipfile.ZipFile(path) as archive:
            names = [name for name in archive.namelist() if _is_read(name)]
            archive.extractall(folder, [name for name in names if not is_left_out(name, left_out)])


def _is_read(name: str) -> bool:
    path = PurePosixPath(name)
    # RECORD and WHEEL would differ with the version of the tool that built the wheel.
    installed_only = path.parent.suffix == ".dist-info" and path.name in {"RECORD", "WHEEL"}
    inventory = path.parent.name == "sboms" and path.parent.parent.suffix == ".dist-info"
    return path.suffix not in UNREAD and not installed_only and not inventory


def _copy_project(settings: Settings, folder: Path) -> None:
    """Copy the application's package, what `include` names, and the bridge."""
    root = settings.root
    own = [Path(settings.package)] if (root / settings.package).is_dir() else []
    module = Path(f"{settings.package}.py")
    own += [module] if (root / module).is_file() else []
    for relative in (*own, *settings.include):
        source = root / relative
        if not source.exists():
            raise BuildError(f"[tool.pwa] include names {relative}, which does not exist")
        target = folder / relative
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=IGNORED, dirs_exist_ok=True)
        else:
            shutil.copy(source, target)
    package = Path(__file__).parent.parent
    shutil.copytree(package / "bridge", folder / "pwa" / "bridge", ignore=IGNORED)
    shutil.copy(package / "__init__.py", folder / "pwa")


def _digest_folder(folder: Path) -> str:
    digest = hashlib.sha256()
    for name, data in read_folder(folder).items():
        digest.update(f"{name}\0{len(data)}\0".encode() + data)
    return digest.hexdigest()
