"""Which of the packages that people use most can be locked, by recorded answers of uv and pip.

Resolving is not running: docs/packages.md says what was run.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from packaging.utils import canonicalize_name

from pwa.build.choose import Chooser
from pwa.build.distribution import Distribution
from pwa.build.errors import BuildError
from pwa.build.locked import LockedPackage
from pwa.build.npm import install_packages
from pwa.build.resolve import Resolved
from pwa.build.wheels import usable_wheel

from .recording import HASH, Replay, read_recording

ROOT = Path(__file__).parents[4]
RECORDING = read_recording()
REFUSED = {
    "geopandas": "pyogrio==0.13.0 (for geopandas)",
    "psycopg2-binary": "psycopg2-binary==2.9.13 (for [project] dependencies)",
    "psycopg[binary]": "all versions of psycopg[binary] cannot be used",
    "weasyprint": "zopfli==0.4.3 (for weasyprint > fonttools)",
}
"""Those that cannot, and what is said."""

Choose = Callable[[str], dict[str, LockedPackage]]


@pytest.fixture(scope="session")
def choose() -> Choose:
    """Chooses again for a requirement, and returns the packages by name."""
    distribution = Distribution(install_packages(ROOT), "")

    def run(requirement: str) -> dict[str, LockedPackage]:
        replay = Replay(RECORDING, requirement)

        def locate(one: Resolved) -> tuple[LockedPackage | None, str]:
            kind = "wheel" if usable_wheel(one.wheels) else "pure"
            package = LockedPackage(one.name, one.version, kind, HASH)
            return (package, "") if kind == "wheel" or replay.build(package) else (None, "compiled")

        packages = Chooser(replay, locate, lambda: distribution, RECORDING.excludes).choose()
        return {package.name: package for package in packages}

    return run


def test_at_least_ninety_of_ninety_seven_can_be_locked() -> None:
    assert len(RECORDING.answers) == 97
    assert len(RECORDING.answers) - len(REFUSED) >= 90


@pytest.mark.parametrize("requirement", sorted(RECORDING.answers.keys() - REFUSED.keys()))
def test_a_requirement_that_can_be_locked(choose: Choose, requirement: str) -> None:
    found = choose(requirement)
    name = canonicalize_name(requirement.partition("[")[0])
    assert name in found or name in RECORDING.excludes
    assert not found.keys() & set(RECORDING.excludes)


@pytest.mark.parametrize("requirement", REFUSED)
def test_a_requirement_that_cannot(choose: Choose, requirement: str) -> None:
    with pytest.raises(BuildError) as caught:
        choose(requirement)
    assert REFUSED[requirement] in str(caught.value)
    assert "leave_out" in str(caught.value)


@pytest.mark.parametrize(
    ("requirement", "taken"),
    [
        ("pandas", {"numpy", "pandas"}),
        ("polars", {"polars"}),
        ("scikit-learn", {"numpy", "scikit-learn", "scipy"}),
        ("pyjwt[crypto]", {"cffi", "cryptography"}),
        ("pyarrow", {"pyarrow", "pyodide-unix-timezones"}),
        ("python-docx", {"lxml"}),
        ("flask", set()),  # MarkupSafe becomes pure
        ("fastapi[standard]", set()),
    ],
)
def test_what_comes_from_pyodide_s_distribution(
    choose: Choose, requirement: str, taken: set[str]
) -> None:
    found = choose(requirement)
    assert {name for name, package in found.items() if package.kind == "pyodide"} == taken
