"""Choose the sample application, drop what is no source, and print the next steps.

Runs in the generated project with cookiecutter's own Python: standard library only, no network,
installs nothing. Prints ASCII, because a Windows console may be cp1252.

Why a hook chooses the sample, when every other option is a conditional file name: cookiecutter has
no conditional folder that is copied unrendered. A folder name that renders to nothing names the
project's root, which cookiecutter then removes to copy the folder in its place.
"""

import json
import os
import shlex
import shutil
import sys
from pathlib import Path

ANSWERS: dict[str, str] = json.loads(r"""{{ cookiecutter | tojson }}""")

PROJECT = Path.cwd()
SAMPLES = PROJECT / "_samples"
SAMPLE_IN_PLACE = "field-survey"
REPLACED_WHOLE = (Path("app"), Path("tests/unit/app"))
SHARED = (
    *("app/__init__.py", "app/copies.py", "app/database.py", "app/text.py", "app/upgrade.py"),
    *("app/migrations/env.py", "app/migrations/script.py.mako"),
    *("app/routers/__init__.py", "app/static/icon.svg", "app/static/long_text.js"),
    *("tests/unit/app/__init__.py", "tests/unit/app/test_text.py"),
)
"""Files in REPLACED_WHOLE that every sample has as they are."""
EXPECTED = ("app/main.py", "pwa", "pyproject.toml")

# A checkout in which someone ran things holds these, and cookiecutter copies folders whole. Each
# can be made again, so that losing one of one's own by --overwrite-if-exists costs time only.
BY_PRODUCTS = {
    *("__pycache__", "node_modules", ".venv"),
    *(".hypothesis", ".mypy_cache", ".pwa-cache", ".pytest_cache", ".ruff_cache"),
}
BUILD_OUTPUT = ("dist", "build", "test-results", "app/static/vendor")


class IncompleteTemplate(Exception):
    """The template lacks something that this hook relies on."""


def require(path: Path) -> Path:
    if not path.exists():
        missing = path.relative_to(PROJECT).as_posix()
        raise IncompleteTemplate(f"The template is incomplete: {missing} is missing.")
    return path


def drop(folder: Path) -> None:
    """Remove what cookiecutter copied; a link is none of its work, it copies what a link names."""
    if folder.is_dir() and not folder.is_symlink():
        shutil.rmtree(folder)


def drop_by_products() -> None:
    for folder, names, _ in os.walk(PROJECT):
        for name in BY_PRODUCTS.intersection(names):
            drop(Path(folder, name))
            names.remove(name)
    for output in BUILD_OUTPUT:
        drop(PROJECT / output)


def lay_over(sample: Path) -> None:
    """Put each path of `sample` in the place of its namesake in the project."""
    for folder in REPLACED_WHOLE:
        require(sample / folder)
        require(PROJECT / folder)
    for name in SHARED:
        (sample / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.move(require(PROJECT / name), sample / name)
    for folder in REPLACED_WHOLE:
        shutil.rmtree(PROJECT / folder)
        shutil.move(sample / folder, PROJECT / folder)
    for source in [path for path in sample.rglob("*") if path.is_file()]:
        target = PROJECT / source.relative_to(sample)
        target.parent.mkdir(parents=True, exist_ok=True)
        source.replace(target)


def choose_sample(name: str) -> None:
    require(SAMPLES)
    if name != SAMPLE_IN_PLACE:
        lay_over(require(SAMPLES / name))
    shutil.rmtree(SAMPLES)


def shell_path() -> str:
    """The project's folder as one word of the shell; its name alone where the path is not ASCII."""
    path = str(PROJECT)
    if not path.isascii():
        return PROJECT.name
    return f'"{path}"' if os.name == "nt" else shlex.quote(path)


def next_steps() -> str:
    return f"""
The project is in {shell_path()}

  cd {shell_path()}
  make run      builds the app and serves it; open the address that it prints
  make test     tests it

On Windows, or without make:

  uv run python -m pwa build
  uv run python -m pwa serve
  uv run pytest
"""


def main() -> int:
    try:
        drop_by_products()
        choose_sample(ANSWERS["sample_app"])
        for path in EXPECTED:
            require(PROJECT / path)
    except IncompleteTemplate as error:
        print(error, file=sys.stderr)
        return 1
    print(next_steps())
    return 0


if __name__ == "__main__":
    sys.exit(main())
