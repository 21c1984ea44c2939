"""build/runtime.py: the one change to Pyodide, without which commits are not durable."""

import pytest

from pwa.build.errors import BuildError
from pwa.build.runtime import FDATASYNC, make_durable


def test_fdatasync_flushes() -> None:
    made = make_durable(f"a;{FDATASYNC}catch(e){{}}}};b")
    assert made.startswith("a;function ___syscall_fdatasync(fd)")
    assert "return -(stream.stream_ops?.fsync?.(stream)??0)}catch(e){}};b" in made
    assert "return 0}" not in made


@pytest.mark.parametrize("script", ["", FDATASYNC * 2, FDATASYNC.replace("return 0", "return 1")])
def test_another_fdatasync_is_refused(script: str) -> None:
    with pytest.raises(BuildError, match="not known whether commits would reach the disk"):
        make_durable(script)
