"""check/finding.py: one line each, whatever the file is called."""

from pathlib import PurePath

import pytest

from pwa.check.finding import Finding, Severity, report


@pytest.mark.parametrize(
    ("file", "shown"),
    [
        ("app/x.py", "app/x.py"),
        ("app/\udcff.py", "app/\\udcff.py"),
        ("app/a\nb.py", "app/a\\nb.py"),
    ],
)
def test_a_finding_is_one_line(file: str, shown: str) -> None:
    finding = Finding(PurePath(file), 3, Severity.NOTE, "Two\n  lines.")
    assert str(finding) == f"{shown}:3: note: Two lines."


def test_what_is_said_twice_is_printed_once(capsys: pytest.CaptureFixture[str]) -> None:
    finding = Finding(PurePath("x.py"), 1, Severity.ERROR, "Text.")
    assert report([finding, finding], 2) == 1
    assert capsys.readouterr().out == "x.py:1: error: Text.\n1 error, 0 notes in 2 files\n"
