"""build/serve.py: what the host answers."""

import gzip
import http.client
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from pwa.build.errors import BuildError
from pwa.build.serve import make_server

PAGE = "<!doctype html><title>shell</title>" + "x" * 500


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    out = tmp_path / "dist"
    (out / "_pwa").mkdir(parents=True)
    (out / "index.html").write_text(PAGE)
    (out / "404.html").write_text("not here")
    (out / "_pwa" / "a.wasm").write_bytes(b"\0asm")
    (out / "_pwa" / "a.mjs").write_text("export {}")
    (tmp_path / "secret").write_text("outside")
    server = make_server(out, 0, "/sub/")
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def get(port: int, path: str, **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request("GET", path, headers=headers)
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response, body


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/sub/", "text/html"),
        ("/sub/?q", "text/html"),
        ("/sub/_pwa/a.wasm", "application/wasm"),
        ("/sub/_pwa/a.mjs", "text/javascript"),
    ],
)
def test_files_and_their_types(port: int, path: str, kind: str) -> None:
    response, _ = get(port, path)
    assert (response.status, response.headers["Content-Type"]) == (200, kind)
    assert response.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "path", ["/", "/other", "/sub/a/b", "/sub/../secret", "/sub/%2e%2e/secret"]
)
def test_what_is_not_there_is_the_404_page(port: int, path: str) -> None:
    response, body = get(port, path)
    assert (response.status, body) == (404, b"not here")


def test_compression_is_asked_for(port: int) -> None:
    response, body = get(port, "/sub/", **{"Accept-Encoding": "gzip, br"})
    assert response.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(body).decode() == PAGE


def test_a_folder_without_a_site(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="run `python -m pwa build` first"):
        make_server(tmp_path, 0)


def test_a_port_in_use(port: int, tmp_path: Path) -> None:
    with pytest.raises(BuildError, match=f"port {port} cannot be used"):
        make_server(tmp_path / "dist", port)


@pytest.mark.parametrize("prefix", ["sub/", "/sub"])
def test_a_prefix_has_slashes_at_both_ends(port: int, tmp_path: Path, prefix: str) -> None:
    with pytest.raises(BuildError, match="begin and end with a slash"):
        make_server(tmp_path / "dist", 0, prefix)
