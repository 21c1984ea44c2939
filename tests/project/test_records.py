"""The sample under load, in a real browser: no acknowledged record is ever lost.

What each test counted and measured is printed. FULL=1 kills the browser 50 times instead of 4.
"""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.baking import Bakery

from .projects import VENV, bake

SURVEY = Path(__file__).parent / "survey"


def test_no_acknowledged_record_is_lost(bakery: Bakery, capfd: pytest.CaptureFixture[str]) -> None:
    project = bake(bakery)
    settings = project / "pyproject.toml"
    text = settings.read_text("utf-8")
    assert 'app = "app.main:app"' in text
    settings.write_text(text.replace('app = "app.main:app"', 'app = "app.watched:app"'), "utf-8")
    shutil.copy(SURVEY / "watched.py", project / "app")
    names = ["load.py", "load.js", *(path.name for path in sorted(SURVEY.glob("test_*.py")))]
    for name in names:
        shutil.copy(SURVEY / name, project / "tests" / "browser")
    tests = [f"tests/browser/{name}" for name in names if name.startswith("test_")]
    with capfd.disabled():
        done = subprocess.run([VENV / "bin" / "pytest", "-q", "-s", *tests], cwd=project)
    assert done.returncode == 0
