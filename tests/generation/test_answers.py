"""What a person answers is what the project says."""

import json
import re
from pathlib import Path

import pytest

from tests.baking import BakedProject, Bakery

HOSTILE = {
    "apostrophe": "Mary's Bees",
    "double quotes": 'The "Bee" Survey',
    "triple quotes": '""" \'\'\' """',
    "backslashes": "C:\\new\\table \\u0041 \\",
    "non-ASCII": "Übersicht für Øst · 調査",
    "right to left": "مسح الحقل",
    "emoji": "👩🏽‍🌾 Farm 🐝",
    "braces": "{{ cookiecutter.license }} {% if x %} {# note #}",
    "percent and hash": "100% # not a comment",
    "markup": "</script><b>&amp;",
    "shell": "$(id) `id` ; rm | & > <",
}

MATRIX = [
    {},
    {"sample_app": "blank"},
    {"deploy": "none"},
    {"license": "Apache-2.0"},
    {"license": "none"},
    {"theme_color": "#AbCdEf"},
    {"project_name": "Bee Counts", "description": "Counts bees.", "author_name": "A. Keeper"},
    {"project_slug": "b2"},
    {"sample_app": "blank", "deploy": "none", "license": "none"},
]


def test_asks_at_most_eight_questions_each_with_a_prompt(template: Path) -> None:
    questions = json.loads((template / "cookiecutter.json").read_text(encoding="utf-8"))
    visible = [name for name in questions if not name.startswith("_")]
    assert len(visible) <= 8
    assert list(questions["__prompts__"]) == visible


def test_defaults(demo: BakedProject) -> None:
    assert demo.path.name == "field-survey"
    settings = demo.settings()
    assert settings["project"]["name"] == "field-survey"
    assert settings["project"]["license"] == "MIT"
    assert settings["tool"]["pwa"]["app"] == "app.main:app"
    assert settings["tool"]["pwa"]["short_name"] == "Field Survey"


@pytest.mark.parametrize("answers", MATRIX, ids=str)
def test_each_answer_is_in_the_settings(bakery: Bakery, answers: dict[str, str]) -> None:
    project = bakery.bake(**answers)
    project_table, pwa = project.settings()["project"], project.settings()["tool"]["pwa"]
    held = {
        "project_name": pwa["name"],
        "project_slug": project_table["name"],
        "description": project_table["description"],
        "author_name": project_table["authors"][0]["name"],
        "theme_color": pwa["theme_color"],
    }
    assert {question: answers[question] for question in held if question in answers} == {
        question: held[question] for question in held if question in answers
    }
    assert project.path.name == project_table["name"]
    assert pwa["description"] == project_table["description"]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_arrives_unchanged(bakery: Bakery, text: str) -> None:
    project = bakery.bake(project_name=text, description=text, author_name=text)
    settings = project.settings()
    assert settings["project"]["description"] == text
    assert settings["project"]["authors"] == [{"name": text}]
    assert settings["tool"]["pwa"]["name"] == text
    assert settings["tool"]["pwa"]["description"] == text
    assert text in project.text("LICENSE")


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Field Survey", "field-survey"),
        ("Øst 2.0!", "ost-2-0"),
        ("🐝", "offline-app"),
        ("{{ }}", "offline-app"),
        ("survey " * 11, "survey-survey-survey-survey-survey-survey-survey"),
    ],
)
def test_the_suggested_slug_is_always_a_legal_one(bakery: Bakery, name: str, slug: str) -> None:
    assert bakery.bake(project_name=name).path.name == slug


@pytest.mark.parametrize(
    ("name", "short_name"),
    [
        ("Bees", "Bees"),
        ("Field Survey", "Field Survey"),
        ("Field Surveys of Bees", "Field"),
        ("Bee Count of the Year", "Bee Count"),
        ("Bienenzählungen", "Bienenzählun"),
    ],
)
def test_the_short_name_fits_under_an_icon(bakery: Bakery, name: str, short_name: str) -> None:
    assert bakery.bake(project_name=name).settings()["tool"]["pwa"]["short_name"] == short_name


def test_typed_answers_are_not_rendered(bakery: Bakery) -> None:
    typed = ["{{ 7 * 7 }}", "bees", "{% raw %}", "{# Ann #}", "2", "2", "", "3"]
    run = bakery.cookiecutter(stdin="\n".join(typed) + "\n")
    assert run.returncode == 0, run.stdout + run.stderr
    project = BakedProject(bakery.target / "bees", run.stdout)
    settings = project.settings()
    assert settings["tool"]["pwa"]["name"] == "{{ 7 * 7 }}"
    assert settings["project"]["description"] == "{% raw %}"
    assert settings["project"]["authors"] == [{"name": "{# Ann #}"}]
    assert settings["project"]["license"] == "LicenseRef-Proprietary"
    assert not (project.path / "LICENSE").exists()


def test_nothing_of_the_generator_is_left(bakery: Bakery) -> None:
    leftover = re.compile(rb"\{[{%#][^}]*cookiecutter")
    for sample_app in ("field-survey", "blank"):
        project = bakery.bake(project_slug=sample_app, sample_app=sample_app)
        for name, content in project.files().items():
            assert "{" not in name
            assert not leftover.search(content), name
