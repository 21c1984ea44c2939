"""browser/service_worker/credentials.js, under Node.js: HTTP's Basic authentication (RFC 7617)."""

import json
import subprocess
from base64 import b64encode
from typing import Any

import pytest

from pwa.build.bundle import BROWSER
from pwa.build.npm import command

PROGRAM = """
const [, path, given] = process.argv;
const module = await import(path);
const cache = new module.CredentialCache();
const does = (name, values) => (name in module ? module : cache)[name](...values);
const calls = JSON.parse(given).map(([name, ...values]) => does(name, values) ?? null);
console.log(JSON.stringify(calls));
"""


def call(*calls: tuple[Any, ...]) -> list[Any]:
    """Call functions of the module, or methods of one cache; return what each gives."""
    path = (BROWSER / "service_worker" / "credentials.js").as_uri()
    node = [*command("node"), "--input-type=module", "--eval", PROGRAM]
    done = subprocess.run([*node, path, json.dumps(calls)], capture_output=True, check=True)
    return list(json.loads(done.stdout))


@pytest.mark.parametrize(
    ("header", "realm", "utf8"),
    [
        ("Basic", "", False),
        ('Basic realm="a"', "a", False),
        ("BASIC Realm=a", "a", False),
        ('basic realm="a, b=\\"c\\" \\\\", charset="UTF-8"', 'a, b="c" \\', True),
        ("Basic charset=utf-8, realm=x", "x", True),
        ('Digest realm="d", nonce="Basic realm=no", Basic realm="a"', "a", False),
        ('Basic realm="a", Digest realm="d", charset="UTF-8"', "a", False),
        ('Basic realm="a", Basic realm="b"', "a", False),
        (
            'Newauth realm="apps", type=1, title="Login to \\"apps\\"", Basic realm="simple"',
            "simple",
            False,
        ),
        (", ,Basic realm = a ,", "a", False),
        ("Negotiate abc==, Basic realm=a", "a", False),
    ],
)
def test_a_challenge(header: str, realm: str, utf8: bool) -> None:
    assert call(("basicChallenge", header)) == [{"realm": realm, "utf8": utf8}]


@pytest.mark.parametrize(
    "header", ["", "Digest realm=a", "Bearer", "Basically realm=a", 'Digest x="Basic"', "=", '"']
)
def test_no_challenge(header: str) -> None:
    assert call(("basicChallenge", header)) == [None]


@pytest.mark.parametrize(
    ("name", "password", "utf8", "encoding"),
    [
        ("Aladdin", "open sesame", False, "ascii"),
        ("test", "123£", True, "utf-8"),
        ("test", "123£", False, "latin-1"),
        ("Łukasz", "🔑", False, "utf-8"),
        ("", "a:b", False, "ascii"),
    ],
)
def test_the_header(name: str, password: str, utf8: bool, encoding: str) -> None:
    sent = b64encode(f"{name}:{password}".encode(encoding)).decode()
    assert call(("authorization", name, password, utf8)) == [f"Basic {sent}"]


def test_they_are_sent_unasked_below_where_they_were_taken() -> None:
    site = "https://x.org/app/"
    urls = ["docs/", "docs/b/c?d", "docs", "other", "documents/", "docs/../admin/"]
    _, _, *found = call(
        ("add", f"{site}docs/a?b=/c/#d/", "one", "Basic 1"),
        ("add", f"{site}docs/b/", "two", "Basic 2"),
        *(("unasked", site + url) for url in urls),
    )
    sent = [one["authorization"] for one in found]
    assert sent == ["Basic 1", "Basic 2", "", "", "", "Basic 1"]  # a URL has no dots (Request.url)


def test_a_realm_has_one_pair_in_all_its_folders() -> None:
    site = "https://x.org/"
    *_, a, b, of, gone, none = call(
        ("add", f"{site}a/", "one", "Basic 1"),
        ("add", f"{site}b/", "one", "Basic 1"),
        ("add", f"{site}b/", "one", "Basic 2"),
        ("unasked", f"{site}a/"),
        ("unasked", f"{site}b/"),
        ("of", "one"),
        ("remove", "Basic 2"),
        ("of", "one"),
    )
    assert (a["authorization"], b["authorization"]) == ("", "Basic 2")
    assert (of, gone, none) == ("Basic 2", True, "")


def test_what_is_known_is_not_news() -> None:
    url = "https://x.org/a/"
    assert call(
        ("add", url, "one", "Basic 1"),
        ("add", f"{url}b/c", "one", "Basic 1"),
        ("add", "https://x.org/", "one", "Basic 1"),
        ("remove", "Basic 9"),
    ) == [True, False, True, False]
