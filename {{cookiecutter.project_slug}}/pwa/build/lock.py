"""`browser.lock`: which version of which package runs in the browser, pinned by hash.

uv resolves and names the files that the index has (`resolve.py`); what suits the browser is taken
(`wheels.py`, `choose.py`), from Pyodide's distribution if the index has nothing
(`distribution.py`), and what only a server needs is left out (`server_only.py`).
"""

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping
from functools import cache

from . import time_zones
from .choose import Chooser
from .distribution import Distribution, read_distribution
from .errors import BuildError
from .locked import LockedPackage
from .npm import install_packages
from .resolve import PYTHON, Resolver
from .server_only import ServerOnly, left_out
from .settings import Settings
from .wheels import PLATFORM, locate

LOCK = "browser.lock"
HEADER = f"""\
# What runs in the browser, for Python {PYTHON} on {PLATFORM}.
# Written by `python -m pwa lock` from [project] dependencies; commit it.
# `pure`: built from its sdist, without optional C extensions. `pyodide`: of Pyodide's distribution.
# dependencies-sha256: """


def write_lock(settings: Settings) -> list[LockedPackage]:
    """Resolve the dependencies, find a file for each, write browser.lock and return it."""
    resolver = Resolver(settings.root, time_zones.requirements(settings))
    out = left_out(settings)

    @cache
    def distribution() -> Distribution:
        return read_distribution(settings, install_packages(settings.root))

    packages = Chooser(
        resolver, lambda one: locate(one, settings.cache), distribution, out
    ).choose()
    notes = _notes(resolver, out, settings.leave_out)
    if added := time_zones.note(settings, {package.name for package in packages}):
        notes.append(added)
    print(f"browser.lock: {len(packages)} packages", flush=True)
    for line in (*(f"{p.requirement} ({p.kind})" for p in packages), *notes):
        print(f"  {line}")
    text = HEADER + _digest(settings) + "\n" + "".join(map(_line, packages))
    text += "".join(f"# {note}\n" for note in notes)
    (settings.root / LOCK).write_text(text, "utf-8", newline="\n")
    return packages


def _notes(resolver: Resolver, out: Mapping[str, ServerOnly], own: Collection[str]) -> list[str]:
    """Say what of `out` the dependencies ask for; of one's `own` there may be no version at all."""
    try:
        asked = {package.name for package in resolver.resolve(excludes=own)}
    except BuildError:  # with what is left out there is no solution
        asked = set()
    names = sorted({*own, *(asked & out.keys())})
    return [f"left out: {name} ({out[name].why})" for name in names]


def read_lock(settings: Settings) -> list[LockedPackage]:
    """Read browser.lock. Raises BuildError when it is missing or older than pyproject.toml."""
    path = settings.root / LOCK
    if not path.is_file():
        raise BuildError(f"{LOCK} is missing: run `python -m pwa lock` (it needs the network)")
    text = path.read_text("utf-8")
    if f"dependencies-sha256: {_digest(settings)}\n" not in text:
        raise BuildError(
            f"[project] dependencies changed since {LOCK} was written: "
            "run `python -m pwa lock` (it needs the network) and commit the result"
        )
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [_parse(line) for line in lines]


def _line(package: LockedPackage) -> str:
    whose = f" # for {package.needed_by}" if package.needed_by else ""
    return f"{package.requirement} {package.kind} sha256:{package.sha256}{whose}\n"


def _parse(line: str) -> LockedPackage:
    match = re.fullmatch(
        r"(\S+)==(\S+) (wheel|pure|pyodide) sha256:([0-9a-f]{64})(?: # for (.+))?", line
    )
    if not match:
        raise BuildError(
            f"{LOCK} has a line that is not its own: {line!r}; run `python -m pwa lock`"
        )
    return LockedPackage(*match.groups(default=""))


def _digest(settings: Settings) -> str:
    """Return a hash of what the lock follows from."""
    without: Iterable[str] = (f"-{name}" for name in settings.leave_out)
    lines = sorted((*settings.dependencies, *without))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
