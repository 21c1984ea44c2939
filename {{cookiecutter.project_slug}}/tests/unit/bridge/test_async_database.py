"""bridge/stand_ins/greenlet.py and parked.py: async databases do what they do with threads."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

SCRIPT = Path(__file__).with_name("async_database.py")


def said(way: str, folder: Path) -> dict[str, Any]:
    folder.mkdir()
    command = [sys.executable, str(SCRIPT), way, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def test_what_is_said_is_the_same_as_with_threads(tmp_path: Path) -> None:
    natively, here = said("native", tmp_path / "native"), said("bridge", tmp_path / "bridge")
    assert (natively.pop("of the bridge"), here.pop("of the bridge")) == (False, True)
    assert here == natively
    assert len(here) == 13
    assert not [name for name, value in here.items() if "Error:" in str(value)]


WAITS = """
import asyncio, sys
sys.path.insert(0, {root!r})
from tests.unit.bridge.async_database import one_thread_with_stand_ins

async def main():
    from sqlalchemy.ext.asyncio import create_async_engine
    from sqlalchemy.util import await_only

    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.connect() as connection:
        try:
            await connection.run_sync(lambda _: await_only(asyncio.sleep(60)))
        except TimeoutError as error:
            print(error)
        print(await connection.run_sync(lambda _: await_only(asyncio.sleep(0, "goes on"))))
    pool = create_async_engine("sqlite+aiosqlite:///{path}", pool_size=1, max_overflow=0)
    held = [await pool.connect() for _ in range(20)]
    print(len(held))

with one_thread_with_stand_ins() as run:
    run(main())
"""


def test_what_really_waits_is_a_timeout_and_a_pool_grows(tmp_path: Path) -> None:
    code = WAITS.format(root=str(SCRIPT.parents[3]), path=tmp_path / "a.db")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    lines = done.stdout.splitlines()
    assert lines[1:] == ["goes on", "20"], done.stderr
    assert "cannot stop half-way" in lines[0]
