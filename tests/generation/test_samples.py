"""One of the sample applications is in the project, whole, and the others are not."""

import shutil
from pathlib import Path

import pytest

from tests.baking import TEMPLATE_FOLDER, BakedProject, Bakery, files_of

SHARED = {
    *("app/__init__.py", "app/copies.py", "app/database.py", "app/text.py", "app/upgrade.py"),
    *("app/migrations/env.py", "app/migrations/script.py.mako"),
    *("app/routers/__init__.py", "app/static/icon.svg", "app/static/long_text.js"),
    *("tests/unit/app/__init__.py", "tests/unit/app/test_text.py"),
}
"""What all samples have as it is."""


def under(folder: str, files: dict[str, bytes]) -> dict[str, bytes]:
    return {name: content for name, content in files.items() if name.startswith(f"{folder}/")}


def test_field_survey_is_what_lies_in_place(template: Path, demo: BakedProject) -> None:
    sources = files_of(template / TEMPLATE_FOLDER)
    for folder in ("app", "tests"):
        assert under(folder, demo.files()) == under(folder, sources) != {}


def test_blank_replaces_its_namesakes_and_nothing_else(
    template: Path, demo: BakedProject, bakery: Bakery
) -> None:
    overlay = files_of(template / TEMPLATE_FOLDER / "_samples/blank")
    blank = bakery.bake(sample_app="blank", project_slug="field-survey")
    files = blank.files()
    assert {name: files[name] for name in overlay} == overlay
    for folder in ("app", "tests/unit/app"):
        own = set(under(folder, files)) - SHARED
        assert own == set(under(folder, overlay)) != set()
    assert set(files) >= SHARED
    others = set(files) - set(overlay) - {"pyproject.toml"}
    assert {name: files[name] for name in others} == {name: demo.files()[name] for name in others}
    # What only the survey uses, nobody should download for nothing.
    blank_settings, demo_settings = blank.settings(), demo.settings()
    for key in ("vendor", "shortcuts", "share_target"):
        assert demo_settings["tool"]["pwa"].pop(key)
    demo_settings["dependency-groups"]["dev"].remove("schemathesis>=4.32")
    assert blank_settings == demo_settings


@pytest.mark.parametrize("sample_app", ["field-survey", "blank"])
def test_the_other_samples_are_not_delivered(bakery: Bakery, sample_app: str) -> None:
    assert not (bakery.bake(sample_app=sample_app).path / "_samples").exists()


@pytest.mark.parametrize(
    ("missing", "sample_app"),
    [
        ("_samples", "field-survey"),
        ("_samples/blank", "blank"),
        ("_samples/blank/app", "blank"),
        ("_samples/blank/tests/unit/app", "blank"),
        ("tests/unit/app", "blank"),
        ("app", "blank"),
        ("app/upgrade.py", "blank"),
        ("app/main.py", "field-survey"),
        ("pwa", "field-survey"),
        ("pyproject.toml", "field-survey"),
    ],
)
def test_an_incomplete_template_fails_loudly(
    own_template: Path, tmp_path: Path, missing: str, sample_app: str
) -> None:
    path = own_template / TEMPLATE_FOLDER / missing
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()
    bakery = Bakery(own_template, tmp_path / "out", tmp_path)
    run = bakery.attempt(sample_app=sample_app)
    assert run.returncode != 0
    assert f"The template is incomplete: {missing} is missing." in run.stderr
    assert list(bakery.target.iterdir()) == []
