"""screenshots/: what is said where no picture can be taken."""

import sys
from pathlib import Path

import pytest

from pwa.__main__ import main
from pwa.screenshots import chromium

SETTINGS = """
[project]
dependencies = []
[tool.pwa]
app = "app.main:app"
name = "Field survey"
short_name = "Survey"
"""
TAKEN = "screenshots = [{ file = 'narrow.png', url = '' }]\n"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A built project that names a page to take; the machine's Chromium is no Chromium."""
    (tmp_path / "pyproject.toml").write_text(SETTINGS + TAKEN)
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "index.html").touch()
    monkeypatch.setenv("PWA_CHROMIUM", str(tmp_path / "no-browser"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def said(capsys: pytest.CaptureFixture[str]) -> str:
    """Run the command, which has to fail; return its words."""
    assert main(["screenshots"]) == 1
    return capsys.readouterr().err


def test_no_page_to_take(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "pyproject.toml").write_text(SETTINGS + "screenshots = ['own.png']\n")
    assert "names no page to take. Write, for example,\n  screenshots = [{" in said(capsys)


def test_no_site(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "dist" / "index.html").unlink()
    assert "run `python -m pwa build` first" in said(capsys)


def test_no_playwright(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "pwa.screenshots.camera", raising=False)
    monkeypatch.setitem(sys.modules, "playwright", None)
    monkeypatch.delitem(sys.modules, "playwright.sync_api", raising=False)
    assert "need the package playwright" in said(capsys)


def test_no_chromium(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PWA_CHROMIUM")
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(chromium, "PLACES", ())
    assert "Install one, or set PWA_CHROMIUM" in said(capsys)


def test_a_chromium_that_does_not_start(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "no-browser does not start: " in said(capsys)


@pytest.mark.parametrize(
    ("code", "words"),
    [(None, "no.py: there is no such file"), ("fill = 1", "no.py has no function fill(page)")],
)
def test_examples_that_enter_nothing(
    root: Path, capsys: pytest.CaptureFixture[str], code: str | None, words: str
) -> None:
    (root / "pyproject.toml").write_text(f"{SETTINGS}{TAKEN}examples = 'no.py'\n")
    if code is not None:
        (root / "no.py").write_text(code)
    assert f"[tool.pwa] examples: {words}" in said(capsys)
