"""Text as people type and paste it."""

import re
import unicodedata

CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""Unicode's Cc, without tab and line break."""

UNSEEN = {"Cc", "Cf", "Mn", "Me", "Zs", "Zl", "Zp"}
"""Categories that show nothing by themselves: they part, join, direct or mark other characters."""
UNSEEN_THOUGH = re.compile(
    "[\u115f\u1160\u3164\uffa0\u2800"  # Hangul fillers, and braille without a dot
    "\U0001d159\U00013441\U00013442"  # null notehead, hieroglyphs' blanks
    "\u2065\ufff0-\ufff8\U000e0000-\U000e0fff]"  # browsers ignore these before they are assigned
)
"""Of other categories; see Default_Ignorable_Code_Point in Unicode's DerivedCoreProperties.txt."""
SEEN_THOUGH = re.compile("[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd]")
"""Of Cf, but signs that span a number: Prepended_Concatenation_Mark in Unicode's PropList.txt."""


def plain(text: str) -> str:
    """Return `text` without what forms and pasting add unseen: CRLF, controls, outer space.

    Text of which nothing shows is empty. Beside what shows, unseen characters have a meaning: they
    join emoji, part Persian letters, and set a direction.
    """
    lines = CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    return lines if any(map(_shows, set(lines))) else ""


def _shows(character: str) -> bool:
    if unicodedata.category(character) in UNSEEN:
        return SEEN_THOUGH.match(character) is not None
    return UNSEEN_THOUGH.match(character) is None
