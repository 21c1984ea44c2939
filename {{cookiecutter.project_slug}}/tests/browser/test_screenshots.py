"""`python -m pwa screenshots`: pictures of the app, as the settings say."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from pwa.build.settings import Settings, read_settings

SIZES = {"narrow": (780, 1688), "wide": (1280, 800)}


@pytest.fixture
def project(tmp_path: Path) -> Settings:
    """The settings of this project, in a folder without pictures."""
    settings = read_settings(Path.cwd())
    for path in (Path("pyproject.toml"), settings.examples):
        if path is not None:
            (tmp_path / path).parent.mkdir(exist_ok=True)
            shutil.copy(path, tmp_path / path)
    return read_settings(tmp_path)


def take(project: Settings, site: Path) -> subprocess.CompletedProcess[str]:
    """Run the command: it drives a browser of its own, which one process can do only once."""
    command = [sys.executable, "-m", "pwa", "screenshots", f"--out={site}"]
    environment = {**os.environ, "PYTHONPATH": str(Path.cwd())}
    return subprocess.run(
        command, cwd=project.root, env=environment, capture_output=True, text=True
    )


def test_the_pictures_show_the_app(project: Settings, site: Path, chromium: str) -> None:
    done = take(project, site)
    assert done.returncode == 0, done.stderr
    for screenshot in project.screenshots:
        with Image.open(project.root / screenshot.file) as picture:
            assert picture.size == SIZES[screenshot.form_factor]
            colours = picture.convert("RGB").getcolors(maxcolors=1 << 24)
        assert colours and len(colours) > 100


def test_an_app_that_does_not_start(
    project: Settings, site: Path, chromium: str, tmp_path: Path
) -> None:
    broken = shutil.copytree(site, tmp_path / "broken")
    (broken / "service-worker.js").unlink()
    done = take(project, broken)
    assert done.returncode == 1
    assert "error: the app does not start. The page says: " in done.stderr
