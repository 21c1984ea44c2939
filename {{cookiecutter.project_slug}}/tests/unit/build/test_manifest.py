"""The manifest against what app stores ask for: PWABuilder's rules (docs.pwabuilder.com)."""

import re
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from pwa.build.icons import copy_screenshots, make_icons, make_shortcut_icons
from pwa.build.pages import manifest
from pwa.build.settings import read_settings

PROJECT = Path(__file__).parents[3]
CATEGORIES = {
    *("books", "business", "education", "entertainment", "finance", "fitness", "food", "games"),
    *("government", "health", "kids", "lifestyle", "magazines", "medical", "music", "navigation"),
    *("news", "personalization", "photo", "politics", "productivity", "security", "shopping"),
    *("social", "sports", "travel", "utilities", "weather"),
}
"""W3C's list of known values (w3.org, Manifest categories)."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the pictures of this project are made: `_pwa/` of its site."""
    return tmp_path_factory.mktemp("_pwa")


@pytest.fixture(scope="module")
def made(folder: Path) -> dict[str, Any]:
    """The manifest of this project."""
    settings = read_settings(PROJECT)
    icons = make_icons(settings, folder / "icons")
    screenshots = copy_screenshots(settings, folder / "screenshots")
    return manifest(settings, icons, screenshots, make_shortcut_icons(settings, folder / "icons"))


def assert_is_as_it_says(folder: Path, entry: dict[str, str]) -> tuple[int, int]:
    with Image.open(folder / entry["src"]) as image:
        assert entry["sizes"] == f"{image.width}x{image.height}", entry
        assert image.format and entry["type"] == Image.MIME[image.format], entry
        return image.size


@pytest.mark.parametrize("member", ["id", "name", "short_name", "description", "lang"])
def test_texts_are_there(made: dict[str, Any], member: str) -> None:
    assert made[member].strip()


def test_the_short_name_fits_under_an_icon(made: dict[str, Any]) -> None:
    assert len(made["short_name"]) <= 12


def test_members_have_known_values(made: dict[str, Any]) -> None:
    assert made["display"] in {"fullscreen", "standalone", "minimal-ui"}
    assert set(made["display_override"]) <= {
        "fullscreen",
        "standalone",
        "minimal-ui",
        "window-controls-overlay",
        "tabbed",
    }
    assert made["dir"] in {"ltr", "rtl", "auto"}
    assert made["orientation"] in {"any", "natural", "portrait", "landscape"}
    assert re.fullmatch(r"[A-Za-z]{2,8}(-[A-Za-z0-9]+)*", made["lang"])
    assert set(made["categories"]) <= CATEGORIES
    assert made["prefer_related_applications"] is False
    modes = {"auto", "navigate-new", "navigate-existing", "focus-existing"}
    assert made["launch_handler"]["client_mode"] in modes


@pytest.mark.parametrize("member", ["theme_color", "background_color"])
def test_colours_are_opaque(made: dict[str, Any], member: str) -> None:
    assert re.fullmatch(r"#[0-9a-fA-F]{6}", made[member])


def test_the_start_is_within_the_scope(made: dict[str, Any]) -> None:
    assert made["start_url"].startswith(made["scope"])


def test_icons_are_square_and_of_both_purposes(made: dict[str, Any], folder: Path) -> None:
    found = set()
    for icon in made["icons"]:
        width, height = assert_is_as_it_says(folder, icon)
        assert width == height
        found.add((icon["purpose"], width))
    assert {("any", 192), ("any", 512), ("maskable", 192), ("maskable", 512)} <= found


def test_screenshots_show_a_phone_and_a_desktop(made: dict[str, Any], folder: Path) -> None:
    shapes = set()
    for screenshot in made["screenshots"]:
        width, height = assert_is_as_it_says(folder, screenshot)
        assert min(width, height) >= 320 and max(width, height) <= 3840
        assert max(width, height) <= 2.3 * min(width, height)
        assert screenshot["form_factor"] == ("wide" if width > height else "narrow")
        shapes.add(screenshot["form_factor"])
    assert shapes == {"wide", "narrow"}
    assert len(made["screenshots"]) <= 8


def test_shortcuts_lead_into_the_scope_and_have_icons(made: dict[str, Any], folder: Path) -> None:
    assert 1 <= len(made["shortcuts"]) <= 10
    for shortcut in made["shortcuts"]:
        assert shortcut["name"].strip()
        assert not shortcut["url"].startswith(("/", "http", "../../"))
        sizes = {assert_is_as_it_says(folder, icon) for icon in shortcut["icons"]}
        assert (96, 96) in sizes


def test_a_share_target_takes_something(made: dict[str, Any]) -> None:
    target = made.get("share_target")
    if target is None:
        pytest.skip("this project takes no shares; [tool.pwa] share_target would say so")
    assert target["method"] in {"GET", "POST"}
    assert not target["action"].startswith(("/", "http", "../../"))
    assert any(target["params"].values())
