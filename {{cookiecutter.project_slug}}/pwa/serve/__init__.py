"""A host on the developer's machine: `python -m pwa serve`."""

from pathlib import Path

from .files import make_site
from .server import listen, make_server, port_of


def serve(out: Path, port: int, prefix: str) -> None:
    """Serve until interrupted, saying where."""
    site = make_site(out.resolve(), prefix)
    with listen("127.0.0.1", port) as opened:
        print(f"http://localhost:{port_of(opened)}{prefix}", flush=True)
        make_server(site).run(sockets=[opened])
