from pathlib import Path

import pytest

from tests.baking import Bakery

from .projects import VENV, bake, replace_app, succeed


@pytest.fixture(scope="session", autouse=True)
def tools() -> None:
    """The demo's environment and packages: `make test` has made them."""
    assert VENV.is_dir(), "run `make test`, which generates and sets up build/demo first"


@pytest.fixture(scope="session")
def bridge_project(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A generated project with the application of bridge_app/."""
    home = tmp_path_factory.mktemp("bridge")
    project = bake(Bakery(template, home / "out", home), sample_app="blank")
    replace_app(project, Path(__file__).parent / "bridge_app", "itsdangerous")
    succeed(project, "python", "-m", "pwa", "lock")
    return project
