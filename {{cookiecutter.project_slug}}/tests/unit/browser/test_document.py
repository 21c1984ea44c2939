"""browser/service_worker/document.js, under Node.js: what is changed in a page for the frame."""

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
console.log(JSON.stringify(module[name](...JSON.parse(given))));
"""


def call(function: str, *arguments: str) -> Any:
    path = (BROWSER / "service_worker" / "document.js").as_uri()
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
        ("\ufeff<!doctype html>", "x"),
        ("", "<html><!doctype html>"),
        ("", ""),
        ("", "text"),
    ],
)
def test_the_tag_comes_behind_the_doctype(before: str, after: str) -> None:
    assert call("insertTag", before + after, TAG) == before + TAG + after


@pytest.mark.parametrize(
    ("policy", "framed"),
    [
        ("", "frame-ancestors 'self'"),
        ("frame-ancestors 'none'", "frame-ancestors 'self'"),
        ("img-src x; FRAME-ANCESTORS y", "img-src x; frame-ancestors 'self'"),
        ("script-src 'none'", f"script-src {SCRIPT}; frame-ancestors 'self'"),
        ("script-src 'self'", f"script-src 'self' {SCRIPT}; frame-ancestors 'self'"),
        (
            "default-src 'self'",
            f"default-src 'self'; script-src 'self' {SCRIPT}; frame-ancestors 'self'",
        ),
        (
            "script-src a; script-src-elem b",
            f"script-src a; script-src-elem b {SCRIPT}; frame-ancestors 'self'",
        ),
        ("script-src 'nonce-abc'", "script-src 'nonce-abc'; frame-ancestors 'self'"),
    ],
)
def test_the_policy_lets_the_frame_and_one_script_in(policy: str, framed: str) -> None:
    assert call("framedPolicy", policy, SCRIPT) == framed
