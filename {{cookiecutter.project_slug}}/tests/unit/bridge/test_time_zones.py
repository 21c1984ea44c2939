"""bridge/time_zones.py: what is said where a time zone is missed."""

import sys
import zoneinfo
from collections.abc import Iterator
from typing import Any

import pytest

from pwa.bridge.time_zones import patch_zoneinfo

WORDS = "add tzdata to .project. dependencies"


@pytest.fixture(autouse=True)
def without_the_system_s(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    package: Any = zoneinfo
    monkeypatch.setattr(package._common, "load_tzdata", package._common.load_tzdata)
    zoneinfo.reset_tzpath(())
    patch_zoneinfo(zoneinfo)
    yield
    zoneinfo.reset_tzpath()


def test_without_a_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [])
    for name in [name for name in sys.modules if name.partition(".")[0] == "tzdata"]:
        monkeypatch.delitem(sys.modules, name)
    with pytest.raises(zoneinfo.ZoneInfoNotFoundError, match=WORDS) as caught:
        zoneinfo.ZoneInfo.no_cache("Europe/Vienna")
    assert "No time zone found with key Europe/Vienna: " in caught.value.args[0]
    assert isinstance(caught.value, KeyError)


def test_a_name_that_there_is_not(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    package = tmp_path / "tzdata" / "zoneinfo"
    package.mkdir(parents=True)
    for folder in (package.parent, package):
        (folder / "__init__.py").write_text("")
    for name in [name for name in sys.modules if name.partition(".")[0] == "tzdata"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(zoneinfo.ZoneInfoNotFoundError) as caught:
        zoneinfo.ZoneInfo.no_cache("Nowhere")
    assert caught.value.args == ("No time zone found with key Nowhere",)
    for name in [name for name in sys.modules if name.partition(".")[0] == "tzdata"]:
        monkeypatch.delitem(sys.modules, name)
