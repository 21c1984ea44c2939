"""The applications of examples/, each in a generated project, in a real browser."""

from pathlib import Path

import pytest

from tests.baking import REPOSITORY

from .projects import put_example, succeed

EXAMPLES = REPOSITORY / "examples"
NAMES = sorted(path.parent.name for path in EXAMPLES.glob("*/test_browser.py"))


@pytest.mark.parametrize("name", NAMES)
def test_it_runs_in_the_browser(project: Path, name: str) -> None:
    put_example(project, EXAMPLES / name)
    succeed(project, "python", "-m", "pwa", "lock")
    succeed(project, "pytest", "tests/browser/test_browser.py")
