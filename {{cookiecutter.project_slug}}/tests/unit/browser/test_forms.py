"""browser/service_worker/forms.js, under Node.js: which forms a browser sends a second time."""

import json
import subprocess

import pytest

from pwa.build.bundle import BROWSER
from pwa.build.npm import command

PROGRAM = """
const [, path, given] = process.argv;
globalThis.self = { registration: { scope: "https://x.org/" } };
const { isRepeatedForm } = await import(path);
console.log(isRepeatedForm(JSON.parse(given)));
"""

FORM = {"mode": "navigate", "method": "POST", "cache": "default"}
FLAGS = {"isReloadNavigation": False, "isHistoryNavigation": False}


def is_repeated(request: dict[str, object]) -> bool:
    path = (BROWSER / "service_worker" / "forms.js").as_uri()
    node = [*command("node"), "--input-type=module", "--eval", PROGRAM]
    done = subprocess.run([*node, path, json.dumps(request)], capture_output=True, check=True)
    return bool(json.loads(done.stdout))


@pytest.mark.parametrize(
    ("seen", "repeated"),
    [
        ({}, False),
        (FLAGS, False),
        ({**FLAGS, "isReloadNavigation": True}, True),
        ({**FLAGS, "isHistoryNavigation": True}, True),
        ({"cache": "only-if-cached"}, True),
        ({"cache": "force-cache"}, True),
        ({"cache": "no-cache"}, True),
        ({"method": "GET", "cache": "no-cache"}, False),
        ({"mode": "cors", "cache": "no-cache"}, False),
    ],
)
def test_a_form_that_history_sends(seen: dict[str, object], repeated: bool) -> None:
    assert is_repeated({**FORM, **seen}) is repeated
