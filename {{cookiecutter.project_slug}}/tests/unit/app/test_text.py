"""app/text.py: text of which nothing shows is empty; beside what shows, everything stays."""

import sys
import unicodedata

import pytest

from app.text import plain

SHOWN = {
    "emoji joined": "👩🏽\u200d🌾",
    "an emoji's flag": "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
    "an emoji's look": "❤\ufe0f",
    "a Persian word": "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
    "a direction": "\u200f\u05e9\u05d3\u05d4\u200e",
    "a soft hyphen": "Wald\u00adrand",
    "a mark on a letter": "e\u0301",
    "an Arabic sign of Cf": "\u06dd",
    "a sign": "…",
    "private use": "\ue000",
}
UNSEEN = {
    "zero width": "\u200b\u200c\u200d\u2060\ufeff",
    "directions": "\u200e\u200f\u202e\u202c\u2066\u2069",
    "spaces": "\u00a0\u2003\u3000\u202f",
    "lines": "\n\u2028\u2029\u0085",
    "fillers": "\u115f\u1160\u3164\uffa0",
    "braille": "\u2800",
    "marks": "\u0301\u20dd\ufe0f\U000e0100",
    "tags": "\U000e0001\U000e0041",
    "controls": "\x00\x07\x1b",
    "soft hyphen": "\u00ad",
    "all of them": "\u200b \u2800\n\u3164\ufe0f",
}


@pytest.mark.parametrize("text", SHOWN.values(), ids=SHOWN)
def test_what_shows_stays_as_it_is(text: str) -> None:
    assert plain(text) == text
    assert plain(f"Oak {text}") == f"Oak {text}"


@pytest.mark.parametrize("text", UNSEEN.values(), ids=UNSEEN)
def test_text_of_which_nothing_shows_is_empty(text: str) -> None:
    assert plain(text) == ""


def test_every_letter_digit_and_sign_shows() -> None:
    """But for blanks that Unicode counts among them."""
    shown = [c for c in map(chr, range(sys.maxunicode)) if unicodedata.category(c)[0] in "LNPS"]
    blank = set("\u115f\u1160\u3164\uffa0\u2800\U0001d159\U00013441\U00013442")
    assert {c for c in shown if plain(c) != c} <= blank


def test_no_space_control_or_mark_shows_alone() -> None:
    unseen = {"Cc", "Zs", "Zl", "Zp", "Mn", "Me"}
    alone = [c for c in map(chr, range(sys.maxunicode)) if unicodedata.category(c) in unseen]
    assert all(plain(c) == "" for c in alone)
