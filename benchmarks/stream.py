"""How fast 100 MB stream into a page, and how much memory that takes."""

import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page

WAYS = ("bridge", "alone")
"""The reference way hands over whole answers only."""
SIZE = 400 * 256 * 1024
READ = """async (size) => {
  const frame = document.getElementById("app");
  const page = frame ? frame.contentWindow : window;
  const begin = performance.now();
  const reader = (await page.fetch("stream")).body.getReader();
  let read = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    read += value.length;
  }
  if (read !== size) throw new Error(`${read} bytes`);
  return performance.now() - begin;
}"""
SAMPLE_SECONDS = 0.01


@dataclass
class Streams:
    """Milliseconds of streams; of others, the MB by which the browser grew at most."""

    ms: list[float] = field(default_factory=list)
    mb: list[float] = field(default_factory=list)


def measure(pages: Mapping[str, Page], browser: int, rounds: int) -> dict[str, Streams]:
    """Return what each way of WAYS takes; `browser` is the process that leads its session."""
    found = {name: Streams() for name in WAYS}
    for number in range(rounds + 1):
        for name, streams in found.items():
            pages[name].bring_to_front()
            ms = pages[name].evaluate(READ, SIZE)
            with growth_of(browser) as growth:
                pages[name].evaluate(READ, SIZE)
            if number > 0:  # the first one warms up
                streams.ms.append(ms)
                streams.mb += growth
    return found


@contextmanager
def growth_of(session: int) -> Iterator[list[float]]:
    """Watch the memory of a session's processes; the list has its growth, in MB, afterwards."""
    before = peak = resident(session)
    done = threading.Event()
    growth: list[float] = []

    def watch() -> None:
        nonlocal peak
        while not done.wait(SAMPLE_SECONDS):
            peak = max(peak, resident(session))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield growth
    finally:
        done.set()
        watcher.join()
        growth.append((peak - before) / 1e6)


def resident(session: int) -> int:
    """Return the bytes of memory that the processes of a session hold (proc(5): Linux only)."""
    pages = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
            if int(fields[3]) == session:
                pages += int(fields[21])
        except (OSError, IndexError):
            continue  # it ended meanwhile
    return pages * os.sysconf("SC_PAGE_SIZE")
