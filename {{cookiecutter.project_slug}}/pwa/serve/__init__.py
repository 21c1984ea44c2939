"""A host on the developer's machine: `python -m pwa serve`."""

import threading

from starlette.applications import Starlette

from ..build.settings import Settings
from .authority import FOLDER, Authority
from .phone import instructions, lan_address, make_page
from .server import listen, make_server, port_of


def serve(site: Starlette, port: int, prefix: str) -> None:
    """Serve on this machine alone until interrupted, saying where."""
    with listen("127.0.0.1", port) as opened:
        print(f"http://localhost:{port_of(opened)}{prefix}", flush=True)
        make_server(site).run(sockets=[opened])


def serve_phones(
    site: Starlette, settings: Settings, port: int, prefix: str, address: str | None
) -> None:
    """Serve over https to the whole network until interrupted, saying how phones trust it.

    `address` is this machine's; without it, it is found. The next port has, over http, the page
    that gives phones the certificate.
    """
    address = address or lan_address()
    authority = Authority(settings.root / FOLDER, address)
    with listen("0.0.0.0", port) as opened, listen("0.0.0.0", port and port + 1) as second:
        url = f"https://{address}:{port_of(opened)}{prefix}"
        page = f"http://{address}:{port_of(second)}/"
        print(url, instructions(page, url, authority.made), sep="\n", flush=True)
        helper = make_server(make_page(url, settings.name, authority.der))
        threading.Thread(target=helper.run, args=([second],), daemon=True).start()
        make_server(site, authority.issue()).run(sockets=[opened])
