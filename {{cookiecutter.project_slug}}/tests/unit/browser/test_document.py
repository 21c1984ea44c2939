"""browser/service_worker/document.js and policies.js, under Node.js: a page in the frame."""

import json
import subprocess
from typing import Any

import pytest

from pwa.build.bundle import BROWSER
from pwa.build.npm import command

TAG = "<script></script>"
SCRIPT = "https://example.org/_pwa/page.js"
PROGRAM = """
const [, path, name, given] = process.argv;
const module = await import(path);
console.log(JSON.stringify(module[name](...JSON.parse(given)) ?? null));
"""


def call(file: str, function: str, *arguments: object) -> Any:
    path = (BROWSER / "service_worker" / f"{file}.js").as_uri()
    node = [*command("node"), "--input-type=module", "--eval", PROGRAM]
    done = subprocess.run(
        [*node, path, function, json.dumps(arguments)], capture_output=True, check=True
    )
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<!doctype html>", "<html>"),
        ("\n<!-- a > b -->\n<!DOCTYPE html PUBLIC 'x'>", "\n<html>"),
        ("\xef\xbb\xbf<!doctype html>", "x"),
        ("\xef\xbb\xbf", "<html>"),
        ("", "<html><!doctype html>"),
        ("", ""),
        ("", "text"),
    ],
)
def test_the_tag_comes_behind_the_doctype(before: str, after: str) -> None:
    assert call("document", "insertTag", before + after, TAG) == before + TAG + after


NONCE = "'nonce-own'"


@pytest.mark.parametrize("order", ["little", "big"])
def test_utf_16_gets_no_tag(order: str) -> None:
    encoding = f"utf-16-{order[0]}e"
    document = "\ufeff<!doctype html>".encode(encoding).decode("latin-1")
    assert call("document", "insertTag", document, TAG) == document


@pytest.mark.parametrize(
    ("header", "loosened"),
    [
        ("", []),
        (" ,; , ", []),
        ("frame-ancestors 'none'", []),
        ("img-src x; FRAME-ANCESTORS y", ["img-src x"]),
        # every policy of a list governs by itself
        (
            "frame-ancestors 'none', script-src 'none'",
            [f"script-src 'none'; script-src-elem {NONCE}"],
        ),
        (
            "script-src 'none', frame-ancestors 'none'",
            [f"script-src 'none'; script-src-elem {NONCE}"],
        ),
        (
            "script-src 'nonce-a', default-src b",
            [
                f"script-src 'nonce-a'; script-src-elem 'nonce-a' {NONCE}",
                f"default-src b; script-src-elem b {NONCE}",
            ],
        ),
        # what governs script elements, and it alone
        ("style-src 'nonce-a'; object-src 'none'", ["style-src 'nonce-a'; object-src 'none'"]),
        ("script-src-attr 'none'", ["script-src-attr 'none'"]),
        ("script-srcs 'none'", ["script-srcs 'none'"]),
        ("default-src", [f"default-src; script-src-elem {NONCE}"]),
        ("script-src 'self'", [f"script-src 'self'; script-src-elem 'self' {NONCE}"]),
        ("Script-Src 'NONE' a", [f"Script-Src 'NONE' a; script-src-elem a {NONCE}"]),
        ("script-src-elem b; script-src a", [f"script-src-elem b {NONCE}; script-src a"]),
        ("script-src\ta\n;\f", [f"script-src\ta; script-src-elem a {NONCE}"]),
        # of a name, the first directive counts
        (
            "script-src 'none'; SCRIPT-SRC *; frame-ancestors a; frame-ancestors b",
            [f"script-src 'none'; script-src-elem {NONCE}"],
        ),
        # what is not ASCII does not count
        ("script-src \xe9; default-src a", [f"default-src a; script-src-elem a {NONCE}"]),
        ("frame-ancestors \xe9", []),
        # a nonce would turn 'unsafe-inline' off, if it is on
        (
            "script-src 'unsafe-inline'",
            [f"script-src 'unsafe-inline'; script-src-elem 'unsafe-inline' {SCRIPT}"],
        ),
        (
            "default-src 'Unsafe-Inline' 'nonce-$'",
            [
                f"default-src 'Unsafe-Inline' 'nonce-$'; "
                f"script-src-elem 'Unsafe-Inline' 'nonce-$' {SCRIPT}"
            ],
        ),
        (
            "script-src-elem 'unsafe-inline' 'strict-dynamic'",
            [f"script-src-elem 'unsafe-inline' 'strict-dynamic' {NONCE}"],
        ),
    ],
)
def test_each_policy_is_loosened_for_the_frame_and_one_script(
    header: str, loosened: list[str]
) -> None:
    own = {"url": SCRIPT, "nonce": "own"}
    assert call("policies", "loosenedPolicies", header, own) == loosened


def test_an_address_that_would_end_a_policy_is_escaped() -> None:
    own = {"url": "https://example.org/a,b;c/page.js", "nonce": "own"}
    (policy,) = call("policies", "loosenedPolicies", "script-src-elem 'unsafe-inline'", own)
    assert policy == "script-src-elem 'unsafe-inline' https://example.org/a%2Cb%3Bc/page.js"
