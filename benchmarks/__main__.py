"""`python -m benchmarks`, in the folder of a built project: measure, print, write JSON."""

import argparse
import json
import statistics
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright
from pwa.build.settings import read_settings
from tests.browser.chromium import find_chromium
from tests.browser.device import Device

from . import request, start


def main() -> None:
    """Run every comparison and report it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="where to write the numbers")
    parser.add_argument("--starts", type=int, default=7, help="starts of each kind")
    parser.add_argument("--batches", type=int, default=20, help="batches of requests of each kind")
    options = parser.parse_args()
    settings = read_settings(Path.cwd())
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        folder = Path(temporary)

        def device(name: str) -> Device:
            profile = folder / name
            profile.mkdir()
            return Device(playwright, find_chromium(), profile)

        start.make_naive(settings, folder / "naive")
        starts = start.measure(device("a"), settings, folder / "naive", options.starts)
        site = request.make_site(settings, folder / "project")
        requests = request.measure(device("b"), site, options.batches)
    rows = [
        row("start to first answer", starts["build"], starts["naive"], "the naive start"),
        row("small JSON request", requests["bridge"], requests["alone"], "service worker alone"),
    ]
    options.out.write_text(
        json.dumps({"rows": rows, "ms": {**starts, **requests}}, indent=2) + "\n"
    )
    print(f"\n{'':24}{'p50 ms':>10}{'against':>10}{'ratio':>8}")
    for found in rows:
        numbers = f"{found['ms']:>10.1f}{found['against_ms']:>10.1f}{found['ratio']:>8.2f}"
        print(f"{found['name']:24}{numbers}  {found['against']}")


def row(name: str, own: list[float], other: list[float], against: str) -> dict[str, Any]:
    """Return medians of both and their ratio: below 1 is faster than what it is compared to."""
    mine, theirs = statistics.median(own), statistics.median(other)
    return {
        "name": name,
        "ms": mine,
        "against": against,
        "against_ms": theirs,
        "ratio": mine / theirs,
        "samples": len(own),
    }


if __name__ == "__main__":
    main()
