"""browser/worker/durability.js: an app whose commits do not reach the disk does not start."""

from .conftest import Program


def test_a_commit_that_is_flushed(program: Program) -> None:
    assert program("check_durability.mjs") == ""


def test_a_commit_that_is_not_flushed(program: Program) -> None:
    assert program("check_durability.mjs", "original") == "not-durable"


def test_a_full_disk_keeps_no_app_from_starting(program: Program) -> None:
    assert program("check_durability.mjs", "original", full=True) == ""
