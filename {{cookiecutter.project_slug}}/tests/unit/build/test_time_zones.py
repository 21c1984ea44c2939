"""build/time_zones.py: who gets the database of time zones."""

from pathlib import Path
from typing import Any

import pytest

from pwa.build.settings import Settings
from pwa.build.time_zones import note, requirements

USES = [
    "import zoneinfo",
    "from zoneinfo import ZoneInfo",
    "import os, zoneinfo",
    "def f():\n    from zoneinfo import ZoneInfo",
    "from django.urls import path",
    "import django",
    "from apscheduler.schedulers.asyncio import AsyncIOScheduler",
]
DOES_NOT = [
    "",
    "import zoneinfos",
    "import my.zoneinfo",
    "from .zoneinfo import x",
    "from app.django import x",
    "# zoneinfo\nfrom datetime import UTC",
    "import os\nzoneinfo = 1",
    "from pydantic import BaseModel",
]


def settings(root: Path, source: str, **more: Any) -> Settings:
    (root / "app" / "inner").mkdir(parents=True)
    (root / "app" / "__init__.py").write_text("")
    (root / "app" / "inner" / "times.py").write_text(source)
    given = {"dependencies": ("fastapi",), "app": "app.main:app", **more}
    return Settings(root=root, name="Name", short_name="Name", **given)


@pytest.mark.parametrize("source", USES)
def test_an_application_that_uses_it(tmp_path: Path, source: str) -> None:
    project = settings(tmp_path, source)
    assert requirements(project) == ("fastapi", "tzdata")
    added = note(project, {"fastapi", "tzdata"})
    assert added and added.startswith("added: tzdata, since app/inner/times.py imports ")
    missing = note(project, {"fastapi"})
    assert missing and "run `python -m pwa lock`" in missing


@pytest.mark.parametrize("source", DOES_NOT)
def test_an_application_that_does_not(tmp_path: Path, source: str) -> None:
    project = settings(tmp_path, source)
    assert requirements(project) == ("fastapi",)
    assert note(project, {"fastapi"}) is None


@pytest.mark.parametrize("wanted", ["tzdata", "tzdata>=2024", "TZdata ; python_version > '3'"])
def test_a_project_that_names_it_itself(tmp_path: Path, wanted: str) -> None:
    project = settings(tmp_path, USES[0], dependencies=(wanted,))
    assert requirements(project) == (wanted,)
    assert note(project, {"tzdata"}) is None


def test_a_project_that_leaves_it_out(tmp_path: Path) -> None:
    project = settings(tmp_path, USES[0], leave_out=("tzdata",))
    assert requirements(project) == ("fastapi",)
    assert note(project, set()) is None


def test_what_the_settings_include_counts(tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "times.py").write_text("import zoneinfo")
    (tmp_path / "one.py").write_text("import zoneinfo")
    project = settings(tmp_path, "", include=(Path("more"),))
    assert requirements(project)[-1] == "tzdata"
    assert requirements(project.model_copy(update={"include": (Path("one.py"),)}))[-1] == "tzdata"
