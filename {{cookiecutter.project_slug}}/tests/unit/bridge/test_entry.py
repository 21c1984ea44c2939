"""bridge/entry.py: how an application is found and imported."""

import asyncio
import sys
from pathlib import Path

import pytest

from pwa.bridge.entry import ApplicationNotFound, load
from pwa.bridge.wsgi import WsgiServer

SOURCE = """
import asyncio

try:
    asyncio.get_running_loop()
    running = True
except RuntimeError:
    running = False

def app(environ, start_response):
    start_response("200 OK", [])
    return [b"running" if running else b"none"]

class Holder:
    inner = staticmethod(app)

number = 1
"""


@pytest.fixture(autouse=True)
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "some_module.py").write_text(SOURCE)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "some_module", raising=False)


@pytest.mark.parametrize(("interface", "running"), [("auto", True), ("wsgi", False)])
def test_whether_a_loop_runs_while_it_is_imported(interface: str, running: bool) -> None:
    async def main() -> None:
        assert isinstance(load("some_module:app", interface), WsgiServer)
        assert asyncio.get_running_loop()

    asyncio.run(main())
    assert sys.modules["some_module"].running is running
    del sys.modules["some_module"]


def test_an_attribute_of_an_attribute() -> None:
    assert isinstance(load("some_module:Holder.inner"), WsgiServer)
    del sys.modules["some_module"]


@pytest.mark.parametrize(
    ("reference", "said"),
    [("some_module:none", "has no attribute 'none'"), ("some_module:number", "cannot be called")],
)
def test_what_is_no_application(reference: str, said: str) -> None:
    with pytest.raises(ApplicationNotFound, match=said):
        load(reference)
    del sys.modules["some_module"]
