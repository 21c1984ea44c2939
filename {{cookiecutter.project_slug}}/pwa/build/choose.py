"""Which file of which package goes to the browser.

What the index has comes first: a wheel for the browser's ABI or in pure Python, then an sdist that
becomes one. A package with neither is taken from Pyodide's own distribution, in the one version
that is there, and all is resolved again with that.
"""

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor

from packaging.version import Version

from .distribution import Distribution, Entry
from .errors import BuildError
from .locked import LockedPackage
from .resolve import Resolved, Resolver
from .wheels import PLATFORM, rank_of

Locate = Callable[[Resolved], tuple[LockedPackage | None, str]]
"""Returns what the index has of a package for the browser, or why it has nothing."""


class Chooser:
    """Resolves until each package has a file."""

    def __init__(
        self,
        resolver: Resolver,
        locate: Locate,
        distribution: Callable[[], Distribution],
        excludes: Iterable[str] = (),
    ) -> None:
        self.resolver = resolver
        self.locate = locate
        self.distribution = distribution
        """Called where the index lacks something."""
        self.excludes = frozenset(excludes)
        self.versions: dict[str, str] = {}
        """Those of the distribution that are asked for, by name."""
        self.located: dict[Resolved, tuple[LockedPackage | None, str]] = {}

    def choose(self) -> list[LockedPackage]:
        """Return a package of each name, sorted. Raises BuildError for all that have none."""
        resolved = self.resolver.resolve(excludes=self.excludes)
        while lacking := self._lacking(resolved):
            again = self._resolve_with(self._offered(lacking), lacking) or self._without(lacking)
            if again is None:
                raise BuildError(self._refusal(lacking))
            resolved = again
        found = {one.name: package for one in resolved if (package := self._package(one))}
        taken = [name for name, package in found.items() if package.kind == "pyodide"]
        if taken:
            needed_by = self._needed_by()
            found |= {name: self._entry(name).locked(chain(name, needed_by)) for name in taken}
            for entry in self.distribution().needs(taken):
                found.setdefault(entry.name, entry.locked("Pyodide's packages"))
        return [found[name] for name in sorted(found)]

    def _lacking(self, resolved: Iterable[Resolved]) -> list[Resolved]:
        """Return what has no file, neither in the index nor in the distribution."""
        todo = [one for one in resolved if one not in self.located and not self._is_taken(one)]
        with ThreadPoolExecutor(max_workers=4) as pool:
            self.located.update(zip(todo, pool.map(self.locate, todo), strict=True))
        return [one for one in resolved if self._package(one) is None]

    def _package(self, one: Resolved) -> LockedPackage | None:
        package = self.located[one][0] if one in self.located else None
        return package or (self._entry(one.name).locked() if self._is_taken(one) else None)

    def _is_taken(self, one: Resolved) -> bool:
        """Return whether the distribution's version was asked for, and is this one."""
        wanted = self.versions.get(one.name)
        return wanted is not None and Version(wanted) == Version(one.version)

    def _entry(self, name: str) -> Entry:
        return self.distribution().entries[name]

    def _offered(self, names: Iterable[Resolved]) -> dict[str, str]:
        """Return the versions that the distribution has of packages, and were not asked for yet."""
        entries = self.distribution().entries
        return {
            one.name: entry.version
            for one in names
            if (entry := entries.get(one.name)) and one.name not in self.versions
            if not entry.file.endswith(".whl") or rank_of(entry.file) is not None
        }

    def _resolve_with(
        self, versions: Mapping[str, str], lacking: Iterable[Resolved]
    ) -> list[Resolved] | None:
        """Resolve with more versions of the distribution; None if there are no more.

        Raises BuildError when other requirements do not allow them.
        """
        if not versions:
            return None
        wanted = {**self.versions, **versions}
        try:
            resolved = self.resolver.resolve(wanted, self.excludes)
        except BuildError as error:
            raise BuildError(self._conflict(versions, lacking, error)) from None
        self.versions = wanted
        return resolved

    def _without(self, lacking: Iterable[Resolved]) -> list[Resolved] | None:
        """Resolve with versions of the distribution that may not need what is lacking.

        It may have an older version of what needs such a package: polars before 1.34 was one.
        """
        needed_by = self._needed_by()
        above = {name for one in lacking for name in needed_by.get(one.name, ())}
        resolved = self.resolver.resolve(self.versions, self.excludes)
        versions = self._offered(one for one in resolved if one.name in above)
        try:
            return self._resolve_with(versions, lacking)
        except BuildError:
            return None

    def _needed_by(self) -> dict[str, set[str]]:
        return self.resolver.needed_by(self.versions, self.excludes)

    def _conflict(
        self, versions: Mapping[str, str], lacking: Iterable[Resolved], error: BuildError
    ) -> str:
        needed_by = self._needed_by()
        lines = [
            f"  {one.requirement} (for {chain(one.name, needed_by)}): "
            f"the distribution has {versions[one.name]}\n"
            for one in lacking
            if one.name in versions
        ]
        return (
            "the package index has nothing for the browser of these packages, and what other "
            "requirements allow does not go with the versions in Pyodide's own distribution:\n"
            f"{''.join(lines)}Change the requirement that asks for another version. {error}"
        )

    def _refusal(self, lacking: Iterable[Resolved]) -> str:
        """Say which packages the browser cannot have, who needs each, and what to do."""
        needed_by = self._needed_by()
        lines = [
            f"  {one.requirement} (for {chain(one.name, needed_by)}): {self.located[one][1]}\n"
            for one in lacking
        ]
        return (
            f"these packages cannot run in the browser: they have no wheel for {PLATFORM}, none in "
            f"pure Python, and are not in Pyodide's own distribution.\n{''.join(lines)}"
            "Use another version or another package instead. What only a server needs, move out of "
            "[project] dependencies; what the application can do without, name in [tool.pwa] "
            "leave_out."
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
    return " > ".join(ways[-1][:-1])
