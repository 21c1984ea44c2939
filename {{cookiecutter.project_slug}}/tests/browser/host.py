"""A static host in the tests that can really be dead: a process of its own."""

import random
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

PORTS = range(20_000, 32_768)
"""No system gives these to whoever asks for any port: a host that is stopped keeps its own."""


def free_port() -> int:
    """Return one of PORTS that nobody uses."""
    while True:
        port = random.choice(PORTS)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


class Host:
    """Serves a built site; `url` stays the same when it is stopped and started again."""

    def __init__(self, site: Path, prefix: str = "/") -> None:
        self.site = site
        self.prefix = prefix
        self.port = free_port()
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
        return url

    def publish(self, site: Path) -> str:
        """Serve another site from now on, at the same address; return that."""
        self.stop()
        self.site = site
        return self.start()

    def stop(self) -> None:
        """End the server: from here on there is no network."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            assert self.process.stdout is not None
            self.process.stdout.close()
            self.process = None
