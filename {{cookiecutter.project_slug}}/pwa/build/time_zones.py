"""The database of time zones: Python has none in a browser; `tzdata` is shipped where it is used.

That costs a first visit about 0.3 MB. Packages that only know how to use one do not count.
"""

import re
from collections.abc import Iterable
from pathlib import Path

from .settings import Settings

PACKAGE = "tzdata"
USERS = ("zoneinfo", "django", "tzlocal", "apscheduler")
"""What needs the database, also for "UTC", when the application imports it."""

_NAMES = "|".join(USERS)
_IMPORT = re.compile(
    rf"^[ \t]*(?:import[ \t]+(?:[\w.]+[ \t]*,[ \t]*)*|from[ \t]+)({_NAMES})\b", re.MULTILINE
)


def requirements(settings: Settings) -> tuple[str, ...]:
    """Return what is to be resolved: the dependencies, and `tzdata` if the application uses it."""
    if _is_chosen(settings) or user(settings) is None:
        return settings.dependencies
    return (*settings.dependencies, PACKAGE)


def note(settings: Settings, locked: Iterable[str]) -> str | None:
    """Say that `tzdata` was added to the packages of these names, or that it is missing there."""
    found = user(settings)
    if found is None or _is_chosen(settings):
        return None
    path, module = found
    used = f"{path.as_posix()} imports {module}, which needs the database of time zones"
    if PACKAGE in locked:
        return f"added: {PACKAGE}, since {used}"
    return f"{used}, and {PACKAGE} is not locked: run `python -m pwa lock`"


def user(settings: Settings) -> tuple[Path, str] | None:
    """Return the first of the application's files that imports one of USERS, and its name."""
    for folder in (Path(settings.package), *settings.include):
        root = settings.root / folder
        for file in sorted(root.rglob("*.py")) or (root, root.with_suffix(".py")):
            if match := _IMPORT.search(_source(file)):
                return file.relative_to(settings.root), match[1]
    return None


def _source(file: Path) -> str:
    return file.read_text("utf-8", "replace") if file.suffix == ".py" and file.is_file() else ""


def _is_chosen(settings: Settings) -> bool:
    """Tell whether the project says itself that it wants the package, or does not."""
    names = {re.split(r"[^\w.-]", text.strip(), maxsplit=1)[0] for text in settings.dependencies}
    return PACKAGE in {name.lower() for name in names} | set(settings.leave_out)
