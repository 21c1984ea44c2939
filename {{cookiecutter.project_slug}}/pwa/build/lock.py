"""`browser.lock`: which version of which package runs in the browser, pinned by hash.

uv resolves and names the files that the index has (`resolve.py`); what suits the browser is taken
(`wheels.py`), and what only a server needs is left out (`server_only.py`).
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor

from . import time_zones
from .errors import BuildError
from .resolve import PYTHON, Resolved, Resolver
from .server_only import ServerOnly, left_out
from .settings import Settings
from .wheels import PLATFORM, LockedPackage, locate

LOCK = "browser.lock"
HEADER = f"""\
# What runs in the browser, for Python {PYTHON} on {PLATFORM}.
# Written by `python -m pwa lock` from [project] dependencies; commit it.
# A line `pure` is built from its sdist without its C extensions, which are optional.
# dependencies-sha256: """


def write_lock(settings: Settings) -> list[LockedPackage]:
    """Resolve the dependencies, find a file for each, write browser.lock and return it."""
    resolver = Resolver(settings.root, time_zones.requirements(settings))
    out = left_out(settings)
    resolved = resolver.resolve(excludes=out)
    print(f"browser.lock: {len(resolved)} packages", flush=True)
    with ThreadPoolExecutor(max_workers=4) as pool:
        located = list(pool.map(lambda found: locate(found, settings.cache), resolved))
    refused = {
        found: reason
        for found, (package, reason) in zip(resolved, located, strict=True)
        if package is None
    }
    if refused:
        raise BuildError(in_words(refused, resolver.needed_by(excludes=out)))
    packages = [package for package, _ in located if package is not None]
    for package in packages:
        print(f"  {package.requirement} ({package.kind})")
    notes = _notes(resolver, out)
    if added := time_zones.note(settings, {package.name for package in packages}):
        notes.append(added)
    for note in notes:
        print(f"  {note}")
    lines = [f"{p.name}=={p.version} {p.kind} sha256:{p.sha256}\n" for p in packages]
    lines += [f"# {note}\n" for note in notes]
    text = HEADER + _digest(settings) + "\n" + "".join(lines)
    (settings.root / LOCK).write_text(text, "utf-8", newline="\n")
    return packages


def in_words(refused: Mapping[Resolved, str], needed_by: Mapping[str, set[str]]) -> str:
    """Say which packages the browser cannot have, who needs each, and what to do."""
    lines = [
        f"  {found.requirement} (for {chain(found.name, needed_by)}): {reason}"
        for found, reason in refused.items()
    ]
    return (
        f"these packages cannot run in the browser: they have no wheel for {PLATFORM} and none in "
        "pure Python.\n" + "\n".join(lines) + "\n"
        "Use another version or another package instead. What only a server needs, move out of "
        "[project] dependencies; what the application can do without, name in [tool.pwa] leave_out."
    )


def chain(name: str, needed_by: Mapping[str, set[str]]) -> str:
    """Return the shortest way from what the project names to what needs a package: "a > b"."""
    ways, seen = [[name]], {name}
    for way in ways:
        above = needed_by.get(way[0], set())
        if not above:
            return " > ".join(way[:-1]) or "[project] dependencies"
        ways += [[one, *way] for one in sorted(above - seen)]
        seen |= above
    return " > ".join(ways[-1])


def _notes(resolver: Resolver, out: Mapping[str, ServerOnly]) -> list[str]:
    """Say what of `out` the dependencies ask for."""
    try:
        asked = {package.name for package in resolver.resolve()}
    except BuildError:  # with what is left out there may be no solution
        return []
    return [f"left out: {name} ({out[name].why})" for name in sorted(asked & out.keys())]


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


def _parse(line: str) -> LockedPackage:
    match = re.fullmatch(r"(\S+)==(\S+) (wheel|pure) sha256:([0-9a-f]{64})", line)
    if not match:
        raise BuildError(
            f"{LOCK} has a line that is not its own: {line!r}; run `python -m pwa lock`"
        )
    return LockedPackage(*match.groups())


def _digest(settings: Settings) -> str:
    """Return a hash of what the lock follows from."""
    without: Iterable[str] = (f"-{name}" for name in settings.leave_out)
    lines = sorted((*settings.dependencies, *without))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
