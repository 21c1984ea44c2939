"""What SQLAlchemy's AsyncSession takes against its Session, in the browser and natively."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page

from .storage import FETCH

COUNT = 50
"""Rows in one batch."""
WAYS = ("session", "async_session")
NATIVELY = """
import asyncio, json, sys
sys.path.insert(0, {folder!r})
from application.sessions import by_async_session, by_session

async def main():
    found = {{"session": [], "async_session": []}}
    for number in range({batches} + 1):
        taken = await by_session({count}), await by_async_session({count})
        if number > 0:
            for name, ms in zip(found, taken):
                found[name].append(ms / {count})
    return found

print(json.dumps(asyncio.run(main())))
"""


def measure(page: Page, batches: int) -> dict[str, list[float]]:
    """Return the milliseconds of a row by each way in the browser, measured in turn."""
    found: dict[str, list[float]] = {name: [] for name in WAYS}
    for number in range(batches + 1):
        for name in WAYS:
            _, text = page.evaluate(FETCH, [f"{name}/{COUNT}", {"method": "POST"}])
            if number > 0:  # the first batch warms up
                found[name].append(float(json.loads(text)) / COUNT)
    return found


def natively(batches: int) -> dict[str, list[float]]:
    """Return the same of CPython with greenlet and threads, on this machine's disk."""
    script = NATIVELY.format(folder=str(Path(__file__).parent), batches=batches, count=COUNT)
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "DATA_DIR": folder},
            stdout=subprocess.PIPE,
            check=True,
        )
    found: dict[str, list[float]] = json.loads(done.stdout)
    return found
