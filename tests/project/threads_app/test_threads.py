"""What waits in a thread, and awaits a database, in the browser: as natively, with real threads."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.browser.device import Device
from tests.browser.host import Host

NATIVELY = """
import asyncio, json
from app.main import app, checks, lifespan

async def main():
    async with lifespan(app):
        return await checks()

print(json.dumps(asyncio.run(main())))
"""

AT_ONCE = """async () => {
  const { fetch } = document.getElementById("app").contentWindow;
  const post = async (path) => (await fetch(path, { method: "POST" })).json();
  const held = post("hold?seconds=0.5");
  await fetch("./");
  const answers = await Promise.all([held, post("write"), post("write")]);
  return [answers, await (await fetch("notes")).json()];
}"""


def test_threads_do_what_they_do_natively(host: Host, device: Device, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", NATIVELY],
        env={**os.environ, "DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    tab = device.open(host.start())
    host.stop()
    status, text = tab.fetch("checks")
    assert status == 200, text
    assert json.loads(text) == json.loads(done.stdout)
    assert "Error" not in text

    assert tab.fetch("waits")[1].startswith('"this waits for another thread')
    answers, notes = tab.page.evaluate(AT_ONCE)
    assert answers == ["held", "written", "written"]
    assert notes[-3:] == ["held", "written", "written"]
