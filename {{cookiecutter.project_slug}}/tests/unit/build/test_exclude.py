"""build/exclude.py: what is left out, and what keeps a module in."""

from pathlib import Path

import pytest

from pwa.build.errors import BuildError
from pwa.build.exclude import is_left_out, modules_left_out
from pwa.build.settings import Settings

STDLIB = {
    "json/__init__.py": b"",
    "unittest/__init__.py": b"import pdb",
    "unittest/mock.py": b"",
    "pdb.py": b"import bdb",
    "bdb.py": b"",
    "concurrent/futures/__init__.py": b"",
    "concurrent/futures/process.py": b"import multiprocessing.connection",
    "multiprocessing/__init__.py": b"",
    "multiprocessing/connection.py": b"",
}
PACKAGES = {
    "sqlalchemy/__init__.py": b"from .dialects import sqlite",
    "sqlalchemy/dialects/__init__.py": b"load('sqlalchemy.dialects.mysql')",
    "sqlalchemy/dialects/mysql/__init__.py": b"from ...connectors import pyodbc",
    "sqlalchemy/dialects/sqlite/__init__.py": b"",
    "sqlalchemy/dialects/sqlite/provision.py": b"from ...testing import config",
    "sqlalchemy/connectors/__init__.py": b"",
    "sqlalchemy/testing/__init__.py": b"",
    "shapes/__init__.py": b"",
    "shapes/tests/__init__.py": b"import unittest",
    "shapes/tests/test_area.py": b"import unittest",
}
ALL = [
    "bdb",
    "concurrent.futures.process",
    "multiprocessing",
    "pdb",
    "shapes.tests",
    "sqlalchemy.connectors",
    "sqlalchemy.dialects.mysql",
    "sqlalchemy.dialects.sqlite.provision",
    "sqlalchemy.testing",
    "unittest",
]


def left_out(source: str = "", **more: tuple[str, ...]) -> list[str]:
    settings = Settings(
        root=Path(),
        dependencies=(),
        app="app.main:app",
        name="Survey",
        short_name="Survey",
        **more,  # type: ignore[arg-type]
    )
    project = {"app/__init__.py": b"", "app/main.py": source.encode()}
    return modules_left_out(settings, STDLIB, PACKAGES, project)


def test_what_nothing_names_is_left_out() -> None:
    assert left_out() == ALL


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        ("import multiprocessing", {"multiprocessing"}),
        ("import multiprocessing.connection as c", {"multiprocessing"}),
        ("from multiprocessing import (\n    connection,\n)", {"multiprocessing"}),
        ("def f():\n    import multiprocessing", {"multiprocessing"}),
        ("find_spec('multiprocessing')", {"multiprocessing"}),
        ("importlib.import_module(\n    'multiprocessing')", {"multiprocessing"}),
        ("NAMES = ['multiprocessing.connection']", {"multiprocessing"}),
        (
            "from concurrent.futures import ProcessPoolExecutor",
            {"concurrent.futures.process", "multiprocessing"},
        ),
        ("futures.ProcessPoolExecutor()", {"concurrent.futures.process", "multiprocessing"}),
        ("from unittest.mock import Mock", {"unittest", "pdb", "bdb"}),
        ("from shapes import tests", {"shapes.tests", "unittest", "pdb", "bdb"}),
        (
            "from sqlalchemy.dialects import mysql",
            {"sqlalchemy.dialects.mysql", "sqlalchemy.connectors"},
        ),
    ],
)
def test_what_the_application_names_is_kept_and_what_that_needs(
    source: str, kept: set[str]
) -> None:
    assert set(ALL) - set(left_out(source)) == kept


@pytest.mark.parametrize(
    "source",
    [
        "# import unittest",
        "'''Use it after import unittest.'''",
        "if TYPE_CHECKING:\n    import unittest",
        "kind = 'unittest'",
        "from . import unittest",
        "unittest = 1",
    ],
)
def test_what_imports_nothing_keeps_nothing(source: str) -> None:
    assert left_out(source) == ALL


def test_a_source_for_a_later_python_keeps_what_it_mentions() -> None:
    kept = set(ALL) - set(left_out("import unittest\nthis is of a later grammar"))
    assert "unittest" in kept


@pytest.mark.parametrize(
    ("keep", "kept"),
    [("unittest.mock", {"unittest"}), ("sqlalchemy", {m for m in ALL if m.startswith("sqla")})],
)
def test_a_setting_keeps(keep: str, kept: set[str]) -> None:
    assert kept <= set(ALL) - set(left_out(keep=(keep,)))


def test_what_a_setting_keeps_has_what_it_needs() -> None:
    assert set(ALL) - set(left_out(keep=("unittest",))) == {"unittest", "pdb", "bdb"}


def test_a_setting_leaves_out_what_is_named_all_the_same() -> None:
    assert "json" in left_out("import json", exclude=("json",))
    assert left_out(exclude=("shapes",)) == sorted([*set(ALL) - {"shapes.tests"}, "shapes"])


@pytest.mark.parametrize("key", ["exclude", "keep"])
def test_a_module_that_there_is_not_is_a_mistake(key: str) -> None:
    with pytest.raises(BuildError, match=rf"{key}: .* has a module sqlalchemy\.testng\. Correct"):
        left_out("", **{key: ("sqlalchemy.testng",)})


def test_files_of_a_module_are_left_out_with_it() -> None:
    names = ["shapes.tests", "pdb"]
    assert is_left_out("shapes/tests/__init__.py", names)
    assert is_left_out("shapes/tests/data/area.json", names)
    assert is_left_out("pdb.py", names)
    assert not is_left_out("shapes/tests_of_more/area.py", names)
    assert not is_left_out("pdb_more.py", names)
