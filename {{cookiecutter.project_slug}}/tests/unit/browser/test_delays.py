"""browser/service_worker/delays.js, under Node.js, with its own clock: what the shells are told.

A case is a story of [seconds, what]: "begin x", "end x", "hang" (the worker reacts no more),
"react", "gone" (there is none), "forgive". Told is [seconds, waiting, hangs].
"""

import json
import subprocess

import pytest

from pwa.build.bundle import BROWSER
from pwa.build.npm import command

PROGRAM = """
import { mock } from "node:test";
const [, path, given, until] = process.argv;
const { Delays } = await import(path);
mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
let second = 0;
const all = [];
const told = (message) => all.push([second, message.waiting, message.hangs ?? null]);
const worker = { there: true, hangs: false, asked: false };
const delays = new Delays(told, () => {
  if (!worker.there) return true;
  const sign = worker.asked ? !worker.hangs : undefined;
  worker.asked = true;
  return sign;
});
const over = new Map();
const does = {
  begin: (name) => over.set(name, delays.begin()),
  end: (name) => over.get(name)(),
  hang: () => (worker.hangs = true),
  react: () => (worker.hangs = false),
  gone: () => (worker.there = false),
  forgive: () => delays.forgive(),
};
const story = JSON.parse(given);
for (; second <= Number(until); second++, mock.timers.tick(1000)) {
  for (const [at, what] of story) {
    const [action, name] = what.split(" ");
    if (at === second) does[action](name);
  }
}
console.log(JSON.stringify(all));
"""

Told = list[tuple[int, bool, bool | None]]


def told(*story: tuple[int, str], until: int = 120) -> Told:
    """Everything that the shells are told, again and again."""
    path = (BROWSER / "service_worker" / "delays.js").as_uri()
    node = [*command("node"), "--input-type=module", "--eval", PROGRAM]
    done = subprocess.run(
        [*node, path, json.dumps(story), str(until)], capture_output=True, check=True
    )
    return [tuple(entry) for entry in json.loads(done.stdout)]


def shown(all_told: Told) -> Told:
    """What a tab shows of it: each change."""
    changes: Told = []
    for second, waiting, hangs in all_told:
        known = changes[-1][2] if hangs is None and changes else hangs
        if not changes or changes[-1][1:] != (waiting, known):
            changes.append((second, waiting, known))
    return changes


def busy(end: int) -> list[tuple[int, str]]:
    """Other requests that come and go, some of them slow themselves."""
    story: list[tuple[int, str]] = []
    for number, second in enumerate(range(1, end, 3)):
        story += [(second, f"begin {number}"), (second + 1 + number % 9, f"end {number}")]
    return story


def test_what_is_answered_soon_is_not_said() -> None:
    assert told((0, "begin a"), (4, "end a"), (4, "begin b"), (8, "end b")) == []


def test_a_slow_request_is_said_until_it_ends() -> None:
    said = told((0, "begin a"), (22, "end a"))
    assert shown(said) == [(5, True, None), (10, True, False), (22, False, False)]


@pytest.mark.parametrize("others", [[], busy(100)])
def test_a_worker_that_hangs_is_said_once_and_for_all(others: list[tuple[int, str]]) -> None:
    said = told((0, "hang"), (0, "begin a"), *others, (110, "end a"))
    assert shown(said) == [(5, True, None), (35, True, True), (110, False, False)]


def test_it_is_said_again_for_tabs_that_come_meanwhile() -> None:
    said = told((0, "hang"), (0, "begin a"), until=60)
    assert [second for second, *_ in said] == list(range(5, 61, 5))


def test_before_it_is_known_what_was_said_before_a_restart_holds() -> None:
    said = told((0, "hang"), (0, "begin a"), until=60)
    assert {hangs for second, _, hangs in said if second < 35} == {None}


@pytest.mark.parametrize(("what", "second"), [("react", 55), ("gone", 55), ("forgive", 51)])
def test_it_hangs_no_more(what: str, second: int) -> None:
    said = told((0, "hang"), (0, "begin a"), (51, what), until=75)
    assert shown(said) == [(5, True, None), (35, True, True), (second, True, False)]


def test_many_slow_requests_end_one_by_one() -> None:
    story = [(second, f"begin {second}") for second in range(5)]
    said = told(*story, *((20 + second, f"end {second}") for second in range(5)))
    assert shown(said) == [(5, True, None), (10, True, False), (24, False, False)]
    assert [entry for entry in said if entry[0] > 20] == [(24, False, False)]


def test_a_worker_that_reacts_is_never_said_to_hang() -> None:
    said = told((0, "begin a"), *busy(100), (110, "end a"))
    assert {hangs for _, _, hangs in said} == {None, False}
