"""`python -m benchmarks`, in the folder of a built project: measure, print, write JSON."""

import argparse
import itertools
import json
import statistics
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright
from pwa.build.settings import read_settings
from pwa.screenshots.chromium import find_chromium
from tests.browser.device import Device

from . import request, sessions, start, storage, stream, visits, ways

NAIVE = "the naive start, to its first answer"
NAIVE_VISIT = "a first visit the naive way"
FIRST_VISIT = "a first visit"
ALONE = "a service worker that answers by itself"
ROLLBACK = "sqlite-wasm, opfs-sahpool"
WAL = "sqlite-wasm, opfs-sahpool, exclusive WAL"
REFERENCE = "the reference way: client look-up, page, worker"


def main() -> None:
    """Run every comparison and report it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="where to write the numbers")
    parser.add_argument("--starts", type=int, default=7, help="starts of each kind")
    parser.add_argument("--visits", type=int, default=3, help="first visits of each kind")
    parser.add_argument("--batches", type=int, default=20, help="batches of requests of each kind")
    parser.add_argument("--streams", type=int, default=7, help="streams of 100 MB of each kind")
    parser.add_argument("--large", action="store_true", help="open a database of 1 GB too")
    options = parser.parse_args()
    settings = read_settings(Path.cwd())
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        folder = Path(temporary)

        def device(name: str) -> Device:
            profile = folder / name
            profile.mkdir()
            return Device(playwright, find_chromium(), profile)

        start.make_naive(settings, folder / "naive")
        devices = (device(f"new{number}") for number in itertools.count())
        starts = start.measure(devices, settings, folder / "naive", options.starts)
        news = folder / "news"
        visited = visits.measure(devices, settings, folder / "naive", news, options.visits)
        site = ways.make_site(settings, folder / "project")
        start.make_naive(read_settings(folder / "project"), folder / "reference")
        storage.make_commits(settings.cache, folder / "commits")
        browser = device("b")
        with ways.open_pages(browser, site, folder / "reference") as pages:
            assert browser.process is not None
            requests = request.measure(pages, options.batches)
            streams = stream.measure(pages, browser.process.pid, options.streams)
            with storage.open_commits(browser, folder / "commits") as other:
                commits = storage.commits_per_second(pages["bridge"], other, options.batches)
            in_sessions = sessions.measure(pages["bridge"], options.batches)
            saving = storage.save_and_read(pages["bridge"], 10 * options.batches)
        sizes = [1, 100, 1000] if options.large else [1, 100]
        natively = sessions.natively(options.batches)
        opened = storage.openings(device("c"), site, sizes)
    snapshot, bytecode, naive = (starts[name] for name in ("snapshot", "bytecode", "naive"))
    first, first_naive = visited["own"], visited["naive"]
    bridge, alone, reference = (requests[name] for name in ("bridge", "alone", "reference"))
    rows = [
        row("start from a snapshot", "p50", snapshot.worker, naive.worker, NAIVE),
        row("start from bytecode", "p50", bytecode.worker, naive.worker, NAIVE),
        row("tap to page, snapshot", "p50", snapshot.tap, naive.tap, NAIVE),
        row("tap to page, bytecode", "p50", bytecode.tap, naive.tap, NAIVE),
        row("tap to page, new device", "p50", first.ms, first_naive.ms, NAIVE_VISIT),
        row("first visit", "p50", first.mb, first_naive.mb, NAIVE_VISIT, "MB"),
        row("after a changed line", "p50", visited["update"].mb, first.mb, FIRST_VISIT, "MB"),
        row("small JSON, plain ASGI", "p50", bridge.plain, alone.plain, ALONE),
        row("small JSON, plain ASGI", "p99", bridge.plain, alone.plain, ALONE),
        row("small JSON, plain ASGI", "p50", bridge.plain, reference.plain, REFERENCE),
        row("small JSON by FastAPI", "p50", bridge.in_turn, alone.in_turn, ALONE),
        row("small JSON by FastAPI", "p99", bridge.in_turn, alone.in_turn, ALONE),
        row("small JSON by FastAPI", "p50", bridge.in_turn, reference.in_turn, REFERENCE),
        row("small JSON by FastAPI", "p99", bridge.in_turn, reference.in_turn, REFERENCE),
        row("one of 200 at once", "p99", bridge.at_once, alone.at_once, ALONE),
        row("one of 200 at once", "p99", bridge.at_once, reference.at_once, REFERENCE),
        row("stream of 100 MB", "p50", streams["bridge"].ms, streams["alone"].ms, ALONE),
        row("  memory at its peak", "p50", streams["bridge"].mb, streams["alone"].mb, ALONE, "MB"),
        row("durable commits", "p50", commits["bridge"], commits["raw"], "append and flush", "/s"),
        row("durable commits", "p50", commits["bridge"], commits["rollback"], ROLLBACK, "/s"),
        row("durable commits", "p50", commits["bridge"], commits["wal"], WAL, "/s"),
        row("save a record", "p50", saving["save"], saving["read"], "read a small JSON"),
        row("save a record", "p99", saving["save"], saving["read"], "read a small JSON"),
    ]
    for where, found in (("", in_sessions), (", natively", natively)):
        mine, theirs = found["async_session"], found["session"]
        rows.append(row(f"AsyncSession{where}", "p50", mine, theirs, f"Session{where}"))
    for size, it in opened.items():
        rows.append(row(f"open {size} MB", "p50", it.ms, opened[1].ms, "open 1 MB"))
        rows.append(row("  memory that it takes", "p50", it.mb, it.sizes, "its size", "MB"))
    options.out.write_text(json.dumps({"rows": rows}, indent=2) + "\n")
    print(f"\n{'':24}{'':>5}{'':>4}{'this':>10}{'against':>10}{'ratio':>8}")
    for line in rows:
        numbers = f"{line['this']:>10.4g}{line['against']:>10.4g}{line['ratio']:>8.2f}"
        print(f"{line['name']:24}{line['of']:>5}{line['unit']:>4}{numbers}  {line['other']}")


def row(
    name: str, of: str, own: list[float], others: list[float], other: str, unit: str = "ms"
) -> dict[str, Any]:
    """Return a percentile of both and their ratio: below 1 is less than what it is against.

    Less is better, but of what is done in a second (unit "/s") more is.
    """
    mine, theirs = (percentile(found, int(of[1:])) for found in (own, others))
    return {
        "name": name,
        "of": of,
        "unit": unit,
        "this": mine,
        "against": theirs,
        "other": other,
        "ratio": mine / theirs,
        "samples": len(own),
    }


def percentile(found: list[float], percent: int) -> float:
    """Return the value below which `percent` of what was found lie; of one alone, that one."""
    if len(found) == 1:
        return found[0]
    return statistics.quantiles(found, n=100, method="inclusive")[percent - 1]


if __name__ == "__main__":
    main()
