"""check/source.py: accepted lines, and files that are hard to read."""

import sys
from pathlib import Path, PurePath

import pytest

from pwa.check import syntax
from pwa.check.finding import Severity
from pwa.check.source import read_source

from .conftest import ReadCode, short


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ("os.fork()  # pwa: ok", []),
        ("os.fork()  # noqa  # pwa:ok, on a server only", []),
        ("os.fork(\n)  # pwa: ok", []),
        ("os.fork(  # pwa: ok\n)", []),
        ("os.fork(\n    # pwa: ok\n)", [2]),
        ("os.fork()  # pwa: okay", [2]),
        ("os.fork()  # not pwa: ok", [2]),
        ("os.fork(), '# pwa: ok'", [2]),
        ("# pwa: ok\nos.fork()", [3]),
        ("os.fork()  # pwa: ok\nos.fork()", [3]),
        ("os.fork(); os.fork()", [2, 2]),
    ],
)
def test_accepted_lines(read_code: ReadCode, code: str, lines: list[int]) -> None:
    assert [f.line for f in read_code(f"import os\n{code}").findings] == lines


NEW = {
    (3, 12): ["type X = int", "def f[T](a: T): ...", "f'{a['b']}'", r"f'{'\n'.join(a)}'"],
    (3, 14): ["try: a\nexcept A, B: b", "t'{a}'"],
}
"""Syntax of the browser's Python, by the first version that has it."""


@pytest.mark.parametrize("code", [code for codes in NEW.values() for code in codes])
def test_new_syntax_is_no_error(read_code: ReadCode, code: str) -> None:
    first = next(version for version, codes in NEW.items() if code in codes)
    found = read_code(f"x = 1\n{code}\n").findings
    assert [finding.severity for finding in found] == [Severity.NOTE] * (sys.version_info < first)
    assert all("was not looked at" in finding.text for finding in found)
    wrong = read_code(f"{code}\nimport os\ny = (1\n").findings
    assert [finding.severity for finding in wrong] == [Severity.ERROR]
    assert wrong[0].line >= 3


def test_without_ruff_it_is_not_known(monkeypatch: pytest.MonkeyPatch) -> None:
    error = SyntaxError("no", ("app.py", 7, 1, ""))
    assert syntax.judge(b"x = (", error, (3, 14)) == syntax.Judgement(7, True, "no")
    monkeypatch.setattr(syntax, "RUFF", (sys.executable, "-c", "raise SystemExit(2)"))
    assert not syntax.judge(b"x = (", error, (3, 11)).wrong


@pytest.mark.parametrize(
    ("code", "line", "words"),
    [
        (b"x = 1\ndef f(:\n    pass\n", 2, "it is no Python: "),
        (b"x = '\xe4'\n", 1, "it is no Python: "),
        (b"# coding: nothing\n", 1, "it is no Python: "),
        (b"x = 1\x00\n", 1, "it is no Python: "),
        (b"if x:\n  y\n z\n", 3, "it is no Python: "),
        (b"x = " + b"(" * 1000 + b")" * 1000, 1, "it is no Python: "),
        (b"x = " + b"-" * 50_000 + b"1", 1, "nested too deeply"),
        (b"x = a" + b".b" * 900 + b"()", 1, "nested too deeply"),
    ],
)
def test_files_that_cannot_be_read(read_code: ReadCode, code: bytes, line: int, words: str) -> None:
    [finding] = read_code(code).findings
    assert (finding.line, finding.severity) == (line, Severity.ERROR)
    assert words in finding.text
    assert read_code(code).names is None


@pytest.mark.parametrize(
    "code",
    [
        b"",
        b"\n\n",
        b"# only a comment",
        b"\xef\xbb\xbfx = 1\n",
        b"# coding: latin-1\nx = '\xe4'\n",
        b"x = 1\r\ny = 2\r\n",
        b"x = '\\d'\n",
        "ä = 'ß'\n".encode(),
    ],
)
def test_files_in_which_there_is_nothing(read_code: ReadCode, code: bytes) -> None:
    assert read_code(code).findings == []


def test_a_file_that_is_gone(tmp_path: Path) -> None:
    [finding] = read_source(tmp_path / "x.py", PurePath("x.py")).findings
    assert "cannot be read: No such file" in finding.text


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("import a\nfrom b import c as d\ne = f = 1\ndef g(): h = 1", {"a", "d", "e", "f", "g"}),
        ("if x:\n    app = 1", {"app"}),
        ("from x import *", None),
        ("def __getattr__(name): pass", None),
    ],
)
def test_names_that_a_module_has(read_code: ReadCode, code: str, names: set[str] | None) -> None:
    assert read_code(code).names == names


def test_mounts_of_static_files(read_code: ReadCode) -> None:
    code = """\
        from fastapi.staticfiles import StaticFiles
        app.mount("/static", StaticFiles(directory="static"), name="static")
        app.mount("/api", other)
        app.mount(path, StaticFiles())
        files = StaticFiles()
        app.mount("/files", files)
        """
    assert read_code(code).static == {"/static": 2, "/files": 6}


def test_a_class_and_what_is_in_it(read_code: ReadCode) -> None:
    code = """\
        import threading
        class Worker(threading.Thread):
            started = threading.Timer(1, print)
            def run(self):
                threading.Thread()
        """
    assert short(read_code(code)) == [
        "2 note threading.Thread",
        "3 note threading.Timer",
        "5 note threading.Thread",
    ]
