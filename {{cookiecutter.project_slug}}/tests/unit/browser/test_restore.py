"""rescue_worker/exchange.js: a restore puts all files in the place of the old ones or none,
whenever the power fails."""

from .conftest import Program


def test_a_restore_is_done_as_a_whole_or_not_at_all(program: Program) -> None:
    report = program("restore.mjs", seed=1)
    assert report["mixed"] == []
    assert report["cuts"] > 500
    assert report["old"] > 100
    assert report["new"] > 100
    assert report["kept"] == [True, True]
    assert report["left"] == [["app.db"]] * 6
