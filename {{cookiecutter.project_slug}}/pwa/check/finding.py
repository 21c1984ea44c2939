"""What the check says: one line for each finding, and a count."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePath


class Severity(StrEnum):
    ERROR = "error"
    """It cannot work in a browser."""
    NOTE = "note"
    """It works, but not as on a server."""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing found. `file` is relative to the project; `line` counts from 1."""

    file: PurePath
    line: int
    severity: Severity
    text: str
    """What it is, and what to do instead."""

    def __str__(self) -> str:
        line = f"{self.file.as_posix()}:{self.line}: {self.severity}: {' '.join(self.text.split())}"
        # A file name may hold what no terminal shows, a line break among it.
        return line.encode("ascii", "backslashreplace").decode().replace("\n", "\\n")


def report(findings: Iterable[Finding], files: int) -> int:
    """Print the findings, sorted, and how many there are; return the exit code."""
    ordered = sorted(set(findings))
    for finding in ordered:
        print(finding)
    errors = sum(finding.severity is Severity.ERROR for finding in ordered)
    counts = (_count(errors, "error"), _count(len(ordered) - errors, "note"))
    print(f"{', '.join(counts)} in {_count(files, 'file')}")
    return 1 if errors else 0


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
