"""Records and forms that the tests start from, and text that is hard on an app."""

from typing import Any
from uuid import UUID, uuid4

Fields = dict[str, Any]

HOSTILE = {
    "html": "<script>alert(1)</script>&amp;",
    "quotes": "\"double\" 'single' `back`",
    "sql": "'); DROP TABLE record; --",
    "template": "{{ 7 * 7 }} {% raw %}",
    "wildcards": r"100% _ \ [a-z]*",
    "right to left": "עדות \u202eשדה\u202c عينة",
    "emoji": "🦦👩🏽‍🌾🇨🇭",
    "long word": "x" * 200,
    "combining": "e\u0301 Å ﬁ",
}

HARD = {
    **HOSTILE,
    "words": " ".join(map(str, range(998))),
    "many words": " ".join(map(str, range(40_000))),
    "a word": "x" * 50_001,
    "a CJK word": "字" * 16_667,
    "wildcards only": "%" * 25_001,
    "digits": "9" * 5000,
    "number": str(10**30),
    "negative": str(-(10**30)),
    "no number": "NaN",
    "infinite": "-Infinity",
    "huge": "1e999",
    "year 0": "0000-01-01T00:00",
    "year 1": "0001-01-01T00:00",
    "year 10000": "10000-01-01T00:00",
    "last hour": "9999-12-31T23:59",
    "id": str(UUID(int=2**128 - 1)),
    "controls": "a\x00b\x07\x1f\x7f\x85",
    "half a pair": "\ud800",
    "half a pair in other encodings": r"\ud800 +2AA-",
    "folder": "../../app.db",
    "unseen": "\u200b\ufeff\u2060",
    "nested": "[" * 100_000,
}
"""Text for every field and parameter."""


def form(**changes: str) -> dict[str, str]:
    """Return what the form sends for a new record."""
    return {
        "id": str(uuid4()),
        "version": "",
        "title": "Oak",
        "category": "plant",
        "value": "12.5",
        "observed_at": "2026-06-01T09:30",
        "utc_offset": "0",
        "note": "By the gate",
        "latitude": "47.376889",
        "longitude": "8.541694",
        "accuracy": "4.2",
        **changes,
    }


def record(**changes: Any) -> Fields:
    """Return the same record as the API takes it."""
    return {
        "id": str(uuid4()),
        "title": "Oak",
        "category": "plant",
        "value": 12.5,
        "observed_at": "2026-06-01T09:30:00Z",
        "note": "By the gate",
        "latitude": 47.376889,
        "longitude": 8.541694,
        "accuracy": 4.2,
        **changes,
    }
