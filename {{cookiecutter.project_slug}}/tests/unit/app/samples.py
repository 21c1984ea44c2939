"""Records and forms that the tests start from, and text that is hard on an app."""

from typing import Any
from uuid import uuid4

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
