"""Everything at once, at random: each request ends, and the next one is answered.

Runs inside a generated project: a minute, or FUZZ_SECONDS (`make fuzz`: an hour). FUZZ_SEED repeats
a run's choices, though not their order in time.
"""

import json
import os
import random
from pathlib import Path

import pytest
from tests.browser.device import Device

SECONDS = float(os.environ.get("FUZZ_SECONDS", 60))
SEED = int(os.environ.get("FUZZ_SEED", random.randrange(2**31)))
GROWTH = 64 << 20
"""Bytes by which WebAssembly's memory may grow after the first quarter: it never gets smaller."""

FUZZ = Path(__file__).with_name("fuzz.js").read_text("utf-8")


@pytest.fixture(scope="module")
def prefix() -> str:
    return "/sub/"


def test_whatever_pages_do_at_once_every_request_ends(installed: tuple[Device, str]) -> None:
    device, url = installed
    tab = device.open(url)

    def state() -> list[int]:
        found: list[int] = json.loads(tab.fetch("/sub/state")[1])
        return found

    def fuzz(seed: int, seconds: float) -> dict[str, int]:
        done, late, wrong = tab.run(FUZZ, [seed, seconds])
        assert (late, wrong) == ([], []), f"FUZZ_SEED={SEED}: {done}"
        assert tab.fetch("/sub/plain") == (200, "plain"), f"FUZZ_SEED={SEED}"
        return dict(done)

    def settled() -> int:
        """How many tasks are left when nothing is asked any more."""
        for _ in range(200):
            tasks, _ = state()
            if tasks == idle:
                break
            tab.page.wait_for_timeout(50)
        return tasks

    idle, _ = state()
    fuzz(SEED, SECONDS / 4)
    assert settled() == idle, f"FUZZ_SEED={SEED}"
    _, before = state()
    done = fuzz(SEED + 1, SECONDS * 3 / 4)
    assert settled() == idle, f"FUZZ_SEED={SEED}"
    assert state()[1] - before < GROWTH, f"FUZZ_SEED={SEED}"
    assert {"200", "500", "AbortError", "closed 1006"} <= done.keys(), done
    assert tab.page.get_attribute("html", "data-pwa-state") == "ready"
