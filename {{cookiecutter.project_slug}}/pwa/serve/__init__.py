"""A host on the developer's machine: `python -m pwa serve`."""

from starlette.applications import Starlette

from .server import listen, make_server, port_of


def serve(site: Starlette, port: int, prefix: str) -> None:
    """Serve on this machine alone until interrupted, saying where."""
    with listen("127.0.0.1", port) as opened:
        print(f"http://localhost:{port_of(opened)}{prefix}", flush=True)
        make_server(site).run(sockets=[opened])
