"""What uv and pip answered for common requirements, so that tests can choose again without them.

`python -m tests.unit.build.packages.record` asks them anew and writes `answers.json`; with names of
requirements, about those only.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pwa.build.errors import BuildError
from pwa.build.locked import LockedPackage
from pwa.build.resolve import NONE, File, Resolved, Resolver

ANSWERS = Path(__file__).with_name("answers.json")
HASH = "0" * 64
"""In the place of each: a recording need not be installed."""

Answer = tuple[dict[str, str], list[str] | str]
"""What was asked, versions by name, and the requirements that uv resolved it to; or its words."""


@dataclass
class Recording:
    """Of all requirements. The files of a version are written as the ends of their names."""

    date: str = ""
    excludes: list[str] = field(default_factory=list)
    files: dict[str, list[str]] = field(default_factory=dict)
    """By "name==version": tags of wheels, then "sdist", or "pure" if it could be built."""
    needed_by: dict[str, list[str]] = field(default_factory=dict)
    answers: dict[str, list[Answer]] = field(default_factory=dict)

    def write(self) -> None:
        """Write each entry in a line of its own: two recordings can be compared."""
        parts = []
        for key, value in vars(self).items():
            text = json.dumps(value)
            if isinstance(value, dict):
                entries = (
                    f"{json.dumps(name)}: {json.dumps(value[name])}" for name in sorted(value)
                )
                text = "{\n" + ",\n".join(entries) + "}"
            parts.append(f"{json.dumps(key)}: {text}")
        ANSWERS.write_text("{" + ",\n".join(parts) + "}\n", "utf-8", newline="\n")


def read_recording() -> Recording:
    return Recording(**json.loads(ANSWERS.read_text("utf-8")))


class Replay(Resolver):
    """Answers for one requirement as uv did."""

    def __init__(self, recording: Recording, requirement: str) -> None:
        super().__init__(Path(), (requirement,))
        self.recording = recording
        self.requirement = requirement

    def resolve(
        self, constraints: Mapping[str, str] = NONE, excludes: Collection[str] = ()
    ) -> list[Resolved]:
        assert sorted(excludes) == self.recording.excludes, "record anew: others are left out"
        for asked, found in self.recording.answers[self.requirement]:
            if asked == constraints:
                if isinstance(found, str):
                    raise BuildError(found)
                return [self._resolved(one) for one in found]
        raise AssertionError(f"record anew: {self.requirement} was not asked with {constraints}")

    def _resolved(self, requirement: str) -> Resolved:
        name, _, version = requirement.partition("==")
        *tags, source = self.recording.files[requirement]
        wheels = tuple(File(f"{name.replace('-', '_')}-{version}-{tag}.whl", HASH) for tag in tags)
        return Resolved(name, version, wheels, File(source, HASH) if source else None)

    def needed_by(
        self, constraints: Mapping[str, str] = NONE, excludes: Collection[str] = ()
    ) -> dict[str, set[str]]:
        names = {one.name for one in self.resolve(constraints, excludes)}
        return {name: names & set(self.recording.needed_by.get(name, ())) for name in names}

    def build(self, package: LockedPackage) -> bool:
        """Return whether an sdist became a wheel in pure Python."""
        return self.recording.files[package.requirement][-1] == "pure"
