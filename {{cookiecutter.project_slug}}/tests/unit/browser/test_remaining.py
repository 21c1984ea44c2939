"""browser/shell/remaining.js, under Node.js: how long a download still takes."""

import json
import subprocess
from typing import Any

from pwa.build.bundle import BROWSER
from pwa.build.npm import command

PROGRAM = """
const [, path, given] = process.argv;
const { Remaining, inWords } = await import(path);
const remaining = new Remaining();
const found = JSON.parse(given).map((seen) => remaining.seconds(...seen));
console.log(JSON.stringify(found.map((seconds) => [seconds, inWords(seconds)])));
"""


def said(*seen: tuple[int, int, int]) -> list[Any]:
    """What is found at each (milliseconds, bytes that came by this try, bytes to come)."""
    path = (BROWSER / "shell" / "remaining.js").as_uri()
    node = [*command("node"), "--input-type=module", "--eval", PROGRAM]
    done = subprocess.run([*node, path, json.dumps(seen)], capture_output=True, check=True)
    return list(json.loads(done.stdout))


def test_nothing_is_said_before_it_is_known() -> None:
    assert said((0, 0, 900), (2900, 100, 800), (3100, 100, 800))[:2] == [[None, ""]] * 2
    assert said((0, 0, 900), (5000, 0, 900)) == [[None, ""]] * 2


def test_it_is_as_fast_as_of_late() -> None:
    slow, fast = said((0, 0, 20_000), (10_000, 1000, 19_000), (40_000, 20_000, 1000))[1:]
    assert slow == [190, ", about 3 minutes left"]
    assert fast[0] is None  # what was seen is too old
    assert said((0, 0, 9), (30_000, 50, 900), (40_000, 150, 800))[-1][0] == 80


def test_another_try_begins_anew() -> None:
    assert said((0, 0, 900), (4000, 400, 500), (5000, 0, 500))[-1] == [None, ""]


def test_the_words() -> None:
    for left, words in (
        (59, "less than a minute left"),
        (60, "about a minute left"),
        (600, "about 10 minutes left"),
        (7200, "about 2 hours left"),
    ):
        assert said((0, 0, 0), (10_000, 10, left))[-1][1] == f", {words}"
