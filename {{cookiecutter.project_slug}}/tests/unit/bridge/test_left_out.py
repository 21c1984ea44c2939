"""bridge/left_out.py: an import of what the build left out says so."""

import importlib
import sys
from pathlib import Path

import pytest

from pwa.bridge import left_out


@pytest.fixture(autouse=True)
def some_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = tmp_path / "left_out.txt"
    names.write_text("shapes_of_no_use\njson.of_no_use\nserver\tit serves")
    monkeypatch.setattr(left_out, "LIST", names)
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path])
    left_out.name_left_out()


@pytest.mark.parametrize(
    ("statement", "module"),
    [
        ("import shapes_of_no_use", "shapes_of_no_use"),
        ("import shapes_of_no_use.area", "shapes_of_no_use"),
        ("from shapes_of_no_use import area", "shapes_of_no_use"),
        ("import json.of_no_use", "json.of_no_use"),
        ("from json import of_no_use", "json.of_no_use"),
    ],
)
def test_every_kind_of_import_says_what_to_do(statement: str, module: str) -> None:
    with pytest.raises(ModuleNotFoundError) as caught:
        exec(statement)
    assert f"left out the module '{module}'" in str(caught.value)
    assert f'keep = ["{module}"]' in str(caught.value)


@pytest.mark.parametrize("statement", ["import server", "from server.loop import x"])
def test_a_package_that_the_lock_left_out_says_why(statement: str) -> None:
    with pytest.raises(ImportError, match=r"leaves its package out, because it serves\. Do"):
        exec(statement)


def test_another_module_that_is_missing_is_python_s_to_name() -> None:
    with pytest.raises(ModuleNotFoundError, match="No module named 'shapes_of_another_kind'"):
        importlib.import_module("shapes_of_another_kind")


def test_natively_nothing_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(left_out, "LIST", tmp_path / "none")
    before = list(sys.meta_path)
    left_out.name_left_out()
    assert sys.meta_path == before
