"""build/settings.py: what pyproject.toml may say, and the words for what it may not."""

from pathlib import Path

import pytest

from pwa.build.errors import BuildError
from pwa.build.settings import read_settings

GOOD = """
[project]
dependencies = ["fastapi", "sqlmodel"]
[tool.pwa]
app = "app.main:app"
name = "Field survey"
short_name = "Survey"
"""


def test_good_settings(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(GOOD)
    settings = read_settings(tmp_path)
    assert settings.dependencies == ("fastapi", "sqlmodel")
    assert settings.package == "app"
    assert settings.icon is None


def test_a_screenshot_is_a_file_or_a_page_too(tmp_path: Path) -> None:
    screenshots = 'screenshots = ["own.jpg", { file = "w.png", url = "", form_factor = "wide" }]'
    (tmp_path / "pyproject.toml").write_text(GOOD + screenshots)
    own, wide = read_settings(tmp_path).screenshots
    assert (own.file, own.url) == (Path("own.jpg"), None)
    assert (wide.file, wide.url, wide.form_factor) == (Path("w.png"), "", "wide")


def test_a_vendored_file_has_a_target_or_several(tmp_path: Path) -> None:
    vendor = (
        "[tool.pwa.vendor]\n'a/b.js' = 'app/b.js'\n'c/d.js' = ['app/d.js', 'https://cdn.example/d']"
    )
    (tmp_path / "pyproject.toml").write_text(GOOD + vendor)
    table = read_settings(tmp_path).vendor
    assert table == {"a/b.js": ("app/b.js",), "c/d.js": ("app/d.js", "https://cdn.example/d")}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("theme_color = 'red'", "theme_color"),
        ("theme_colour = '#ff0000'", "theme_colour: Extra inputs"),
        ("network_prefixes = ['/sync/']", "network_prefixes.0"),
        ("network_prefixes = ['sync']", "network_prefixes.0"),
        ("storage = '../x'", "storage"),
        ("online = 'never'", "online"),
        ("description = ''", "description"),
        ("exclude = ['a module']", "exclude.0"),
        ("keep = ['unittest.*']", "keep.0"),
        ("budget = '9'", "budget"),
        ("budget = '9 MiB'", "budget"),
        ("lang = 'not a language'", "lang"),
        ("screenshots = [1]", r"screenshots\.0: "),
        ("screenshots = [{ url = '' }]", r"screenshots\.0\.file: Field required"),
        ("screenshots = [{ file = 'a.png', url = '/a' }]", r"screenshots\.0\.url: write it"),
        ("screenshots = [{ file = 'a.jpg', url = 'a' }]", r"screenshots\.0: a picture of a page"),
        ("screenshots = [{ file = 'a.png', form_factor = 'tv' }]", r"0\.form_factor: Input"),
        (
            "vendor = { 'a/b.js' = 'https://' }",
            r"vendor\.a/b\.js\.0: an address is https://host/path",
        ),
        ("vendor = { 'a/b.js' = 'https://cdn.example/b.js#x' }", "an address is https://host/path"),
        ("vendor = { 'a/b.js' = [] }", r"vendor\.a/b\.js: "),
        ("environment = { DATABASE_URL = 'x' }", "DATABASE_URL.*: the runtime sets DATABASE_URL"),
        ("environment = { HOME = 'x' }", "HOME.*: the runtime sets HOME itself: it is the project"),
        ("environment = { PYTHONPATH = 'x' }", "PYTHONPATH is the interpreter's own"),
        ("environment = { 'A B' = 'x' }", r"environment\.A B"),
        ("environment = { A = 1 }", r"environment\.A: Input should be a valid string"),
        ("app = 'app.main:app'", "not valid TOML"),
    ],
)
def test_bad_settings_are_named(tmp_path: Path, change: str, words: str) -> None:
    (tmp_path / "pyproject.toml").write_text(GOOD + change)
    with pytest.raises(BuildError, match=words):
        read_settings(tmp_path)


@pytest.mark.parametrize("app", ["app", "app.main", "app:main:app", "a b:c", ""])
def test_app_names_a_module_and_an_attribute(tmp_path: Path, app: str) -> None:
    (tmp_path / "pyproject.toml").write_text(GOOD.replace("app.main:app", app))
    with pytest.raises(BuildError, match="app: "):
        read_settings(tmp_path)


def test_missing_file_and_table(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match=r"no pyproject\.toml here"):
        read_settings(tmp_path)
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    with pytest.raises(BuildError, match=r"no \[tool\.pwa\] table"):
        read_settings(tmp_path)
