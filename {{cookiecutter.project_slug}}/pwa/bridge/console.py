"""What Python logs, in the browser's console: each record whole, with its level, file and line.

Standard error is the way, because no JavaScript object may be in a memory snapshot: a line that
begins with MARK is JSON for `browser/worker/log.js`.
"""

import json
import logging
import sys
import traceback
from pathlib import Path
from types import CodeType
from typing import Any, TypedDict

MARK = "\x1e"
"""ASCII's record separator, which no text uses."""


class Entry(TypedDict):
    """As `LogEntry` in browser/messages.js. `kept` is what may be shown to others: no values."""

    level: str
    text: str
    where: str
    kept: str


def log_to_console(project: str) -> None:
    """Send to the console what goes to standard error now.

    That is what `logging` prints where nobody has configured it (warnings and worse), and what a
    StreamHandler would write there. `project` is the folder whose files are named from there.
    """
    original = logging.StreamHandler.emit

    def emit(handler: "logging.StreamHandler[Any]", record: logging.LogRecord) -> None:
        if handler.stream is not sys.stderr:
            return original(handler, record)
        try:
            _write(entry_of(record, handler.format(record), project))
        except Exception:
            handler.handleError(record)

    logging.StreamHandler.emit = emit  # type: ignore[method-assign, assignment]


def entry_of(record: logging.LogRecord, text: str, project: str) -> Entry:
    """Return what the console gets for `record`, whose formatted `text` may be of several lines."""
    where = f"{_from_project(record.pathname, project)}:{record.lineno}"
    kept = [str(record.msg)] if _is_literal(record) else []
    if record.exc_info and record.exc_info[1]:
        kept.append(_frames(record.exc_info[1], project))
    return Entry(
        level=record.levelname.lower(),
        text=text.replace(f'"{project}/', '"'),
        where=where,
        kept="; ".join(kept),
    )


def _write(entry: Entry) -> None:
    assert sys.__stderr__ is not None
    sys.__stderr__.write(f"{MARK}{json.dumps(entry)}\n")
    sys.__stderr__.flush()


def _from_project(path: str, project: str) -> str:
    file = Path(path)
    if file.is_relative_to(project):
        return file.relative_to(project).as_posix()
    return path.rpartition("site-packages/")[2]


def _is_literal(record: logging.LogRecord) -> bool:
    """Return whether the message stands in the source as it is: then it holds no values.

    The values are in `record.args`. A message that was put together (an f-string) holds them.
    """
    code = _caller(record)
    return code is not None and isinstance(record.msg, str) and record.msg in code.co_consts


def _caller(record: logging.LogRecord) -> CodeType | None:
    frame = sys._getframe()
    while frame.f_back:
        frame = frame.f_back
        code = frame.f_code
        if (code.co_filename, frame.f_lineno) == (record.pathname, record.lineno):
            return code
    return None


def _frames(error: BaseException, project: str) -> str:
    """Return the type of `error` and the application's lines that led to it, not its message."""
    places = [
        (_from_project(frame.filename, project), f"{frame.lineno} in {frame.name}")
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename).is_relative_to(project)
    ]
    own = [f"{file}:{place}" for file, place in places if not file.startswith("pwa/")]
    return " < ".join([type(error).__name__, *reversed(own)])
