"""browser/worker/snapshot/: what was stored comes back whole, or not at all."""

from typing import Any

import pytest

from .conftest import Program


@pytest.fixture(scope="module")
def report(program: Program) -> Any:
    return program("snapshot_file.mjs")


def test_a_file_whose_writing_was_cut_is_no_snapshot(report: Any) -> None:
    *cut, whole = report["afterCuts"]
    assert whole == "whole"
    assert "wrong" not in cut
    assert len(cut) > 5


def test_it_is_there_for_its_own_key_and_until_a_start_does_not_end(report: Any) -> None:
    states = report["states"]
    assert states["written"] == "whole"
    assert states["otherKey"] == "nothing"
    assert states["begunAndNotEnded"] == "nothing"
    assert states["failures"] == 1


def test_after_three_failures_none_is_made_until_the_next_build(report: Any) -> None:
    states = report["states"]
    assert states["wanted after 1 failures"]
    assert states["wanted after 2 failures"]
    assert not states["wanted after 3 failures"]
    assert states["wantedByTheNextBuild"]


def test_what_was_refused_is_not_tried_again(report: Any) -> None:
    assert not report["states"]["wantedAfterRefusal"]


def test_a_full_disk_is_said_and_leaves_none(report: Any) -> None:
    for way in ("throws", "returns an error", "writes a part"):
        assert report["full"][way] == "QuotaExceededError"
        assert report["full"][f"then, {way}"] == "nothing"
