"""serve/watch.py: which change is built how, and what tabs are told. Nothing is built here."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from starlette.requests import Request
from starlette.responses import StreamingResponse
from watchfiles import Change

from pwa.build.errors import BuildError
from pwa.build.settings import Settings
from pwa.build.site import Built
from pwa.serve import watch as watching
from pwa.serve.watch import Watch, watched_settings

PROJECT = """\
[project]
dependencies = []
[tool.pwa]
app = "app.main:app"
name = "A"
short_name = "A"
icon = "icon.png"
include = ["data"]
network_prefixes = ["sync/"]
"""


class Builds:
    """Stands for both kinds of build; `failure` is raised by the next ones."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.failure: Exception | None = None

    def build(self, settings: Settings, out: Path, watch: bool) -> Built:
        assert watch
        return self._next("whole", Built(settings, out, out, [], {}, [], "", True))

    def refresh(self, built: Built) -> Built:
        return self._next("application", built)

    def _next(self, kind: str, built: Built) -> Built:
        if self.failure:
            raise self.failure
        self.done.append(kind)
        return replace(built, version=str(len(self.done)))


@pytest.fixture
def builds(monkeypatch: pytest.MonkeyPatch) -> Builds:
    builds = Builds()
    monkeypatch.setattr(watching, "build", builds.build)
    monkeypatch.setattr(watching, "refresh", builds.refresh)
    return builds


@pytest.fixture
def watch(tmp_path: Path, builds: Builds) -> Watch:
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    return Watch(tmp_path)


def test_the_settings_are_the_project_s_but_for_two(watch: Watch) -> None:
    settings = watched_settings(watch.root)
    assert settings.name == "A"
    assert settings.snapshot is False
    assert settings.network_prefixes == ("sync/", "_pwa/watch/")


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        ({"app/templates/a.html"}, "application"),
        ({"app/main.py", "data/a.csv"}, "application"),
        ({"pwa/bridge/http.py"}, "application"),
        ({"pyproject.toml"}, "whole"),
        ({"browser.lock", "app/main.py"}, "whole"),
        ({"icon.png"}, "whole"),
        ({"pwa/browser/shell/shell.js"}, "whole"),
        ({"tests/unit/test_a.py", "README.md", "application/main.py"}, None),
    ],
)
def test_what_is_built_after_a_change(
    watch: Watch, builds: Builds, names: set[str], kind: str | None
) -> None:
    asyncio.run(watch.update(names))
    assert builds.done == ["whole", *([kind] if kind else [])]


@pytest.mark.parametrize(
    ("failure", "words"),
    [(BuildError("name it"), "error: name it"), (ZeroDivisionError("own"), "ZeroDivisionError")],
)
def test_what_fails_is_said_and_the_last_build_stays(
    watch: Watch,
    builds: Builds,
    capsys: pytest.CaptureFixture[str],
    failure: Exception,
    words: str,
) -> None:
    before = watch.built
    builds.failure = failure
    asyncio.run(watch.update({"app/main.py"}))
    said = capsys.readouterr().err
    assert words in said
    assert "The last good build is served until the next change." in said
    assert watch.built is before


async def versions(watch: Watch) -> AsyncIterator[str]:
    response = await watch.versions(Request({"type": "http"}))
    assert isinstance(response, StreamingResponse)
    return cast(AsyncIterator[str], response.body_iterator)


def test_a_tab_is_told_the_version_and_each_one_after_it(watch: Watch) -> None:
    async def follow() -> list[str]:
        stream = await versions(watch)
        told = [await anext(stream)]
        await watch.update({"app/main.py"})
        told.append(await anext(stream))
        return told

    assert asyncio.run(follow()) == ["data: 1\n\n", "data: 2\n\n"]


def test_the_end_of_the_server_is_the_end_of_what_tabs_are_told(watch: Watch) -> None:
    async def follow() -> list[str]:
        stream = await versions(watch)
        told = [await anext(stream)]
        watch.end()
        return [*told, *[version async for version in stream]]

    assert asyncio.run(follow()) == ["data: 1\n\n"]


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("app/a.html", True),
        ("app/main.py", True),
        ("app/.a.html.swp", False),
        ("app/__pycache__/main.pyc", False),
        ("app.db", False),
        ("app.db-wal", False),
    ],
)
def test_by_products_are_no_change(name: str, counts: bool) -> None:
    assert watching.Sources()(Change.modified, f"/project/{name}") is counts
