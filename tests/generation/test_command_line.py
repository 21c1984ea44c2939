"""What the person at the keyboard sees."""

import re
import shlex
from dataclasses import replace
from pathlib import Path

import pytest

from tests.baking import BakedProject, Bakery


def commands(output: str) -> list[list[str]]:
    """The indented lines of the next steps, without their explanations."""
    lines = [line.strip() for line in output.splitlines() if line.startswith("  ")]
    return [shlex.split(re.split(r"\s{2,}", line)[0]) for line in lines]


def test_next_steps_can_be_pasted(demo: BakedProject) -> None:
    assert commands(demo.output) == [
        ["cd", str(demo.path)],
        ["make", "run"],
        ["make", "test"],
        ["uv", "run", "python", "-m", "pwa", "build"],
        ["uv", "run", "python", "-m", "pwa", "serve"],
        ["uv", "run", "pytest"],
    ]


def test_next_steps_exist(demo: BakedProject) -> None:
    makefile = demo.text("Makefile")
    for target in ("setup", "run", "test"):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)


@pytest.mark.parametrize("folder", ["a folder with spaces", "it's", "$HOME", "100% #1"])
def test_generates_into_any_folder(bakery: Bakery, folder: str) -> None:
    project = replace(bakery, target=bakery.target / folder).bake()
    assert commands(project.output)[0] == ["cd", str(project.path)]


def test_a_folder_that_ascii_cannot_spell_is_named_by_its_last_part(bakery: Bakery) -> None:
    project = replace(bakery, target=bakery.target / "Übung").bake()
    assert commands(project.output)[0] == ["cd", "field-survey"]


@pytest.mark.parametrize("answers", [{"project_name": "調査 🐝"}, {"project_slug": "Übung"}])
def test_prints_ascii_on_a_windows_console(bakery: Bakery, answers: dict[str, str]) -> None:
    console = replace(bakery, environment={"PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"})
    run = console.attempt(**answers)
    ours = [line for line in run.stderr.splitlines() if line.startswith("project_slug")]
    assert (run.returncode == 0) == ("project_slug" not in answers) == (not ours)
    assert run.stdout.isascii() and run.stderr.isascii()


def test_a_second_time_in_the_same_folder_is_refused(bakery: Bakery) -> None:
    project = bakery.bake()
    (project.path / "app.db").write_bytes(b"records")
    assert bakery.attempt().returncode != 0
    assert (project.path / "app.db").read_bytes() == b"records"


def test_overwriting_keeps_records_and_links(bakery: Bakery) -> None:
    project = bakery.bake()
    (project.path / "app.db").write_bytes(b"records")
    (project.path / "node_modules").symlink_to(bakery.home, target_is_directory=True)
    run = bakery.cookiecutter("--no-input", "--overwrite-if-exists")
    assert run.returncode == 0, run.stderr
    assert (project.path / "app.db").read_bytes() == b"records"
    assert (project.path / "node_modules").is_symlink()


def test_from_an_empty_folder_elsewhere(template: Path, tmp_path: Path) -> None:
    """The README's command names the template; nothing may depend on the working folder."""
    bakery = Bakery(template, tmp_path / "out", tmp_path)
    assert bakery.bake().files() == replace(bakery, target=tmp_path / "again").bake().files()
