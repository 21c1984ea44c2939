"""A Chromium for screenshots and tests: the machine's own, or installed where that is possible."""

import os
import shutil
import subprocess
from pathlib import Path

from ..build.errors import BuildError

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)


def find_chromium() -> str:
    """Return the path of a Chromium: PWA_CHROMIUM, or the machine's, or a newly installed one.

    Raises BuildError if there is none and none can be installed.
    """
    found = os.environ.get("PWA_CHROMIUM") or _installed()
    if found is None:
        _install()
        found = _installed()
    if found is None:
        raise BuildError(
            "there is no Chromium or Chrome here. Install one, or set PWA_CHROMIUM to the path of "
            "its program"
        )
    return found


def _installed() -> str | None:
    for name in NAMES:
        if path := shutil.which(name):
            return path
    return next((place for place in PLACES if Path(place).is_file()), None)


def _install() -> None:
    """Install Debian's or Ubuntu's chromium, where this process has the right to."""
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        return
    print("installing chromium by apt-get", flush=True)
    quiet = {
        "stdout": subprocess.DEVNULL,
        "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
    }
    subprocess.run(["apt-get", "update"], check=True, **quiet)  # type: ignore[call-overload]
    subprocess.run(["apt-get", "install", "-y", "chromium"], check=True, **quiet)  # type: ignore[call-overload]
