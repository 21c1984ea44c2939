"""build/lock.py and build/wheels.py: what is pinned, and when the pins are refused."""

import hashlib
from pathlib import Path

import pytest

from pwa.build.errors import BuildError
from pwa.build.lock import HEADER, read_lock
from pwa.build.locked import LockedPackage
from pwa.build.settings import Settings

HASH = "a" * 64


def settings(root: Path) -> Settings:
    return Settings(
        root=root, dependencies=("b", "a"), app="app.main:app", name="Name", short_name="Name"
    )


def write(root: Path, *lines: str, dependencies: str = "a\nb") -> None:
    digest = hashlib.sha256(dependencies.encode()).hexdigest()
    (root / "browser.lock").write_text(HEADER + digest + "\n" + "".join(f"{x}\n" for x in lines))


def test_a_lock_is_read(tmp_path: Path) -> None:
    write(
        tmp_path,
        f"a==1.0 wheel sha256:{HASH}",
        f"b==2.0rc1 pure sha256:{HASH}",
        f"c==3 pyodide sha256:{HASH} # for a > b",
    )
    assert read_lock(settings(tmp_path)) == [
        LockedPackage("a", "1.0", "wheel", HASH),
        LockedPackage("b", "2.0rc1", "pure", HASH),
        LockedPackage("c", "3", "pyodide", HASH, "a > b"),
    ]


def test_a_missing_lock(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="run `python -m pwa lock`"):
        read_lock(settings(tmp_path))


def test_a_lock_of_other_dependencies(tmp_path: Path) -> None:
    write(tmp_path, dependencies="a")
    with pytest.raises(BuildError, match=r"\[project\] dependencies changed"):
        read_lock(settings(tmp_path))


@pytest.mark.parametrize("line", ["a==1.0", f"a wheel sha256:{HASH}", "a==1 wheel sha256:00"])
def test_a_line_that_is_not_the_lock_s(tmp_path: Path, line: str) -> None:
    write(tmp_path, line)
    with pytest.raises(BuildError, match="has a line that is not its own"):
        read_lock(settings(tmp_path))
