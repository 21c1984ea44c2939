"""Python that this machine's Python does not read: is it wrong, or only newer?

The browser's Python is 3.14. An older one here refuses what is right there, such as `except A, B:`
(PEP 758), a template string (PEP 750) or `type X = int` (PEP 695). Ruff knows the syntax of each
version.
"""

import io
import json
import subprocess
import sys
import tokenize
from dataclasses import dataclass
from typing import TypeAlias

Version: TypeAlias = tuple[int, int]
BROWSER: Version = (3, 14)
"""The version of Python in the browser."""
RUFF = (sys.executable, "-m", "ruff", "check", "--isolated", "--no-cache", "--output-format=json")
SYNTAX = "invalid-syntax"
"""What ruff always looks for."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a file is that cannot be read here."""

    line: int
    wrong: bool
    """Whether it is wrong in the browser, too."""
    why: str


def judge(data: bytes, error: SyntaxError, here: Version = sys.version_info[:2]) -> Judgement:
    """Say what a file is that Python `here` refuses with `error`."""
    line, message = error.lineno or 1, str(error.msg)
    if here < BROWSER:
        try:
            encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
            text = data.decode(encoding)
        except (SyntaxError, UnicodeDecodeError):
            return Judgement(line, True, message)
        newest = _problems(text, BROWSER)
        if newest is None:
            without = "and ruff, which knows other versions, is not installed"
            return Judgement(line, False, f"{message}, {without}")
        if newest:
            return Judgement(*newest[0])
        # What ruff takes for right here, too, is wrong for another reason: nested too deeply, say.
        # Of f-strings before Python 3.12 it does not know all (PEP 701).
        newer = bool(_problems(text, here)) or message.startswith("f-string")
        return Judgement(line, not newer, message)
    return Judgement(line, True, message)


def _problems(text: str, version: Version) -> list[tuple[int, bool, str]] | None:
    """Return what is no Python of a version, as (line, True, what); None without ruff."""
    target = f"--target-version=py{version[0]}{version[1]}"
    # It wants one rule at least.
    done = subprocess.run(
        [*RUFF, target, "--select=F404", "--stdin-filename=app.py", "-"],
        input=text.encode(),
        capture_output=True,
    )
    if done.returncode not in {0, 1}:
        return None
    found = [item for item in json.loads(done.stdout) if item["name"] == SYNTAX]
    return [(item["location"]["row"], True, item["message"]) for item in found]
