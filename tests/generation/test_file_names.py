"""Every path can be checked out and generated on Windows."""

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

import pytest

from tests.baking import TEMPLATE_FOLDER, BakedProject, Bakery, files_of

ILLEGAL = re.compile(r'[<>:"\\|?*\x00-\x1f]')
DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
LONGEST_PATH = 260
HOME = len(r"C:\Users\a.rather.long.name\Documents\projects\a-clone-of-it\ ".rstrip())


def illegal_parts(paths: Iterable[str]) -> list[str]:
    parts = {part for path in paths for part in PurePosixPath(path).parts}
    return [
        part
        for part in parts
        if ILLEGAL.search(part) or DEVICE.fullmatch(part) or part.endswith((".", " "))
    ]


def collisions(paths: Iterable[str]) -> list[str]:
    folded = Counter(path.casefold() for path in paths)
    return [path for path, count in folded.items() if count > 1]


def check(paths: Iterable[str], above: int) -> None:
    names = list(paths)
    assert illegal_parts(names) == []
    assert collisions(names) == []
    assert [name for name in names if HOME + above + len(name) > LONGEST_PATH] == []


def test_the_repository(template: Path) -> None:
    check(files_of(template), above=0)


def test_the_default_project(demo: BakedProject) -> None:
    check(demo.files(), above=50)


def test_the_blank_project(bakery: Bakery) -> None:
    check(bakery.bake(sample_app="blank", license="Apache-2.0").files(), above=50)


@pytest.mark.parametrize("name", ["a:b.py", "x/aux.py", "NUL", "x./y", "end ", "what?", 'a"b'])
def test_the_check_finds(name: str) -> None:
    assert illegal_parts([name])


def test_the_check_finds_collisions() -> None:
    assert collisions(["README.md", "Readme.md", "app/x"]) == ["readme.md"]


def test_the_template_folder_has_cookiecutters_own_delimiters(template: Path) -> None:
    """Cruft knows no others."""
    assert (template / TEMPLATE_FOLDER).is_dir()
