"""`python -m pwa serve --https`: what a phone on the same network needs, an address, a QR code, and
a reason to trust it."""

import html
import io
import socket
import threading
from pathlib import Path

import segno
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..build.errors import BuildError
from ..build.settings import Settings
from .authority import FOLDER, Authority
from .server import listen, make_server, port_of

PAGE = Path(__file__).parent / "phone.html"
CERTIFICATE_TYPE = "application/x-x509-ca-cert"
"""With it phones offer to install the file."""
WHITE_ON_BLACK, USUAL = "\x1b[97;40m", "\x1b[0m"


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


def lan_address() -> str:
    """Return this machine's address on its network. Nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # an address for examples (RFC 5737)
        except OSError:
            raise BuildError(
                "this machine is in no network that a phone could be in: connect it, or name its "
                "address with --address"
            ) from None
        address: str = probe.getsockname()[0]
        return address


def make_page(site: str, name: str, certificate: bytes) -> Starlette:
    """Return the site, over plain http, that gives a phone `certificate` and leads it to `site`."""
    text = PAGE.read_text("utf-8").replace("%SITE%", html.escape(site))
    page = text.replace("%NAME%", html.escape(name))

    async def show(request: Request) -> Response:
        return Response(page, media_type="text/html", headers={"Cache-Control": "no-store"})

    async def give(request: Request) -> Response:
        return Response(certificate, media_type=CERTIFICATE_TYPE)

    return Starlette(routes=[Route("/", show), Route("/authority.crt", give)])


def qr_code(text: str) -> str:
    """Return a QR code for a terminal of any colours, two rows of modules in each line."""
    drawn = io.StringIO()
    segno.make(text, error="l", micro=False).terminal(drawn, compact=True)
    lines = drawn.getvalue().splitlines()
    return "".join(f"{WHITE_ON_BLACK}{line}{USUAL}\n" for line in lines)


def instructions(page: str, site: str, authority_is_new: bool) -> str:
    """Return what the terminal says below the site's address; `page` is make_page's."""
    new = "\nThe authority is new: no phone trusts it yet." if authority_is_new else ""
    return f"""
A phone in the same network: scan this, or open {page}

{qr_code(page)}
It says how the phone learns to trust this machine, once, and leads to {site}.
Without that, browsers warn, and behind the warning they store no app.{new}

The authority's key is in .pwa-https/, for this user only, and good for private addresses only.
Another network gives this machine another address, and there the app starts empty.
An Android phone on a USB cable needs none of this: `adb reverse tcp:8000 tcp:8000`, then
`python -m pwa serve`, and open http://localhost:8000/ on the phone.
"""
