"""A small project to check, and the findings of a piece of code."""

import hashlib
import textwrap
from collections.abc import Callable
from pathlib import Path, PurePath
from typing import TypeAlias

import pytest

from pwa.build.lock import HEADER
from pwa.check.source import Source, read_source

SETTINGS = """\
[project]
dependencies = ["fastapi"]

[tool.pwa]
app = "app.main:app"
name = "Field survey"
short_name = "Survey"
"""
HASH = "a" * 64

ReadCode: TypeAlias = Callable[[str | bytes], Source]
"""Reads a piece of code as the file `app/main.py`."""


def write_lock(root: Path, *dependencies: str, more: str = "") -> None:
    digest = hashlib.sha256("\n".join(sorted(dependencies)).encode()).hexdigest()
    text = f"{HEADER}{digest}\nfastapi==1.0 wheel sha256:{HASH}\n{more}"
    (root / "browser.lock").write_text(text)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project in which there is nothing to find."""
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "main.py").write_text("app = object()\n")
    (tmp_path / "pyproject.toml").write_text(SETTINGS)
    write_lock(tmp_path, "fastapi")
    return tmp_path


@pytest.fixture
def read_code(tmp_path: Path) -> ReadCode:
    def read(code: str | bytes) -> Source:
        file = PurePath("app/main.py")
        path = tmp_path / "code.py"
        path.write_bytes(code if isinstance(code, bytes) else textwrap.dedent(code).encode())
        return read_source(path, file)

    return read


def short(source: Source) -> list[str]:
    """`line severity what` of each finding, with the name between backquotes as `what`."""
    return [f"{f.line} {f.severity} {f.text.split('`')[1]}" for f in sorted(source.findings)]
