"""browser/worker/access_handle.js: an access handle is believed only what can be true."""

from typing import Any

import pytest

from .conftest import Program

ENOSPC = "errno 51"
EIO = "errno 29"
LENGTH = 100

REFUSED: list[list[Any]] = [
    [0],
    [2**32 - 8],
    [2**32 - 1],
    [-8],
    [LENGTH + 1],
    [0.5],
    [None],
    ["NaN"],
    ["undefined"],
    ["100"],
    [30, 0],
    [30, 2**32 - 8],
    [30, LENGTH - 30 + 1],
]
"""Counts of the calls in succession; the last one of all that follow."""

FINISHED = [[LENGTH], [30, 70], [1], [99, 1]]


@pytest.fixture(scope="module")
def report(program: Program) -> Any:
    return program("access_handle.mjs", counts=REFUSED + FINISHED)


@pytest.mark.parametrize("number", range(len(REFUSED)), ids=map(str, REFUSED))
def test_what_is_no_count_is_an_error_and_the_size_the_handle_s(report: Any, number: int) -> None:
    found = report["counts"][number]
    assert (found["wrote"], found["size"], found["read"]) == (ENOSPC, 7, EIO)
    assert found["asked"] == found["readAsked"]
    assert len(found["asked"]) == len(REFUSED[number])


@pytest.mark.parametrize("number", range(len(FINISHED)), ids=map(str, FINISHED))
def test_a_short_count_is_finished(report: Any, number: int) -> None:
    found = report["counts"][len(REFUSED) + number]
    assert (found["wrote"], found["size"], found["read"]) == (LENGTH, 50 + LENGTH, "done")
    ends = {at + length for at, length in found["asked"] + found["readAsked"]}
    assert ends == {50 + LENGTH}


def test_a_size_that_is_none(report: Any) -> None:
    assert report["sizes"] == [EIO] * 4


def test_a_file_that_keeps_its_size(report: Any) -> None:
    assert report["resized"] == [ENOSPC] * 2
