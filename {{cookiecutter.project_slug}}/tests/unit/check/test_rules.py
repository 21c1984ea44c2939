"""check/rules.py: what is said of which name, at import and in a function."""

import re

import pytest

from pwa.check.rules import RULES, rule_for

from .conftest import ReadCode, short

EVERYWHERE = [
    ("import threading", "threading.Thread(target=print)", "note", "threading.Thread"),
    ("import threading", "threading.Timer(1, print)", "note", "threading.Timer"),
    (
        "from concurrent.futures import ThreadPoolExecutor as Pool",
        "Pool()",
        "note",
        "concurrent.futures.ThreadPoolExecutor",
    ),
    ("import multiprocessing as mp", "mp.Process()", "error", "multiprocessing.Process"),
    ("from multiprocessing import Pool", "Pool(4)", "error", "multiprocessing.Pool"),
    ("from anyio import from_thread", "from_thread.run(f)", "note", "anyio.from_thread.run"),
    (
        "import anyio.from_thread",
        "anyio.from_thread.run_sync(f)",
        "note",
        "anyio.from_thread.run_sync",
    ),
    (
        "from asgiref.sync import async_to_sync",
        "async_to_sync(f)()",
        "note",
        "asgiref.sync.async_to_sync",
    ),
    ("import socket", "socket.socket()", "error", "socket.socket"),
    ("import smtplib", "smtplib.SMTP('host')", "error", "smtplib.SMTP"),
    ("import ftplib", "ftplib.FTP('host')", "error", "ftplib.FTP"),
    (
        "import http.client",
        "http.client.HTTPSConnection('host')",
        "note",
        "http.client.HTTPSConnection",
    ),
    (
        "from urllib.request import urlopen",
        "urlopen('https://x')",
        "note",
        "urllib.request.urlopen",
    ),
    ("import httpx", "httpx.get('x')", "note", "httpx.get"),
    ("import httpx", "httpx.AsyncClient()", "note", "httpx.AsyncClient"),
    ("import aiohttp", "aiohttp.ClientSession()", "error", "aiohttp.ClientSession"),
    ("import urllib.request", "urllib.request.urlopen('x')", "note", "urllib.request.urlopen"),
    ("import requests", "requests.post('x')", "note", "requests.post"),
    ("import asyncio", "asyncio.open_connection('x', 1)", "error", "asyncio.open_connection"),
    ("import subprocess", "subprocess.run(['ls'])", "error", "subprocess.run"),
    ("from subprocess import Popen", "Popen(['ls'])", "error", "subprocess.Popen"),
    ("import os", "os.system('ls')", "error", "os.system"),
    ("import os", "os.fork()", "error", "os.fork"),
    ("import os", "os.execvp('ls', [])", "error", "os.execvp"),
    (
        "import asyncio",
        "asyncio.create_subprocess_exec('ls')",
        "error",
        "asyncio.create_subprocess_exec",
    ),
    ("import signal", "signal.signal(signal.SIGTERM, f)", "note", "signal.signal"),
    ("import signal", "signal.alarm(1)", "error", "signal.alarm"),
    ("import asyncio", "loop.add_signal_handler(1, f)", "error", "loop.add_signal_handler"),
    ("import time", "time.sleep(1)", "note", "time.sleep"),
]

AT_IMPORT = [
    ("", "open('x')", "open"),
    ("from pathlib import Path", "Path('x').open()", "pathlib.Path().open"),
    ("import sqlite3", "db = sqlite3.connect('x')", "sqlite3.connect"),
    (
        "from sqlmodel import create_engine",
        "engine = create_engine(url)\nc = engine.connect()",
        "sqlmodel.create_engine().connect",
    ),
    (
        "from sqlalchemy import create_engine",
        "with create_engine(url).begin() as c: pass",
        "sqlalchemy.create_engine().begin",
    ),
    (
        "from sqlmodel import SQLModel",
        "SQLModel.metadata.create_all(e)",
        "sqlmodel.SQLModel.metadata.create_all",
    ),
    ("from .models import Base", "Base.metadata.create_all(e)", "metadata.create_all"),
    ("import asyncio", "asyncio.create_task(f())", "asyncio.create_task"),
    ("import random", "x = random.random()", "random.random"),
    ("from uuid import uuid4", "x = str(uuid4())", "uuid.uuid4"),
    ("from datetime import datetime", "x = datetime.now()", "datetime.datetime.now"),
    ("import time", "x = time.time()", "time.time"),
    ("import os", "x = os.environ['KEY']", "KEY"),
    ("import os", "x = os.environ.get('KEY', '')", "KEY"),
    ("from os import getenv", "x = getenv('KEY')", "KEY"),
]


def function(code: str) -> str:
    return "def f():\n" + "".join(f"    {line}\n" for line in code.splitlines())


def names(read_code: ReadCode, code: str) -> list[str]:
    """`severity name` of all findings but those of the import line."""
    return [said.partition(" ")[2] for said in short(read_code(code)) if not said.startswith("1 ")]


@pytest.mark.parametrize(("imported", "code", "severity", "name"), EVERYWHERE)
def test_what_cannot_work_anywhere(
    read_code: ReadCode, imported: str, code: str, severity: str, name: str
) -> None:
    for written in (code, function(code), f"class C:\n    x = {code}", f"f = lambda: {code}"):
        found = names(read_code, f"{imported}\n{written}")
        assert found == [f"{severity} {name}"], written


@pytest.mark.parametrize(("imported", "code", "name"), AT_IMPORT)
def test_what_matters_at_import_only(
    read_code: ReadCode, imported: str, code: str, name: str
) -> None:
    assert names(read_code, f"{imported}\n{code}") == [f"note {name}"]
    assert names(read_code, f"{imported}\n{function(code)}") == []
    assert names(read_code, f"{imported}\nasync {function(code)}") == []


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("import asyncio\nasyncio.run(f())", "asyncio.run"),
        (
            "import asyncio\nloop = asyncio.new_event_loop()\nloop.run_until_complete(f())",
            "asyncio.new_event_loop().run_until_complete",
        ),
        ("from .x import loop\nloop.run_forever()", "run_forever"),
    ],
)
def test_loops_are_errors_at_import_and_notes_in_functions(
    read_code: ReadCode, code: str, name: str
) -> None:
    imported, _, use = code.partition("\n")
    assert names(read_code, code) == [f"error {name}"]
    assert names(read_code, f"{imported}\n{function(use)}") == [f"note {name}"]


def test_a_server_is_wrong_at_import_only(read_code: ReadCode) -> None:
    assert names(read_code, "import uvicorn\nuvicorn.run(app)") == ["error uvicorn.run"]
    assert names(read_code, f"import uvicorn\n{function('uvicorn.run(app)')}") == []


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("class T(threading.Thread): pass", ["note threading.Thread"]),
        ("asyncio.to_thread(requests.get, 'x')", ["note requests.get"]),
        ("Depends(dependency=subprocess.run)", ["error subprocess.run"]),
        ("@async_to_sync\ndef f(): pass", ["note asgiref.sync.async_to_sync"]),
        ("def f(x=subprocess.run(1)): pass", ["error subprocess.run"]),
        ("def f(*, x=subprocess.run(1)): pass", ["error subprocess.run"]),
        ("[subprocess.run(x) for x in y]", ["error subprocess.run"]),
        ("x = y if z else subprocess.run(1)", ["error subprocess.run"]),
        ("f'{subprocess.run(1)}'", ["error subprocess.run"]),
        ("subprocess.run(subprocess.run(1))", ["error subprocess.run", "error subprocess.run"]),
        ("add_command(asyncio.run)", ["note asyncio.run"]),
        ("add_type(threading.Thread)", []),
        ("isinstance(x, threading.Thread)", []),
        ("x: threading.Thread", []),
        ("def f(x: threading.Thread) -> threading.Thread: pass", []),
        ("x: threading.Thread = f()", []),
        ("Field(default_factory=uuid4)", []),
        ("threading.Lock(), threading.local(), threading.current_thread()", []),
        ("subprocess.PIPE, socket.gethostname(), signal.SIGTERM", []),
        ("asyncio.Lock(), asyncio.to_thread(f), asyncio.gather(f())", []),
    ],
)
def test_uses_that_are_no_plain_call(read_code: ReadCode, code: str, expected: list[str]) -> None:
    imports = "import asyncio, requests, signal, socket, subprocess, threading; "
    imports += "from asgiref.sync import async_to_sync; from uuid import uuid4\n"
    assert names(read_code, imports + code) == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("x = 'sqlite+aiosqlite:///app.db'", []),
        ("x = 'mysql+aiomysql://host/x'", ["error mysql+aiomysql://"]),
        ("x = f'postgresql+asyncpg://{user}@host/x'", ["error postgresql+asyncpg://"]),
        ("x = y.replace('postgresql', 'postgresql+asyncpg://')", ["error postgresql+asyncpg://"]),
        ("x = 'sqlite:///app.db'", []),
        ("'''postgresql+asyncpg:// is no use here'''", []),
        ("x = 'not postgresql+asyncpg://'", []),
        ("create_engine('postgresql://host/x')", ["error postgresql://"]),
        ("create_engine(f'mysql+pymysql://{host}')", ["error mysql+pymysql://"]),
        ("create_engine('sqlite:///x')", []),
        ("x = 'postgresql://host/x'", []),
        ("connect('postgresql://host/x')", []),
        ("create_engine(url='sqlite:///x')", []),
        ("create_engine(os.environ.get('DATABASE_URL', 'postgresql://host/x'))", []),
        ("x = os.environ.get('DATABASE_URL', 'sqlite+aiosqlite:///x')", []),
        ("x = os.getenv('DATA_DIR', '.')", []),
        ("x = os.environ['DATABASE_URL']", []),
        ("os.environ['KEY'] = 'x'", []),
        ("del os.environ['KEY']", []),
        ("os.environ.setdefault('KEY', 'x')", []),
        ("x = os.environ[name]", []),
        ("x = os.environ.get(name)", []),
    ],
)
def test_addresses_and_variables(read_code: ReadCode, code: str, expected: list[str]) -> None:
    assert names(read_code, f"import os; from sqlalchemy import create_engine\n{code}") == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("with open('x') as f: x = f.read()", []),
        ("with lock, open('x') as f: x = f.read()", []),
        ("with f(open('x')): pass", ["note open"]),
        ("x = open('x').read()", ["note open"]),
        ("x = Path('x').read_text()", []),
    ],
)
def test_a_file_that_is_closed_is_fine(read_code: ReadCode, code: str, expected: list[str]) -> None:
    assert names(read_code, f"from pathlib import Path\n{code}") == expected


def test_rules_are_well_formed() -> None:
    for name, rule in RULES.items():
        assert re.fullmatch(r"(\?\.)?\w+(\(\))?(\.\w+(\(\))?)*", name), name
        assert "{name}" in rule.what and rule.what.endswith("."), name
        assert rule.instead.endswith(".") and rule.at_import, name
        assert rule_for(name) is rule


@pytest.mark.parametrize("name", ["", "?", "?.x", "run_forever", "metadata.create_all", "x.y.z"])
def test_names_without_a_rule(name: str) -> None:
    assert rule_for(name) is None
