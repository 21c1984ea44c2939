"""A generated project follows its template by cruft, offline, from a local clone."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.baking import TEMPLATE_FOLDER, BakedProject

IDENTITY = {
    "GIT_AUTHOR_NAME": "Ann",
    "GIT_AUTHOR_EMAIL": "ann@example.org",
    "GIT_COMMITTER_NAME": "Ann",
    "GIT_COMMITTER_EMAIL": "ann@example.org",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}


def run(*command: str, cwd: Path) -> None:
    done = subprocess.run(
        command, cwd=cwd, env={**os.environ, **IDENTITY}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def cruft(*arguments: str, cwd: Path) -> None:
    run(sys.executable, "-m", "cruft", *arguments, cwd=cwd)


def commit(folder: Path, message: str) -> None:
    run("git", "add", "--all", cwd=folder)
    run("git", "commit", "-q", "-m", message, cwd=folder)


@pytest.fixture
def repository(own_template: Path) -> Path:
    run("git", "init", "-q", "-b", "main", cwd=own_template)
    commit(own_template, "first")
    return own_template


def create(repository: Path, target: Path, **answers: str) -> Path:
    target.mkdir()
    extra = ["--extra-context", json.dumps(answers)]
    cruft("create", str(repository), "--no-input", *extra, cwd=target)
    (project,) = target.iterdir()
    run("git", "init", "-q", "-b", "main", cwd=project)
    commit(project, "generated")
    return project


def test_creates_what_cookiecutter_creates(
    repository: Path, tmp_path: Path, demo: BakedProject
) -> None:
    files = BakedProject(create(repository, tmp_path / "out"), "").files()
    ours = {name: content for name, content in files.items() if not name.startswith(".git/")}
    del ours[".cruft.json"]
    assert ours == demo.files()


@pytest.mark.parametrize("sample_app", ["field-survey", "blank"])
def test_updates_and_keeps_what_the_person_changed(
    repository: Path, tmp_path: Path, sample_app: str
) -> None:
    project = create(repository, tmp_path / "out", sample_app=sample_app, project_name='"Bee" \\s')
    settings, workflow = project / "pyproject.toml", project / ".github/workflows/test.yml"
    settings.write_text(settings.read_text().replace("0.1.0", "7.0.0"))
    commit(project, "mine")

    source = repository / TEMPLATE_FOLDER / ".github/workflows/test.yml"
    source.write_text(source.read_text() + "# newer\n")
    (repository / TEMPLATE_FOLDER / "pwa/{{ new }}.html").write_text("{{ kept }}")
    commit(repository, "second")
    cruft("update", "--skip-apply-ask", cwd=project)

    assert workflow.read_text().endswith("# newer\n")
    assert 'version = "7.0.0"' in settings.read_text()
    assert (project / "pwa/{{ new }}.html").read_text() == "{{ kept }}"
    assert not list(project.rglob("*.rej"))
    commit(project, "updated")
    cruft("check", cwd=project)
