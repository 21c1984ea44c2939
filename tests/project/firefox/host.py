"""A static host in the tests that can really be dead: a process of its own."""

import subprocess
from pathlib import Path

from tests.project.projects import DEMO, VENV


class Host:
    """Serves a built site, by the demo's environment, from its start until `stop`."""

    def __init__(self, site: Path, prefix: str = "/") -> None:
        command = [str(VENV / "bin" / "python"), "-m", "pwa", "serve", f"--out={site}"]
        self.process = subprocess.Popen(
            [*command, "--port=0", f"--prefix={prefix}"],
            cwd=DEMO,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        self.url = self.process.stdout.readline().strip()
        """The site's address, with a trailing slash."""
        assert self.url, "the server ended at once; what it said is above"

    def stop(self) -> None:
        """End the server: from here on there is no network."""
        self.process.kill()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()
