"""bridge/network.py: what is patched, and when."""

import asyncio
import errno
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from pwa.bridge import sockets
from pwa.bridge.when_imported import when_imported


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of modules; what is patched and imported is forgotten afterwards."""
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    before = set(sys.modules)
    yield tmp_path
    for name in set(sys.modules) - before:
        del sys.modules[name]


def patch(module: ModuleType) -> None:
    vars(module)["patched"] = vars(module).get("patched", 0) + 1


def test_a_module_is_patched_when_it_is_imported(folder: Path) -> None:
    package = folder / "lazy_package"
    package.mkdir()
    (package / "__init__.py").write_text("from . import inner\n")
    (package / "inner.py").write_text("")
    (package / "data.txt").write_text("data")
    (folder / "other_module.py").write_text("")
    when_imported({"lazy_package": patch, "lazy_package.inner": patch, "no_such_module": patch})
    assert "lazy_package" not in sys.modules
    import lazy_package  # type: ignore[import-not-found]
    import other_module  # type: ignore[import-not-found]

    assert (lazy_package.patched, lazy_package.inner.patched) == (1, 1)
    assert not hasattr(other_module, "patched")
    assert type(lazy_package.__loader__) is type(other_module.__loader__)
    assert lazy_package.__spec__.loader.get_data(str(package / "data.txt")) == b"data"
    with pytest.raises(ModuleNotFoundError):
        import no_such_module  # type: ignore[import-not-found]  # noqa: F401


def test_what_is_imported_already_is_patched_at_once(folder: Path) -> None:
    (folder / "early_module.py").write_text("")
    import early_module  # type: ignore[import-not-found]

    when_imported({"early_module": patch})
    assert early_module.patched == 1


def test_a_module_that_fails_is_not_patched(folder: Path) -> None:
    (folder / "broken_module.py").write_text("raise LookupError('of the module')")
    when_imported({"broken_module": patch})
    with pytest.raises(LookupError, match="of the module"):
        import broken_module  # type: ignore[import-not-found]  # noqa: F401


def test_sockets_fail_at_once_and_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    class Loop(asyncio.SelectorEventLoop):
        pass

    monkeypatch.setattr(socket.socket, "connect", socket.socket.connect)
    monkeypatch.setattr(socket.socket, "connect_ex", socket.socket.connect_ex)
    loop = Loop()
    sockets.refuse_sockets(loop)
    with pytest.raises(OSError, match="a browser gives Python no sockets") as caught:
        socket.create_connection(("127.0.0.1", 9))
    assert caught.value.errno == errno.ENETUNREACH
    with socket.socket() as one:
        assert one.connect_ex(("127.0.0.1", 9)) == errno.ENETUNREACH
    with pytest.raises(OSError, match="no sockets"):
        loop.run_until_complete(loop.create_connection(asyncio.Protocol, "127.0.0.1", 9))
    loop.close()
