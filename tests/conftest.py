import shutil
from pathlib import Path

import pytest

from tests.baking import BakedProject, Bakery, copy_sources

collect_ignore_glob = [
    "project/*_app",
    "project/hosts",
    "project/releases",
    "project/survey",
    "project/watch",
]
"""These run inside generated projects."""


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clean copy of the template; tests only read it."""
    return copy_sources(tmp_path_factory.mktemp("template"))


@pytest.fixture
def own_template(template: Path, tmp_path: Path) -> Path:
    """A copy of the template that the test may change."""
    return shutil.copytree(template, tmp_path / "template")


@pytest.fixture
def bakery(template: Path, tmp_path: Path) -> Bakery:
    return Bakery(template, tmp_path / "out", tmp_path)


@pytest.fixture(scope="session")
def demo(template: Path, tmp_path_factory: pytest.TempPathFactory) -> BakedProject:
    """The project that every default gives; tests only read it."""
    home = tmp_path_factory.mktemp("demo")
    return Bakery(template, home / "out", home).bake()
