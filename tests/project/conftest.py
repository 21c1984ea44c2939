from pathlib import Path

import pytest

from tests.baking import Bakery

from .projects import VENV, bake, copy_project, replace_app, succeed


@pytest.fixture(scope="session", autouse=True)
def tools() -> None:
    """The demo's environment and packages: `make test` has made them."""
    assert VENV.is_dir(), "run `make test`, which generates and sets up build/demo first"


@pytest.fixture(scope="session")
def built(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A blank project after its first build; tests only read it."""
    home = tmp_path_factory.mktemp("built")
    project = bake(Bakery(template, home / "out", home), sample_app="blank")
    succeed(project, "python", "-m", "pwa", "build", "--quick")
    return project


@pytest.fixture
def project(built: Path, tmp_path: Path) -> Path:
    """A blank project of the test's own, whose builds need not compile all again."""
    return copy_project(built, tmp_path / "project")


@pytest.fixture(scope="session")
def bridge_project(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A generated project with the application of bridge_app/."""
    project = copy_project(built, tmp_path_factory.mktemp("bridge") / "project")
    replace_app(project, Path(__file__).parent / "bridge_app", "itsdangerous", "requests")
    succeed(project, "python", "-m", "pwa", "lock")
    return project
