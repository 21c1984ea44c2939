"""The JavaScript of pwa/browser, by TypeScript's checker, each folder as what it runs in."""

import subprocess
from pathlib import Path

import pytest

from pwa.build.bundle import BROWSER
from pwa.build.npm import command, install_packages

ROOT = Path(__file__).parent.parent.parent


FOLDERS = tuple(sorted(path.parent.name for path in BROWSER.glob("*/tsconfig.json")))


@pytest.mark.parametrize("folder", FOLDERS)
def test_types(folder: str) -> None:
    compiler = install_packages(ROOT) / "typescript" / "bin" / "tsc"
    done = subprocess.run(
        [*command("node"), str(compiler), "--project", str(BROWSER / folder)],
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stdout
