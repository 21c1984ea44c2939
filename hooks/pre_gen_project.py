"""Refuse answers that cannot work, one sentence each, before anything is written.

Runs with cookiecutter's own Python: standard library only. Cookiecutter renders this file with
Jinja first; `tojson` keeps every quote, backslash and non-ASCII character out of the source.
"""

import json
import re
import sys
import unicodedata

ANSWERS: dict[str, str] = json.loads(r"""{{ cookiecutter | tojson }}""")

LONGEST_SLUG = 50  # leaves room for the project's own paths under Windows' limit of 260
LONGEST_TEXT = {"project_name": 80, "author_name": 120, "description": 300}

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")

# https://learn.microsoft.com/windows/win32/fileio/naming-a-file
NUMBERED_DEVICES = {f"{port}{number}" for port in ("com", "lpt") for number in range(10)}
DEVICES = {"con", "prn", "aux", "nul"} | NUMBERED_DEVICES

# Unicode categories: control, surrogate (a byte that was not UTF-8), line and paragraph separator.
NOT_ONE_LINE = {"Cc", "Cs", "Zl", "Zp"}


def check_slug(slug: str) -> str | None:
    if not SLUG.fullmatch(slug):
        return (
            f"project_slug {slug!a} must be lowercase letters and digits, "
            "with single hyphens between them, for example field-survey."
        )
    if len(slug) > LONGEST_SLUG:
        return f"project_slug has {len(slug)} characters, and at most {LONGEST_SLUG} can be used."
    if slug in DEVICES:
        return f"project_slug {slug!a} names a device on Windows and cannot name a folder there."
    return None


def check_colour(colour: str) -> str | None:
    if not COLOUR.fullmatch(colour):
        return (
            f"theme_color {colour!a} must be a hash sign and six hexadecimal digits, "
            "for example #14532d."
        )
    return None


def check_text(question: str, text: str) -> str | None:
    longest = LONGEST_TEXT[question]
    if not text.strip():
        return f"{question} must not be empty."
    if any(unicodedata.category(character) in NOT_ONE_LINE for character in text):
        return f"{question} {text!a} must be one line of text without control characters."
    if len(text) > longest:
        return f"{question} has {len(text)} characters, and at most {longest} can be used."
    return None


def main() -> int:
    refusals = [check_text(question, ANSWERS[question]) for question in LONGEST_TEXT]
    refusals += [check_slug(ANSWERS["project_slug"]), check_colour(ANSWERS["theme_color"])]
    sentences = [sentence for sentence in refusals if sentence]
    for sentence in sentences:
        print(sentence, file=sys.stderr)
    return 1 if sentences else 0


if __name__ == "__main__":
    sys.exit(main())
