"""How long a small JSON request takes: through the bridge, and answered by a service worker."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from playwright.sync_api import Page

BATCH = 50
FETCH = """async ([path, count, together]) => {
  const frame = document.getElementById("app");
  const page = frame ? frame.contentWindow : window;
  const times = [];
  const ask = async () => {
    const begin = performance.now();
    const { answer } = await (await page.fetch(path)).json();
    times.push(performance.now() - begin);
    if (answer !== 42) throw new Error("another answer");
  };
  if (together) await Promise.all(Array.from({ length: count }, ask));
  else for (let n = 0; n < count; n++) await ask();
  return times;
}"""
AT_ONCE = 200


@dataclass
class Times:
    """Milliseconds of each request: one after the other, by FastAPI or by a plain ASGI
    application, and 200 at once."""

    in_turn: list[float] = field(default_factory=list)
    plain: list[float] = field(default_factory=list)
    at_once: list[float] = field(default_factory=list)


def measure(pages: Mapping[str, Page], rounds: int) -> dict[str, Times]:
    """Return the times of each way (`ways.open_pages`), in turn."""
    found = {name: Times() for name in pages}
    for number in range(rounds + 1):
        for name, page in pages.items():
            page.bring_to_front()
            in_turn = page.evaluate(FETCH, ["json", BATCH, False])
            plain = page.evaluate(FETCH, ["plain", BATCH, False])
            at_once = page.evaluate(FETCH, ["json", AT_ONCE, True])
            if number > 0:  # the first batch warms up
                found[name].in_turn += in_turn
                found[name].plain += plain
                found[name].at_once += at_once
    return found
