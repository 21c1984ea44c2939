"""browser/service_worker/forms.js, under Node.js: which forms a browser sends a second time."""

import json
import subprocess

import pytest

from pwa.build.bundle import BROWSER
from pwa.build.npm import command

PROGRAM = """
const [, path, given, userAgent] = process.argv;
globalThis.self = { registration: { scope: "https://x.org/" } };
Object.defineProperty(globalThis, "navigator", { value: { userAgent } });
const { isRepeatedForm } = await import(path);
console.log(isRepeatedForm(JSON.parse(given)));
"""

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0"
CHROMIUM = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0.0.0 Safari/537.36"
FORM: dict[str, object] = {"mode": "navigate", "method": "POST"}
# As each sends it for the first time.
FIRST: dict[str, dict[str, object]] = {
    FIREFOX: {"cache": "default"},
    CHROMIUM: {"cache": "no-cache", "isReloadNavigation": False, "isHistoryNavigation": False},
}


def is_repeated(request: dict[str, object], user_agent: str) -> bool:
    path = (BROWSER / "service_worker" / "forms.js").as_uri()
    node = [*command("node"), "--input-type=module", "--eval", PROGRAM]
    done = subprocess.run(
        [*node, path, json.dumps(request), user_agent], capture_output=True, check=True
    )
    return bool(json.loads(done.stdout))


@pytest.mark.parametrize(
    ("user_agent", "seen", "repeated"),
    [
        (FIREFOX, {}, False),
        (FIREFOX, {"cache": "force-cache"}, True),
        (FIREFOX, {"cache": "no-cache"}, True),
        (FIREFOX, {"cache": "no-cache", "method": "GET"}, False),
        (FIREFOX, {"cache": "no-cache", "mode": "cors"}, False),
        (CHROMIUM, {}, False),
        (CHROMIUM, {"isReloadNavigation": True}, True),
        (CHROMIUM, {"isHistoryNavigation": True}, True),
        (CHROMIUM, {"cache": "only-if-cached"}, True),
    ],
)
def test_a_form_that_is_sent_again(
    user_agent: str, seen: dict[str, object], repeated: bool
) -> None:
    assert is_repeated({**FORM, **FIRST[user_agent], **seen}, user_agent) is repeated
