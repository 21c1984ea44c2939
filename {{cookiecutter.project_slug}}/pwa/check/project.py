"""The project around the source: settings, packages, the files that settings name."""

import json
import re
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path, PurePath

from ..build.errors import BuildError
from ..build.icons import copy_screenshots, make_icons, make_shortcut_icons
from ..build.lock import LOCK, read_lock
from ..build.settings import Settings, is_address
from ..build.vendor import OWN
from .finding import Finding, Severity
from .packages import PACKAGES, normalized, requirement
from .source import ACCEPTED, Source

PROJECT = PurePath("pyproject.toml")
SHORT_NAME = 12
"""Characters that fit under an icon (Android; iOS shows about as many)."""
SECRET = re.compile(
    r"(SECRET|PASSWORD|PASSWD|PASSPHRASE|TOKEN|CREDENTIAL|(API|PRIVATE|ACCESS|SIGNING)_?KEY|"
    r"_KEY$|_DSN$)",
    re.I,
)
"""What names of variables with secrets look like."""
RUNTIME = "_pwa/"
"""The folder of dist/ with the runtime's own files."""


class Lines:
    """Finds where a text file says something."""

    def __init__(self, path: Path) -> None:
        self.lines = path.read_text("utf-8", "replace").splitlines() if path.is_file() else []

    def number(self, pattern: str, otherwise: int = 1) -> int:
        """Return the first line that matches, counted from 1."""
        found = (i for i, line in enumerate(self.lines, 1) if re.search(pattern, line))
        return next(found, otherwise)

    def of_setting(self, key: str) -> int:
        table = self.number(r"^\s*\[\s*tool\.pwa\b")
        key = re.escape(key)
        return self.number(rf"^\s*(tool\.pwa\.)?[\"']?{key}[\"']?\s*[.=]|^\s*\[.*\.{key}\]", table)

    def of_text(self, text: str, otherwise: int) -> int:
        return self.number(rf"[\"']{re.escape(text)}[\"']", otherwise)

    def accept(self, line: int) -> bool:
        return line <= len(self.lines) and bool(ACCEPTED.search(self.lines[line - 1]))


def check_project(settings: Settings, sources: dict[PurePath, Source]) -> Iterator[Finding]:
    """Yield what is wrong with the project's settings and packages."""
    lines = Lines(settings.root / PROJECT)
    found = [
        *_check_app(settings, lines, sources),
        *_check_files(settings, lines),
        *_check_vendor(settings, lines),
        *_check_environment(settings, lines),
        *_check_pictures(settings, lines),
        *_check_examples(settings, lines),
        *_check_prefixes(settings, lines, sources),
        *_check_dependencies(settings, lines),
    ]
    if len(settings.short_name) > SHORT_NAME:
        text = f"[tool.pwa] short_name has {len(settings.short_name)} characters, and about "
        text += f"{SHORT_NAME} fit under an icon. Shorten it."
        found.append(_note(lines.of_setting("short_name"), text))
    yield from (finding for finding in found if not lines.accept(finding.line))
    yield from _check_lock(settings)


def _error(line: int, text: str) -> Finding:
    return Finding(PROJECT, line, Severity.ERROR, text)


def _note(line: int, text: str) -> Finding:
    return Finding(PROJECT, line, Severity.NOTE, text)


def _check_app(
    settings: Settings, lines: Lines, sources: dict[PurePath, Source]
) -> Iterator[Finding]:
    module, _, attribute = settings.app.partition(":")
    path = PurePath(*module.split("."))
    line = lines.of_setting("app")
    source = sources.get(path.with_suffix(".py")) or sources.get(path / "__init__.py")
    if source is None:
        if not _is_package(settings, settings.package):
            text = f"[tool.pwa] app: there is no {path.as_posix()}.py. "
            yield _error(line, text + 'Name the application as "module:attribute".')
        return
    first = attribute.partition(".")[0]
    if source.names is not None and first not in source.names and not source.findings:
        text = f"[tool.pwa] app: {module} has no {first!r}. Name what the module calls it."
        yield _error(line, text)


def _is_package(settings: Settings, name: str) -> bool:
    """Return whether the application could be a dependency's, and not the project's own."""
    own = settings.root / name
    names = {requirement(text)[0] for text in settings.dependencies}
    return not own.is_dir() and not own.with_suffix(".py").is_file() and normalized(name) in names


def _check_files(settings: Settings, lines: Lines) -> Iterator[Finding]:
    for path in settings.include:
        line = lines.of_text(str(path), lines.of_setting("include"))
        if not is_inside(settings, path):
            text = f"[tool.pwa] include: {path} is outside of the project. Copy it into it."
            yield _error(line, text)
        elif not (settings.root / path).exists():
            text = f"[tool.pwa] include: there is no {path}. Correct the path, or remove it."
            yield _error(line, text)


def _check_examples(settings: Settings, lines: Lines) -> Iterator[Finding]:
    if settings.examples is not None and not (settings.root / settings.examples).is_file():
        text = f"[tool.pwa] examples: there is no {settings.examples}. "
        yield _error(lines.of_setting("examples"), text + "Correct the path, or remove it.")
    for picture in settings.screenshots:
        if picture.url is not None and not (settings.root / picture.file).exists():
            line = lines.of_text(str(picture.file), lines.of_setting("screenshots"))
            text = f"[tool.pwa] screenshots: there is no {picture.file} yet. "
            yield _note(line, text + "Run `python -m pwa screenshots` after a build.")


def is_inside(settings: Settings, path: Path) -> bool:
    """Return whether a path that a setting names leads into the project."""
    return (settings.root / path).resolve().is_relative_to(settings.root)


def _check_vendor(settings: Settings, lines: Lines) -> Iterator[Finding]:
    for source, targets in settings.vendor.items():
        line = lines.of_text(source, lines.of_setting("vendor"))
        text = _wrong_source(settings, source) or next(
            filter(None, (_wrong_target(settings, target) for target in targets)), ""
        )
        if text:
            yield _error(line, f"[tool.pwa] vendor: {text}")


def _wrong_source(settings: Settings, source: str) -> str:
    """Return what is wrong with a file that `vendor` names, or ""."""
    if source.startswith(OWN):
        if not is_inside(settings, Path(source)):
            return f"{source} is outside of the project. Copy it into it."
        missing = not (settings.root / source).is_file()
        return f"there is no {source}. Correct its path." if missing else ""
    name = "/".join(source.split("/")[: 2 if source.startswith("@") else 1])
    modules = settings.root / "node_modules"
    if name not in _npm_packages(settings.root / "package-lock.json"):
        text = f"package-lock.json has no package {name}. "
        return text + f"Run `npm install --ignore-scripts {name}`."
    if (modules / name).is_dir() and not (modules / source).is_file():
        return f"the package {name} has no file {source}. Correct its path."
    return ""


def _wrong_target(settings: Settings, target: str) -> str:
    """Return what is wrong with where `vendor` puts a file, or ""."""
    path, shipped = Path(target), [Path(settings.package), *settings.include]
    if is_address(target):
        return ""
    if not is_inside(settings, path):
        return f"{target} is outside of the project. Name a file of the application's."
    if not any(path.is_relative_to(folder) for folder in shipped):
        text = f"{target} is in no folder that reaches the browser. "
        return text + f"Put it below {settings.package}/, or into `include`."
    return ""


def _npm_packages(path: Path) -> set[str]:
    try:
        packages = json.loads(path.read_text("utf-8"))["packages"]
        return {name.removeprefix("node_modules/") for name in packages}
    except (OSError, ValueError, KeyError, TypeError):
        return set()


def _check_environment(settings: Settings, lines: Lines) -> Iterator[Finding]:
    for name in settings.environment:
        if SECRET.search(name):
            text = f"[tool.pwa] environment: {name} is part of the site, where everybody can read "
            text += "it. Put no key or password here that a server or another app trusts."
            yield _note(lines.of_setting(name), text)


def _check_pictures(settings: Settings, lines: Lines) -> Iterator[Finding]:
    """Make the pictures as the build does, into a folder that is then removed."""
    makers: dict[str, Callable[[Settings, Path], object]] = {
        "icon": make_icons,
        "screenshots": copy_screenshots,
        "shortcuts": make_shortcut_icons,
    }
    for key, make in makers.items():
        if not getattr(settings, key):
            continue
        with tempfile.TemporaryDirectory() as folder:
            try:
                make(settings, Path(folder) / key)
            except BuildError as error:
                yield _error(lines.of_setting(key), f"{error}. Give another picture.")
            except OSError as error:
                text = f"[tool.pwa] {key}: it cannot be read: {error}. Give another picture."
                yield _error(lines.of_setting(key), text)


def _check_prefixes(
    settings: Settings, lines: Lines, sources: dict[PurePath, Source]
) -> Iterator[Finding]:
    mounts = {path for source in sources.values() for path in source.static}
    for prefix in settings.network_prefixes:
        line = lines.of_text(prefix, lines.of_setting("network_prefixes"))
        if RUNTIME.startswith(prefix) or prefix.startswith(RUNTIME):
            text = f"[tool.pwa] network_prefixes: {prefix} holds the runtime's own files. "
            yield _error(line, text + "Use another path.")
        for mount in sorted(mounts):
            if f"{mount.strip('/')}/".startswith(prefix):
                text = f"[tool.pwa] network_prefixes: {prefix} holds the static files of {mount}, "
                text += "which would be missing without a network. Use another path."
                yield _error(line, text)


def _check_dependencies(settings: Settings, lines: Lines) -> Iterator[Finding]:
    project = lines.number(r"^\s*dependencies\s*=")
    for text in settings.dependencies:
        name, has_marker = requirement(text)
        if has_marker:
            continue  # it may not be for the browser; the lock says it
        line = lines.of_text(text, project)
        if package := PACKAGES.get(name):
            what = f"{name} {package.why}. {package.instead}"
            yield Finding(PROJECT, line, package.severity, what)


def _check_lock(settings: Settings) -> Iterator[Finding]:
    file = PurePath(LOCK)
    try:
        locked = read_lock(settings)
    except BuildError as error:
        yield Finding(file, 1, Severity.ERROR, f"{error}.")
        return
    except ValueError:
        text = "This file is not UTF-8. Run `python -m pwa lock`."
        yield Finding(file, 1, Severity.ERROR, text)
        return
    lines = Lines(settings.root / LOCK)
    direct = {requirement(text)[0] for text in settings.dependencies if ";" not in text}
    for package in locked:
        known = PACKAGES.get(normalized(package.name))
        if known and known.name not in direct:
            what = f"{known.name}, which another package brought, {known.why}. "
            what += "Do not use what needs it."
            line = lines.number(rf"^{re.escape(package.name)}==")
            yield Finding(file, line, Severity.NOTE, what)
