"""A line of browser.lock."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LockedPackage:
    """A package at a version. `kind` says what is fetched, and `sha256` is of that: "wheel" is a
    wheel of the index, "pure" an sdist that becomes a wheel in pure Python, "pyodide" a file of
    Pyodide's distribution."""

    name: str
    version: str
    kind: str
    sha256: str
    needed_by: str = ""
    """What brings a package of the distribution, as "a > b"."""

    @property
    def requirement(self) -> str:
        return f"{self.name}=={self.version}"
