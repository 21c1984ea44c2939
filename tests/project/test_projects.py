"""Generated projects by their own commands, with the tools that `make generate` gave the demo."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.baking import REPOSITORY, Bakery

DEMO = REPOSITORY / "build" / "demo"
VENV = DEMO / ".venv"
OTHER_APP = Path(__file__).parent / "other_app"
BRIDGE_APP = Path(__file__).parent / "bridge_app"


@pytest.fixture(scope="session", autouse=True)
def tools() -> None:
    """The demo's environment and packages: `make test` has made them."""
    assert VENV.is_dir(), "run `make test`, which generates and sets up build/demo first"


def bake(bakery: Bakery, **answers: str) -> Path:
    """Generate a project that need not fetch again what the demo has fetched."""
    project = bakery.bake(**answers).path
    shutil.copytree(DEMO / ".pwa-cache", project / ".pwa-cache")
    (project / "node_modules").symlink_to(DEMO / "node_modules")
    return project


def run(project: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the demo's environment in `project`."""
    environment = {**os.environ, "VIRTUAL_ENV": str(VENV)}
    program = str(VENV / "bin" / command[0])
    return subprocess.run(
        [program, *command[1:]], cwd=project, env=environment, capture_output=True, text=True
    )


def succeed(project: Path, *command: str) -> str:
    done = run(project, *command)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_blank_project_passes_its_own_tests(bakery: Bakery) -> None:
    project = bake(bakery, sample_app="blank")
    done = subprocess.run(
        ["make", "lint", "unit", f"VENV={VENV}"], cwd=project, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    succeed(project, "pytest", "tests/browser/test_offline.py")  # the rest is the demo's too


def replace_app(project: Path, source: Path, *packages: str) -> None:
    """Put another application, with its own browser test, in the place of the sample."""
    settings = project / "pyproject.toml"
    text = settings.read_text("utf-8")
    assert '"fastapi", ' in text
    more = ", ".join(f'"{package}"' for package in ("fastapi", *packages))
    settings.write_text(text.replace('"fastapi", ', f"{more}, "), "utf-8")
    shutil.rmtree(project / "app")
    (project / "app").mkdir()
    shutil.copy(source / "main.py", project / "app")
    for test in source.glob("test_*.py"):
        shutil.copy(test, project / "tests" / "browser")


def test_another_app_with_another_package_needs_no_other_change(bakery: Bakery) -> None:
    project = bake(bakery, sample_app="blank")
    replace_app(project, OTHER_APP, "humanize")
    refused = run(project, "python", "-m", "pwa", "build")
    assert refused.returncode == 1
    assert "[project] dependencies changed" in refused.stderr
    succeed(project, "python", "-m", "pwa", "lock")
    succeed(project, "pytest", "tests/browser/test_counts.py")


def test_what_the_bridge_brings_works_from_a_page(bakery: Bakery) -> None:
    project = bake(bakery, sample_app="blank")
    replace_app(project, BRIDGE_APP, "itsdangerous")
    succeed(project, "python", "-m", "pwa", "lock")
    succeed(project, "pytest", "tests/browser/test_bridge.py")


def test_a_module_that_the_browser_lacks_is_named(bakery: Bakery) -> None:
    project = bake(bakery, sample_app="blank")
    main = project / "app" / "main.py"
    main.write_text("import humanize\n" + main.read_text("utf-8"), "utf-8")
    done = run(project, "python", "-m", "pwa", "build")
    assert done.returncode == 1
    assert "There is no module 'humanize' there." in done.stderr
    assert "[project] dependencies" in done.stderr
    assert not (project / "dist").exists()


def test_a_package_that_cannot_run_in_the_browser_is_refused(bakery: Bakery) -> None:
    project = bake(bakery, sample_app="blank")
    settings = project / "pyproject.toml"
    text = settings.read_text("utf-8")
    settings.write_text(text.replace('"fastapi", ', '"fastapi", "greenlet", '), "utf-8")
    done = run(project, "python", "-m", "pwa", "lock")
    assert done.returncode == 1
    assert "greenlet==" in done.stderr
    assert "cannot run in the browser" in done.stderr


def test_two_builds_are_the_same_bytes_and_the_second_needs_no_network(bakery: Bakery) -> None:
    project = bake(bakery)
    succeed(project, "python", "-m", "pwa", "build", "--out", "first")
    shutil.rmtree(project / ".pwa-cache" / "archives")  # compile again
    no_network = {"PIP_NO_INDEX": "1", "HTTPS_PROXY": "http://127.0.0.1:9", "UV_OFFLINE": "1"}
    done = subprocess.run(
        [str(VENV / "bin" / "python"), "-m", "pwa", "build", "--out", "second"],
        cwd=project,
        env={**os.environ, **no_network},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    different = subprocess.run(
        ["diff", "-r", "first", "second"], cwd=project, capture_output=True, text=True
    )
    assert different.stdout == ""
