"""The worker's file system in Node.js: Pyodide, and a disk in memory."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pwa.build.bundle import BROWSER
from pwa.build.npm import command, install_packages
from pwa.build.runtime import copy_runtime

HERE = Path(__file__).parent
ROOT = HERE.parent.parent.parent

Program = Callable[..., Any]
"""Runs a program beside this file with its order, by keywords; returns what it reports."""


@pytest.fixture(scope="session")
def runtimes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Pyodide's folders: "durable", as it is built into the site, and "original"."""
    modules = install_packages(ROOT)
    original = modules / "pyodide"
    durable = tmp_path_factory.mktemp("pyodide")
    copy_runtime(modules, durable)
    for name in ("python_stdlib.zip", "pyodide-lock.json"):
        shutil.copy(original / name, durable)
    return {"durable": durable, "original": original}


@pytest.fixture(scope="session")
def program(runtimes: dict[str, Path]) -> Program:
    """See Program."""

    def run(name: str, runtime: str = "durable", **order: Any) -> Any:
        folders = {"runtime": str(runtimes[runtime]), "browser": str(BROWSER), "tests": str(HERE)}
        done = subprocess.run(
            [*command("node"), str(HERE / name)],
            input=json.dumps({**folders, **order}),
            stdout=subprocess.PIPE,
            encoding="utf-8",
            check=True,
        )
        return json.loads(done.stdout)

    return run
