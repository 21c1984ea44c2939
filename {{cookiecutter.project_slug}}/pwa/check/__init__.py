"""Says before the build what cannot work in a browser.

It reads the application's own files and the settings. It runs nothing of the application, and asks
no network.
"""

from collections.abc import Iterator
from pathlib import Path, PurePath

from ..build.settings import Settings
from .finding import Finding, report
from .pages import check_pages
from .project import check_project, is_inside
from .source import read_source


def check(settings: Settings) -> int:
    """Print what was found; return the exit code, 1 if anything cannot work."""
    findings, files = find(settings)
    return report(findings, files)


def find(settings: Settings) -> tuple[list[Finding], int]:
    """Return the findings, in no order, and how many Python files were read."""
    known = settings.environment
    sources = {file: read_source(settings.root / file, file, known) for file in _files(settings)}
    findings = [finding for source in sources.values() for finding in source.findings]
    pages = check_pages(settings.root, PurePath(settings.package))
    return [*findings, *pages, *check_project(settings, sources)], len(sources)


def _files(settings: Settings) -> Iterator[PurePath]:
    """Yield the Python files that reach the browser and are imported there."""
    package = Path(settings.package)
    seen: set[Path] = set()
    for part in (package, package.with_suffix(".py"), *settings.include):
        path = settings.root / part
        if not is_inside(settings, part):
            continue  # an error of its own
        for file in [path] if path.is_file() else path.rglob("*.py"):
            if file.suffix == ".py" and file.is_file() and file not in seen:
                seen.add(file)
                relative = PurePath(file).relative_to(settings.root)
                if not _is_left_out(relative):
                    yield relative


def _is_left_out(file: PurePath) -> bool:
    """What the build does not copy, tests, and what only `python -m` runs."""
    hidden = any(part.startswith(".") for part in file.parts)
    test = "tests" in file.parts[:-1] or file.name == "conftest.py"
    test = test or file.name.startswith("test_") or file.stem.endswith("_test")
    return hidden or test or file.name == "__main__.py"
