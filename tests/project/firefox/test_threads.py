"""Threads that wait and databases that are awaited: threads_app/."""

import json
from pathlib import Path

import pytest

from tests.project.projects import copy_project, replace_app, succeed

from .conftest import MakeHost, build
from .device import Device, wait_until

THREADS_APP = Path(__file__).parent.parent / "threads_app"
PACKAGES = ("aiosqlite", "asgiref", "sqlalchemy[asyncio]")


@pytest.fixture(scope="module")
def threads_site(firefox: str, built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = copy_project(built, tmp_path_factory.mktemp("threads") / "project")
    replace_app(project, THREADS_APP, *PACKAGES)
    succeed(project, "python", "-m", "pwa", "lock")
    return build(project, tmp_path_factory)


def test_they_do_what_they_do_natively(
    make_host: MakeHost, threads_site: Path, device: Device
) -> None:
    host = make_host(threads_site)
    tab = device.open(host.url)
    host.stop()
    tab.app("() => { fetch('checks').then(async (r) => { window.said = await r.text(); }); }")
    wait_until(lambda: tab.app("() => typeof window.said") == "string")
    said = json.loads(tab.app("() => window.said"))
    assert said == {
        **{"lock": "Lock", "from_a_thread": 3, "by_async_to_sync": 8, "by_asyncio_run": 11},
        "by_loops_of_their_own": [6, 6],
        **{"by_future": 15, "consumed": [1, 4, 9], "timed": ["timer"]},
        "logged": ["line 0", "line 1", "line 2"],
        "contexts": ["pool", "none", "request", "request"],
        **{"written_at_once": 2, "held_together": 15},
    }
