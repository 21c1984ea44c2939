"""The file of the memory snapshot, as it lies in a browser's profile."""

import json
import time
from pathlib import Path
from typing import Any

HEADER = 4096
BEGINNING = b'{"key":'
PATIENCE_SECONDS = 90
"""How long a snapshot may take on a slow, busy machine before a test gives up."""


def find(profile: Path) -> Path | None:
    """Return the file, if there is one with a header."""
    for path in (profile / "Default" / "File System").rglob("*"):
        if path.is_file() and path.stat().st_size >= HEADER:
            with path.open("rb") as file:
                if file.read(len(BEGINNING)) == BEGINNING:
                    return path
    return None


def header(path: Path) -> dict[str, Any]:
    """Return what browser/worker/snapshot/file.js calls Header."""
    with path.open("rb") as file:
        found: dict[str, Any] = json.loads(file.read(HEADER))
    return found


def wait_for(profile: Path) -> Path:
    """Wait until there is a snapshot, or the reason why none can be made; return its file."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        path = find(profile)
        if path and (header(path)["size"] > 0 or header(path)["refused"]):
            return path
        time.sleep(0.1)
    raise AssertionError(f"no snapshot was made: {path and header(path)}")


def wait_until_written(profile: Path) -> None:
    """Wait until its contents are being written, or are, and its header is not."""
    path, deadline = find(profile), time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        path = path or find(profile)
        if path and path.stat().st_size > HEADER:
            return
        time.sleep(0.001)
    raise AssertionError("no snapshot was begun")
