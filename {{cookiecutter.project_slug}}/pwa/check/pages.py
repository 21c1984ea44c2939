"""What pages and scripts of the application ask for that a frame or a service worker lacks.

Read line by line, as templates are no HTML yet. docs/limits.md of asgi-pwa has the whole table.
"""

import re
from collections.abc import Iterator
from pathlib import Path, PurePath
from typing import NamedTuple

from .finding import Finding, Severity

SUFFIXES = {".html", ".htm", ".jinja", ".jinja2", ".j2", ".js", ".mjs"}
ACCEPTED = re.compile(r"(#|//|/\*|<!--|\{#)\s*pwa:\s*ok\b")


class PageRule(NamedTuple):
    """What to say of a line that matches."""

    pattern: re.Pattern[str]
    severity: Severity
    text: str


RULES = [
    PageRule(
        re.compile(r"""\.open\(\s*["'`]\w+["'`]\s*,[^;]*,\s*(false|!1)\b"""),
        Severity.ERROR,
        "A synchronous `XMLHttpRequest` goes past the app in Chromium, and fails. "
        "Send it asynchronously, or use `fetch()`.",
    ),
    PageRule(
        re.compile(r"\basync\s*:\s*(false|!1)\b"),
        Severity.ERROR,
        "`async: false` makes a synchronous request, which goes past the app in Chromium, and "
        "fails. Leave it out.",
    ),
    PageRule(
        re.compile(r"<(object|embed)\b", re.I),
        Severity.NOTE,
        "`<object>` and `<embed>` show files of the app, but none of its pages. "
        "For a page use `<iframe>`.",
    ),
    PageRule(
        re.compile(
            r"\b(window\.)?top\s*[!=]==?\s*(window\.)?(self|window|this)\b|"
            r"\b(self|window|this)\s*[!=]==?\s*(window\.)?top\b"
        ),
        Severity.NOTE,
        "`top` is the app's shell: a page that will not be framed is shown all the same. "
        "Say it by `Content-Security-Policy: frame-ancestors` instead.",
    ),
    PageRule(
        re.compile(r"serviceWorker\s*(\?\.|\.)\s*register\s*\("),
        Severity.NOTE,
        "`serviceWorker.register()` registers nothing here: the app has its service worker "
        "already. Remove it, or let it do without.",
    ),
]


def check_pages(root: Path, package: PurePath) -> Iterator[Finding]:
    """Yield what is found in the application's own pages and scripts, not in what it vendors."""
    for path in sorted((root / package).rglob("*")):
        file = PurePath(path.relative_to(root))
        if path.suffix in SUFFIXES and path.is_file() and not _is_foreign(file):
            yield from _check(file, path.read_text("utf-8", "replace"))


def _is_foreign(file: PurePath) -> bool:
    folders = {"vendor", "node_modules", "__pycache__"}
    return bool(folders & set(file.parts)) or ".min." in file.name


def _check(file: PurePath, text: str) -> Iterator[Finding]:
    for number, line in enumerate(text.splitlines(), 1):
        if ACCEPTED.search(line):
            continue
        for rule in RULES:
            if rule.pattern.search(line):
                yield Finding(file, number, rule.severity, rule.text)
