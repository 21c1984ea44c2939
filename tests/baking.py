"""Generate projects from this checkout the way a person does: by cookiecutter's command line."""

import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).parents[1]
TEMPLATE_FOLDER = "{{cookiecutter.project_slug}}"
CHOICES = {"sample_app", "deploy", "license"}


def copy_sources(target: Path) -> Path:
    """Copy what git has or would take, so that by-products of this checkout hide no mistake."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listing, cwd=REPOSITORY, check=True, capture_output=True, text=True)
    for name in filter(None, names.stdout.split("\0")):
        source = REPOSITORY / name
        if source.is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target / name)
    return target


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file of a folder, by its path with forward slashes."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def as_typed(question: str, answer: str) -> str:
    """Cookiecutter renders what its command line says; what a person types it takes as it is."""
    return answer if question in CHOICES else f"{{% raw %}}{answer}{{% endraw %}}"


@dataclass(frozen=True)
class BakedProject:
    """A generated project and what the generation printed."""

    path: Path
    output: str

    def text(self, name: str) -> str:
        return (self.path / name).read_text(encoding="utf-8")

    def files(self) -> dict[str, bytes]:
        return files_of(self.path)

    def settings(self) -> dict[str, Any]:
        return tomllib.loads(self.text("pyproject.toml"))


@dataclass(frozen=True)
class Bakery:
    """Bakes `template` into `target`, with cookiecutter's own files in `home`."""

    template: Path
    target: Path
    home: Path
    environment: Mapping[str, str] = field(default_factory=dict)

    def cookiecutter(
        self, *arguments: str, stdin: str | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run cookiecutter on the template, apart from the settings of whoever runs the tests."""
        self.target.mkdir(parents=True, exist_ok=True)
        settings = self.home / "cookiecutter.yaml"
        folders = f"cookiecutters_dir: '{self.home}'\nreplay_dir: '{self.home}'\n"
        settings.write_text(folders, encoding="utf-8")
        return subprocess.run(
            [sys.executable, "-m", "cookiecutter", ".", "-o", str(self.target), *arguments],
            cwd=self.template,
            env={**os.environ, "COOKIECUTTER_CONFIG": str(settings), **self.environment},
            input=stdin,
            capture_output=True,
            encoding="utf-8",
        )

    def attempt(self, **answers: str) -> subprocess.CompletedProcess[str]:
        pairs = [f"{question}={as_typed(question, answers[question])}" for question in answers]
        return self.cookiecutter("--no-input", *pairs)

    def bake(self, **answers: str) -> BakedProject:
        before = set(self.target.iterdir()) if self.target.exists() else set()
        run = self.attempt(**answers)
        assert run.returncode == 0, run.stdout + run.stderr
        (project,) = set(self.target.iterdir()) - before
        return BakedProject(project, run.stdout + run.stderr)
