"""check/project.py: settings and packages of a project."""

import os
from pathlib import Path

import pytest
from PIL import Image

from pwa.__main__ import main
from pwa.build.settings import read_settings
from pwa.check import find

from .conftest import HASH, SETTINGS, write_lock


def findings(root: Path) -> list[str]:
    return [str(finding) for finding in sorted(find(read_settings(root))[0])]


def add(root: Path, settings: str) -> None:
    (root / "pyproject.toml").write_text(SETTINGS + settings)


def depend(root: Path, *dependencies: str, lock: bool = True) -> None:
    text = ", ".join(f'"{name}"' for name in dependencies)
    (root / "pyproject.toml").write_text(SETTINGS.replace('"fastapi"', text))
    if lock:
        write_lock(root, *dependencies)


def test_a_project_without_faults(root: Path) -> None:
    assert findings(root) == []


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ("include = ['data']", "8: error: [tool.pwa] include: there is no data."),
        ("include = ['../x']", "8: error: [tool.pwa] include: ../x is outside of the project."),
        ("include = ['/etc']", "8: error: [tool.pwa] include: /etc is outside of the project."),
        ("include = [\n  'app',\n  'data',\n]", "10: error: [tool.pwa] include: there is no data."),
        ("icon = 'no.png'", "8: error: [tool.pwa] icon: no.png: there is no such file."),
        ("icon = 'app'", "8: error: [tool.pwa] icon: it cannot be read: "),
        ("icon = 'app/main.py'", "8: error: [tool.pwa] icon: app/main.py is no image"),
        ("icon = 'small.png'", "8: error: [tool.pwa] icon: small.png is 100x100; a square of"),
        ("screenshots = ['small.png']", "8: error: [tool.pwa] screenshots: small.png is 100x100;"),
        ("examples = 'no.py'", "8: error: [tool.pwa] examples: there is no no.py."),
        (
            "[[tool.pwa.screenshots]]\nfile = 'new.png'\nurl = ''",
            "9: note: [tool.pwa] screenshots: there is no new.png yet.",
        ),
        ("network_prefixes = ['_pwa/']", "8: error: [tool.pwa] network_prefixes: _pwa/ holds the"),
        ("network_prefixes = ['_pwa/x/']", "8: error: [tool.pwa] network_prefixes: _pwa/x/ holds"),
        (
            "network_prefixes = [\n  'sync/',\n  'static/',\n]",
            "10: error: [tool.pwa] network_prefixes: static/ holds the static files of /static,",
        ),
        (
            "[tool.pwa.vendor]\n'no/x.js' = 'app/x.js'",
            "9: error: [tool.pwa] vendor: package-lock.json has no package no.",
        ),
        (
            "vendor = {'@a/b/x.js' = 'app/x.js'}",
            "8: error: [tool.pwa] vendor: the package @a/b has no file @a/b/x.js.",
        ),
        (
            "[tool.pwa.vendor]\n'c/x.js' = '../x.js'",
            "9: error: [tool.pwa] vendor: ../x.js is outside of the project.",
        ),
        (
            "[tool.pwa.vendor]\n'c/x.js' = 'static/x.js'",
            "9: error: [tool.pwa] vendor: static/x.js is in no folder that reaches the browser.",
        ),
        (
            "[tool.pwa.vendor]\n'no/x.js' = 'https://cdn.example/x.js'",
            "9: error: [tool.pwa] vendor: package-lock.json has no package no.",
        ),
        (
            "[tool.pwa.vendor]\n'c/x.js' = ['https://cdn.example/x.js', '../x.js']",
            "9: error: [tool.pwa] vendor: ../x.js is outside of the project.",
        ),
        (
            "[tool.pwa.vendor]\n'./no.js' = 'https://cdn.example/x.js'",
            "9: error: [tool.pwa] vendor: there is no ./no.js.",
        ),
        (
            "[tool.pwa.vendor]\n'./../x.js' = 'https://cdn.example/x.js'",
            "9: error: [tool.pwa] vendor: ./../x.js is outside of the project.",
        ),
    ],
)
def test_settings_that_make_no_sense(root: Path, settings: str, expected: str) -> None:
    Image.new("RGB", (100, 100)).save(root / "small.png")
    code = "from starlette.staticfiles import StaticFiles\napp = f()\n"
    (root / "app/main.py").write_text(code + "app.mount('/static', StaticFiles())\n")
    (root / "package-lock.json").write_text(
        '{"packages": {"": {}, "node_modules/@a/b": {}, "node_modules/c": {}}}'
    )
    (root / "node_modules/@a/b").mkdir(parents=True)
    add(root, settings)
    [finding] = findings(root)
    assert finding.startswith(f"pyproject.toml:{expected}")
    assert finding.endswith(".")


@pytest.mark.parametrize(
    "settings",
    [
        "include = ['app/main.py', 'data']",
        "network_prefixes = ['sync/', 'static/tiles/', 'statics/']",
        "icon = 'icon.png'\nscreenshots = ['icon.png']",
        "[tool.pwa.vendor]\n'@a/b/x.js' = 'app/x.js'\n'c/x.js' = 'data/x.js'",
        "[tool.pwa.vendor]\n'@a/b/x.js' = ['app/x.js', 'https://cdn.example/x.js']",
        "[tool.pwa.vendor]\n'./app/main.py' = 'https://cdn.example/x.js'",
        "icon = 'no.png'  # pwa: ok",
    ],
)
def test_settings_that_do(root: Path, settings: str) -> None:
    Image.new("RGB", (512, 512)).save(root / "icon.png")
    code = "from starlette.staticfiles import StaticFiles\napp = f()\n"
    (root / "app/main.py").write_text(code + "app.mount('/static', StaticFiles())\n")
    (root / "package-lock.json").write_text(
        '{"packages": {"node_modules/@a/b": {}, "node_modules/c": {}}}'
    )
    (root / "node_modules/@a/b").mkdir(parents=True)
    (root / "node_modules/@a/b/x.js").touch()
    (root / "data").mkdir()
    add(root, "include = ['data']\n" + settings if "vendor" in settings else settings)
    assert findings(root) == []


@pytest.mark.parametrize(
    ("name", "notes"),
    [
        ("SECRET_KEY", 1),
        ("api_key", 1),
        ("DB_PASSWORD", 1),
        ("GITHUB_TOKEN", 1),
        ("SENTRY_DSN", 1),
        ("STRIPE_KEY", 1),
        ("DEBUG", 0),
        ("KEYBOARD", 0),
        ("TITLE", 0),
    ],
)
def test_what_looks_like_a_secret(root: Path, name: str, notes: int) -> None:
    table = f"[tool.pwa.environment]\nA = 'x'\n{name} = 'x'"
    add(root, table)
    found = findings(root)
    assert len(found) == notes
    start = f"pyproject.toml:10: note: [tool.pwa] environment: {name} is part of the site"
    assert all(finding.startswith(start) for finding in found)
    add(root, f"{table}  # pwa: ok")
    assert findings(root) == []


def test_variables_of_the_settings_are_there(root: Path) -> None:
    code = "import os\napp = os.environ['A'] + os.environ['B']\n"
    (root / "app/main.py").write_text(code)
    assert [finding.split("`")[1] for finding in findings(root)] == ["A", "B"]
    add(root, "[tool.pwa.environment]\nA = 'x'")
    assert [finding.split("`")[1] for finding in findings(root)] == ["B"]


@pytest.mark.parametrize(("length", "notes"), [(12, 0), (13, 1)])
def test_short_name(root: Path, length: int, notes: int) -> None:
    text = SETTINGS.replace('"Survey"', f'"{"x" * length}"')
    (root / "pyproject.toml").write_text(text)
    found = findings(root)
    assert len(found) == notes
    assert all(f.startswith("pyproject.toml:7: note: [tool.pwa] short_name has 13") for f in found)


@pytest.mark.parametrize(
    ("app", "files", "words"),
    [
        ("app.main:app", {"app/main.py": "app = 1"}, None),
        ("main:app", {"main.py": "app = 1"}, None),
        ("app:app", {"app/__init__.py": "from .x import app"}, None),
        ("app.main:factory.app", {"app/main.py": "def factory(): pass"}, None),
        ("app.main:app", {"app/main.py": "from .x import *"}, None),
        ("fastapi.cli:app", {}, None),
        ("app.other:app", {"app/main.py": ""}, "there is no app/other.py."),
        ("nothing.main:app", {}, "there is no nothing/main.py."),
        ("app.main:other", {"app/main.py": "app = 1"}, "app.main has no 'other'."),
        ("app.main:app", {"app/main.py": "def f(): app = 1"}, "app.main has no 'app'."),
        ("app.main:app", {"app/main.py": ""}, "app.main has no 'app'."),
        ("fastapi.cli:app", {"fastapi/x.py": ""}, "there is no fastapi/cli.py."),
    ],
)
def test_the_application(root: Path, app: str, files: dict[str, str], words: str | None) -> None:
    (root / "app/main.py").unlink()
    for name, code in files.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(code)
    (root / "pyproject.toml").write_text(SETTINGS.replace("app.main:app", app))
    found = findings(root)
    assert len(found) == (words is not None)
    assert all(f.startswith(f"pyproject.toml:5: error: [tool.pwa] app: {words}") for f in found)


@pytest.mark.parametrize(
    ("dependency", "words"),
    [
        ("gevent", "error: gevent switches stacks by greenlet, which has no wheel"),
        ("grpcio>=1.19", "error: grpcio has no wheel"),
        ("redis ~= 7.0", "error: redis talks to a server through a socket"),
        ("Psycopg2_Binary", "error: psycopg2-binary talks to a server through a socket"),
        ("uvicorn", "note: uvicorn is a server, and in the browser the bridge is it. Move it"),
        ("Psycopg [binary, x]>=3", "error: psycopg talks to a server through a socket"),
    ],
)
def test_dependencies_of_no_use(root: Path, dependency: str, words: str) -> None:
    depend(root, "jinja2", dependency)
    [finding] = findings(root)
    assert finding.startswith(f"pyproject.toml:2: {words}")


@pytest.mark.parametrize(
    "dependency",
    [
        *("jinja2", "asyncpg; sys_platform != 'emscripten'", "geventx", "httpx"),
        # What the lock leaves out, and what needs nothing but that.
        *("greenlet", "uvloop", "sqlalchemy[asyncio]", "fastapi[standard]", "uvicorn_x[standard]"),
        *("aiosqlite", "databases", "tortoise-orm"),
    ],
)
def test_dependencies_to_say_nothing_of(root: Path, dependency: str) -> None:
    depend(root, dependency)
    assert findings(root) == []


def test_the_line_of_a_dependency(root: Path) -> None:
    text = SETTINGS.replace(
        '["fastapi"]', '[\n  "fastapi",\n  "asyncpg",\n  "gevent", # pwa: ok\n]'
    )
    (root / "pyproject.toml").write_text(text)
    write_lock(root, "fastapi", "asyncpg", "gevent")
    assert [f.partition(" ")[0] for f in findings(root)] == ["pyproject.toml:4:"]


def test_a_lock_that_does_not_fit(root: Path) -> None:
    depend(root, "fastapi", "jinja2", lock=False)
    [finding] = findings(root)
    assert finding.startswith("browser.lock:1: error: [project] dependencies changed since")


@pytest.mark.parametrize(
    ("content", "words"),
    [(None, "browser.lock is missing"), (b"\xff", "This file is not UTF-8")],
)
def test_a_lock_that_is_none(root: Path, content: bytes | None, words: str) -> None:
    (root / "browser.lock").unlink()
    if content is not None:
        (root / "browser.lock").write_bytes(content)
    [finding] = findings(root)
    assert finding.startswith(f"browser.lock:1: error: {words}")


def test_what_another_package_brought(root: Path) -> None:
    write_lock(root, "fastapi", more=f"redis==1 wheel sha256:{HASH}\n")
    [finding] = findings(root)
    words = "browser.lock:6: note: redis, which another package brought, talks to a"
    assert finding.startswith(words)


@pytest.mark.parametrize(
    ("dependency", "files"),
    [
        ("redis>=1", ["pyproject.toml"]),
        ("redis; python_version > '3'", ["browser.lock"]),
    ],
)
def test_what_is_locked_is_said_once(root: Path, dependency: str, files: list[str]) -> None:
    depend(root, dependency, lock=False)
    write_lock(root, dependency, more=f"redis==1 wheel sha256:{HASH}\n")
    assert [f.partition(":")[0] for f in findings(root)] == files


def test_which_files_are_read(root: Path) -> None:
    fork = "import os\nos.fork()\n"
    read = ["app/jobs.py", "app/deep/er/x.py", "extra/x.py", "one.py"]
    left_out = ["app/__main__.py", "app/tests/x.py", "app/test_x.py", "app/x_test.py"]
    left_out += ["app/conftest.py", "app/.hidden/x.py", "other.py", "app/x.txt", "tests/x.py"]
    for name in [*read, *left_out]:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(fork)
    (root / "app/folder.py").mkdir()
    add(root, "include = ['extra', 'one.py', 'app/jobs.py']")
    assert [f.partition(":")[0] for f in findings(root)] == sorted(read)
    assert find(read_settings(root))[1] == len(read) + 1


@pytest.mark.skipif(os.name == "nt", reason="needs rights on Windows")
def test_links_that_lead_in_circles(root: Path) -> None:
    (root / "app/circle").symlink_to(root / "app")
    (root / "app/nothing.py").symlink_to(root / "nothing")
    assert findings(root) == []


def test_an_empty_package(root: Path) -> None:
    (root / "app/main.py").unlink()
    [finding] = findings(root)
    assert "there is no app/main.py" in finding


def test_a_syntax_error_is_said_once(root: Path) -> None:
    (root / "app/main.py").write_text("def f(:\n")
    [finding] = findings(root)
    assert finding.startswith("app/main.py:1: error: This file cannot be read: it is no Python: ")


def test_the_command(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(root)
    assert main(["check"]) == 0
    assert capsys.readouterr().out == "0 errors, 0 notes in 1 file\n"
    (root / "app/b.py").write_text("import time\ntime.sleep(1)\n")
    assert main(["check"]) == 0
    assert capsys.readouterr().out.endswith("\n0 errors, 1 note in 2 files\n")
    (root / "app/a.py").write_text("import os\n\n\n\n\n\n\n\nos.fork()\nos.fork()\n")
    assert main(["check"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(" `")[0] for line in lines[:3]] == [
        "app/a.py:9: error:",
        "app/a.py:10: error:",
        "app/b.py:2: note:",
    ]
    assert lines[3:] == ["2 errors, 1 note in 3 files"]


def test_settings_that_cannot_be_read(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(root)
    add(root, "theme_color = 'red'")
    assert main(["check"]) == 1
    assert "error: [tool.pwa] in pyproject.toml:\n  theme_color: " in capsys.readouterr().err
