"""`python -m tests.unit.build.packages.record`: ask uv and pip anew (it takes a while)."""

import sys
from collections.abc import Collection, Mapping
from datetime import date
from functools import cache
from pathlib import Path

from pwa.build.choose import Chooser
from pwa.build.distribution import Distribution, read_distribution
from pwa.build.errors import BuildError
from pwa.build.locked import LockedPackage
from pwa.build.npm import install_packages
from pwa.build.resolve import NONE, Resolved, Resolver
from pwa.build.server_only import left_out
from pwa.build.settings import Settings, read_settings
from pwa.build.wheels import locate

from .recording import Recording, read_recording


class Recorder(Resolver):
    """Asks uv, and notes what it answers."""

    def __init__(self, settings: Settings, recording: Recording, requirement: str) -> None:
        super().__init__(settings.root, (requirement,))
        self.cache = settings.cache
        self.recording = recording
        self.answers = recording.answers[requirement] = []

    def resolve(
        self, constraints: Mapping[str, str] = NONE, excludes: Collection[str] = ()
    ) -> list[Resolved]:
        try:
            found = super().resolve(constraints, excludes)
        except BuildError as error:
            self.answers.append((dict(constraints), str(error)))
            raise
        self.answers.append((dict(constraints), [one.requirement for one in found]))
        for one in found:
            tags = ["-".join(file.name.removesuffix(".whl").split("-")[-3:]) for file in one.wheels]
            self.recording.files.setdefault(one.requirement, [*tags, "sdist" if one.sdist else ""])
        for name, above in super().needed_by(constraints, excludes).items():
            known = self.recording.needed_by.get(name, [])
            self.recording.needed_by[name] = sorted({*known, *above})
        return found

    def locate(self, one: Resolved) -> tuple[LockedPackage | None, str]:
        package, reason = locate(one, self.cache)
        if package is not None and package.kind == "pure":
            self.recording.files[one.requirement][-1] = "pure"
        return package, reason


def main() -> None:
    settings = read_settings(Path.cwd())
    out = left_out(settings)
    known = read_recording()
    recording = known if sys.argv[1:] else Recording(date.today().isoformat(), sorted(out))

    @cache
    def distribution() -> Distribution:
        return read_distribution(settings, install_packages(settings.root))

    for requirement in sys.argv[1:] or known.answers:
        recorder = Recorder(settings, recording, requirement)
        try:
            packages = Chooser(recorder, recorder.locate, distribution, out).choose()
        except BuildError as error:
            print(f"{requirement}: {error}", flush=True)
        else:
            taken = [p.requirement for p in packages if p.kind == "pyodide"]
            print(f"{requirement}: locks, {len(packages)} packages, {taken}", flush=True)
    recording.write()


if __name__ == "__main__":
    main()
