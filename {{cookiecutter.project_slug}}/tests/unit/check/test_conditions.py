"""check/conditions.py: branches that a browser never takes."""

import ast

import pytest

from pwa.check.conditions import truth

from .conftest import ReadCode, short


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ("TYPE_CHECKING", False),
        ("typing.TYPE_CHECKING", False),
        ("not TYPE_CHECKING", True),
        ("__name__ == '__main__'", False),
        ("'__main__' == __name__", False),
        ("sys.platform == 'emscripten'", True),
        ("sys.platform != 'emscripten'", False),
        ("sys.platform in ('win32', 'darwin')", False),
        ("sys.platform not in {'emscripten', 'wasi'}", False),
        ("sys.platform.startswith('win')", False),
        ("sys.platform.startswith(('win', 'ems'))", True),
        ("platform.system() == 'Emscripten'", True),
        ("os.name == 'nt'", False),
        ("sys.version_info >= (3, 12)", True),
        ("sys.version_info < (3, 11)", False),
        ("'pyodide' in sys.modules", True),
        ("'pyodide' not in sys.modules", None),
        ("'django' in sys.modules", None),
        ("TYPE_CHECKING and x", False),
        ("x and TYPE_CHECKING", False),
        ("x or not TYPE_CHECKING", True),
        ("x or TYPE_CHECKING", None),
        ("not TYPE_CHECKING and sys.platform == 'emscripten'", True),
        ("x", None),
        ("not x", None),
        ("x == 'emscripten'", None),
        ("sys.platform == x", None),
        ("sys.platform > 3", None),
        ("sys.platform.startswith(3)", None),
        ("1 < 2 < 3", None),
        ("settings.DEBUG", None),
        ("0", False),
        ("True", True),
    ],
)
def test_conditions(test: str, expected: bool | None) -> None:
    assert truth(ast.parse(test, mode="eval").body) is expected


RUN = "subprocess.run(1)"


@pytest.mark.parametrize(
    "code",
    [
        f"if __name__ == '__main__': {RUN}",
        f"if TYPE_CHECKING: {RUN}",
        f"if sys.platform == 'emscripten': pass\nelse: {RUN}",
        f"if x: pass\nelif TYPE_CHECKING: {RUN}",
        f"x = {RUN} if TYPE_CHECKING else 1",
        f"def f():\n    if sys.platform == 'emscripten': return\n    {RUN}",
        f"def f():\n    if sys.platform == 'emscripten':\n        raise E\n    {RUN}",
        f"def f():\n    if sys.platform != 'emscripten': pass\n    else: return\n    {RUN}",
        f"if x:\n    if TYPE_CHECKING: {RUN}",
        f"try:\n    if sys.platform == 'emscripten': raise E\n    {RUN}\nexcept E: pass",
    ],
)
def test_what_no_browser_runs(read_code: ReadCode, code: str) -> None:
    assert short(read_code(f"import subprocess, sys\n{code}")) == []


@pytest.mark.parametrize(
    "code",
    [
        f"if __name__ != '__main__': {RUN}",
        f"if not TYPE_CHECKING: {RUN}",
        f"if TYPE_CHECKING: pass\nelse: {RUN}",
        f"if sys.platform == 'emscripten': {RUN}",
        f"if x: {RUN}",
        f"if {RUN}: pass",
        f"def f():\n    if x: return\n    {RUN}",
        f"def f():\n    if sys.platform != 'emscripten': return\n    {RUN}",
        f"def f():\n    if sys.platform == 'emscripten': pass\n    {RUN}",
        f"x = 1 if TYPE_CHECKING else {RUN}",
        f"while True: {RUN}",
        f"try: pass\nexcept E: {RUN}",
        f"try: pass\nfinally: {RUN}",
        f"match x:\n    case 1: {RUN}",
    ],
)
def test_what_a_browser_may_run(read_code: ReadCode, code: str) -> None:
    [said] = short(read_code(f"import subprocess, sys\n{code}"))
    assert said.endswith("error subprocess.run")


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("import uvloop", ["1 error uvloop"]),
        ("import psycopg2.extras", ["1 error psycopg2"]),
        ("from asyncpg import connect", ["1 error asyncpg"]),
        ("import curses", ["1 error curses"]),
        ("import cgi", ["1 error cgi"]),
        ("def f():\n    import readline", ["2 error readline"]),
        ("try:\n    import uvloop\nexcept ImportError:\n    uvloop = None", []),
        ("try:\n    import uvloop\nexcept (KeyError, ModuleNotFoundError):\n    pass", []),
        ("try:\n    import uvloop\nexcept:\n    pass", []),
        ("import contextlib\nwith contextlib.suppress(ImportError):\n    import uvloop", []),
        (
            "from contextlib import suppress\nwith suppress(KeyError):\n    import uvloop",
            ["3 error uvloop"],
        ),
        ("try:\n    import uvloop\nexcept KeyError:\n    pass", ["2 error uvloop"]),
        ("try:\n    x\nexcept ImportError:\n    import uvloop", ["4 error uvloop"]),
        (
            "try:\n    def f():\n        import uvloop\nexcept ImportError:\n    pass",
            ["3 error uvloop"],
        ),
        ("try: x\nexcept ImportError: pass\nimport uvloop", ["3 error uvloop"]),
        ("if sys.platform != 'emscripten':\n    import uvloop", []),
        ("from . import curses", []),
        ("from .curses import x", []),
        ("import uvloop  # pwa: ok", []),
        ("import socket, threading, multiprocessing, subprocess, signal, ssl, fcntl", []),
        ("import uvicorn, httpx, requests", []),
    ],
)
def test_imports(read_code: ReadCode, code: str, expected: list[str]) -> None:
    assert short(read_code(code)) == expected
