"""hosts/: what nginx and Caddy answer with these settings. Runs inside a generated project."""

import gzip
import http.client
import shutil
import ssl
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from pwa.serve.files import HEADERS
from tests.browser.device import Device, Tab

from .servers import WebServer, start_caddy, start_nginx

START: dict[str, Callable[[Path, Path, str], WebServer]] = {
    "nginx": start_nginx,
    "nginx with brotli": partial(start_nginx, brotli=True),
    "caddy": start_caddy,
}
SCRIPT = b"export const packed = true;\n" * 50


@pytest.fixture(scope="module")
def packed(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the built site with one more script, packed in both ways."""
    root = shutil.copytree(site, tmp_path_factory.mktemp("packed") / "survey")
    (root / "more.mjs").write_bytes(SCRIPT)
    (root / "more.mjs.gz").write_bytes(gzip.compress(SCRIPT))
    (root / "more.mjs.br").write_bytes(b"by brotli")
    return root


@pytest.fixture(scope="module", params=START)
def server(
    packed: Path, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[WebServer]:
    """Each server with the packed site at its root."""
    running = START[request.param](packed, tmp_path_factory.mktemp("server"), "/")
    yield running
    running.stop()


Answer = tuple[http.client.HTTPResponse, bytes]


def get(server: WebServer, path: str, method: str = "GET", **headers: str) -> Answer:
    """Ask for `path`, which goes behind the server's address as it is."""
    parts = urlsplit(server.url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=10)
    if server.authority:
        context = ssl.create_default_context(cafile=str(server.authority))
        connection = http.client.HTTPSConnection(parts.netloc, timeout=10, context=context)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, parts.path + path, headers=named)
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response, body


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("", "text/html"),
        ("service-worker.js", "text/javascript"),
        ("_pwa/pyodide/pyodide.mjs", "text/javascript"),
        ("_pwa/pyodide/pyodide.asm.wasm", "application/wasm"),
        ("_pwa/pyodide/stdlib.zip", "application/zip"),
        ("_pwa/manifest.json", "application/json"),
        ("_pwa/shell.css", "text/css"),
        ("_pwa/icons/icon-192.png", "image/png"),
    ],
)
def test_files_and_their_types(server: WebServer, path: str, kind: str) -> None:
    response, _ = get(server, path, "HEAD")
    assert response.status == 200
    assert response.headers["Content-Type"].partition(";")[0] == kind


@pytest.mark.parametrize(
    "path", ["", "service-worker.js", "_pwa/pyodide/pyodide.asm.wasm", "not/here", "not/here.js"]
)
def test_the_headers_are_those_of_pwa_serve(server: WebServer, path: str) -> None:
    response, _ = get(server, path)
    assert {name: response.headers[name] for name in HEADERS} == HEADERS


@pytest.mark.parametrize("path", ["not/here", "not/here.js", "_pwa/", "_pwa/nothing.wasm"])
def test_what_is_not_there_is_the_404_page(server: WebServer, packed: Path, path: str) -> None:
    response, body = get(server, path)
    assert (response.status, body) == (404, (packed / "404.html").read_bytes())
    assert response.headers["Content-Type"].startswith("text/html")


def test_a_packed_file_is_sent_to_those_who_take_it(server: WebServer) -> None:
    response, body = get(server, "more.mjs", Accept_Encoding="gzip")
    assert response.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(body) == SCRIPT
    assert response.headers["Content-Type"].startswith("text/javascript")
    assert "Accept-Encoding" in response.headers["Vary"]
    plain, body = get(server, "more.mjs")
    assert (plain.headers["Content-Encoding"], body) == (None, SCRIPT)


def test_brotli_goes_before_gzip(server: WebServer, request: pytest.FixtureRequest) -> None:
    response, body = get(server, "more.mjs", Accept_Encoding="gzip, deflate, br")
    if request.node.callspec.params["server"] == "nginx":
        assert response.headers["Content-Encoding"] == "gzip"  # without the module
    else:
        assert (response.headers["Content-Encoding"], body) == ("br", b"by brotli")


def test_what_the_browser_has_is_not_sent_again(server: WebServer) -> None:
    first, _ = get(server, "service-worker.js")
    again, body = get(server, "service-worker.js", If_None_Match=first.headers["ETag"])
    assert (again.status, body) == (304, b"")


@pytest.mark.parametrize("server", ["nginx"], indirect=True)  # Caddy does it by itself
def test_http_is_sent_to_https(server: WebServer) -> None:
    http_only = WebServer(server.process, f"http://localhost:{server.http_port}/")
    response, _ = get(http_only, "a?b")
    assert response.status == 301
    assert response.headers["Location"] == "https://localhost/a?b"


@pytest.mark.parametrize("name", ["nginx", "caddy"])
@pytest.mark.parametrize("path", ["/", "/survey/"])
def test_the_app_installs_from_it_and_needs_it_no_more(
    site: Path, tmp_path: Path, device: Device, name: str, path: str
) -> None:
    root = shutil.copytree(site, tmp_path / "root" / path.strip("/"))
    folder = tmp_path / "server"
    folder.mkdir()
    server = START[name](root if path == "/" else root.parent, folder, path)
    device.arguments = ("--ignore-certificate-errors",)  # nginx's, which Chromium does not know
    try:
        tab = Tab(device.start().new_page())
        tab.page.goto(f"{server.url}no/such/page?a=1")  # by way of 404.html
        tab.page.wait_for_url(f"{server.url}no/such/page?a=1")
        tab.wait_until_ready()
    finally:
        server.stop()
    tab.reload()
    tab.goto(server.url)
    assert tab.fetch(server.url)[0] == 200
