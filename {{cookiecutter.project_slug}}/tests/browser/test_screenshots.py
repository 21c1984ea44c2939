"""`python -m pwa screenshots`: pictures of the app, as the settings say."""

import shutil
from pathlib import Path

import pytest
from PIL import Image

from pwa.__main__ import main
from pwa.build.errors import BuildError
from pwa.build.settings import Settings, read_settings
from pwa.screenshots import take_screenshots

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


def test_the_pictures_show_the_app(
    project: Settings, site: Path, chromium: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project.root)
    assert main(["screenshots", f"--out={site}"]) == 0
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
    with pytest.raises(BuildError, match=r"the app does not start\. The page says: "):
        take_screenshots(project, broken)
