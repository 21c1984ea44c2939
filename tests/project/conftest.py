import pytest

from .projects import VENV


@pytest.fixture(scope="session", autouse=True)
def tools() -> None:
    """The demo's environment and packages: `make test` has made them."""
    assert VENV.is_dir(), "run `make test`, which generates and sets up build/demo first"
