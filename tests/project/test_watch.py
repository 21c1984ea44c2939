"""A generated project under `python -m pwa serve --watch`."""

import shutil
from pathlib import Path

from .projects import succeed

WATCH = Path(__file__).parent / "watch"


def test_the_open_tab_follows_each_change(project: Path) -> None:
    shutil.copy(WATCH / "test_watch.py", project / "tests" / "browser")
    print(succeed(project, "pytest", "-s", "tests/browser/test_watch.py"))
