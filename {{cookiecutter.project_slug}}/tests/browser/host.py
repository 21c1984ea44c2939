"""A static host in the tests that can really be dead: a process of its own."""

import subprocess
import sys
from pathlib import Path


class Host:
    """Serves a built site; `url` stays the same when it is stopped and started again."""

    def __init__(self, site: Path, prefix: str = "/") -> None:
        self.site = site
        self.prefix = prefix
        self.port = 0
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> str:
        """Start the server and return the site's address, with a trailing slash."""
        command = [sys.executable, "-m", "pwa", "serve", f"--out={self.site}"]
        self.process = subprocess.Popen(
            [*command, f"--port={self.port}", f"--prefix={self.prefix}"],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        url = self.process.stdout.readline().strip()
        assert url, "the server ended at once; what it said is above"
        self.port = int(url.split(":")[2].split("/")[0])
        return url

    def stop(self) -> None:
        """End the server: from here on there is no network."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            assert self.process.stdout is not None
            self.process.stdout.close()
            self.process = None
