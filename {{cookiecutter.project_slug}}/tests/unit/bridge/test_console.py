"""bridge/console.py: what the browser's console gets of a log record, and what of it is kept."""

import json
import logging
import subprocess
import sys
from pathlib import Path

import pytest

from pwa.bridge.console import Entry, entry_of

PROJECT = str(Path(__file__).parents[3])
HERE = "tests/unit/bridge/test_console.py"


class Entries(logging.Handler):
    """Makes entries where the record is emitted, as the console's handler does."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Entry] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.found.append(entry_of(record, self.format(record), PROJECT))


@pytest.fixture
def handler() -> Entries:
    return Entries()


@pytest.fixture
def log(handler: Entries) -> logging.Logger:
    logger = logging.Logger("app")
    logger.addHandler(handler)
    return logger


def test_file_and_line_are_the_project_s(log: logging.Logger, handler: Entries) -> None:
    log.warning("saved %s", "Oak")
    [entry] = handler.found
    line = test_file_and_line_are_the_project_s.__code__.co_firstlineno + 1
    assert entry == {
        "level": "warning",
        "text": "saved Oak",
        "where": f"{HERE}:{line}",
        "kept": "saved %s",
    }


def test_a_message_with_values_in_it_is_not_kept(log: logging.Logger, handler: Entries) -> None:
    title = "Oak"
    log.warning(f"saved {title}")
    [entry] = handler.found
    assert (entry["text"], entry["kept"]) == ("saved Oak", "")


def test_of_an_exception_its_message_is_not_kept(log: logging.Logger, handler: Entries) -> None:
    try:
        raise ValueError("Oak is no number")
    except ValueError:
        log.exception("it failed")
    [entry] = handler.found
    assert "ValueError: Oak is no number" in entry["text"]
    assert f'File "{HERE}", line' in entry["text"]
    line = entry["where"].partition(":")[2]
    frame = f"{HERE}:{int(line) - 2} in test_of_an_exception_its_message_is_not_kept"
    assert entry["kept"] == f"it failed; ValueError < {frame}"


def test_a_package_s_file_is_named_from_its_package(handler: Entries) -> None:
    path = "/lib/python3.14/site-packages/sqlalchemy/pool/base.py"
    record = logging.LogRecord("s", logging.INFO, path, 7, "m", (), None)
    handler.emit(record)
    assert handler.found[0]["where"] == "sqlalchemy/pool/base.py:7"


def test_standard_error_gets_one_line_for_a_record(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        """
import logging
from pwa.bridge.console import log_to_console
log_to_console("/project")
log = logging.getLogger("app")
log.info("not configured")
log.warning("of %s lines\\n", 2)
logging.basicConfig(level=logging.INFO)
log.info("configured")
logging.StreamHandler(open("file.log", "w")).emit(logging.makeLogRecord({"msg": "elsewhere"}))
"""
    )
    command = [sys.executable, str(script)]
    done = subprocess.run(
        command, cwd=tmp_path, env={"PYTHONPATH": PROJECT}, capture_output=True, text=True
    )
    lines = done.stderr.removesuffix("\n").split("\n")
    entries = [json.loads(line.removeprefix("\x1e")) for line in lines]
    assert [(entry["level"], entry["text"]) for entry in entries] == [
        ("warning", "of 2 lines\n"),
        ("info", "INFO:app:configured"),
    ]
    assert (tmp_path / "file.log").read_text() == "elsewhere\n"
