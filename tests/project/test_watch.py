"""A generated project under `python -m pwa serve --watch`."""

import shutil
from pathlib import Path

from tests.baking import Bakery

from .projects import bake, succeed

WATCH = Path(__file__).parent / "watch"


def test_the_open_tab_follows_each_change(bakery: Bakery) -> None:
    project = bake(bakery, sample_app="blank")
    shutil.copy(WATCH / "test_watch.py", project / "tests" / "browser")
    print(succeed(project, "pytest", "-s", "tests/browser/test_watch.py"))
