"""serve/files.py and serve/server.py: what the host answers, over a real connection."""

import http.client
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from pwa.build.errors import BuildError
from pwa.serve.files import HEADERS, accepts, make_site
from pwa.serve.server import listen, serving

PAGE = "<!doctype html><title>shell</title>"
SCRIPT = "export const plain = true;"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    out = tmp_path / "dist"
    (out / "_pwa" / "folder").mkdir(parents=True)
    (out / "index.html").write_text(PAGE)
    (out / "404.html").write_text("not here")
    (out / "_pwa" / "a.wasm").write_bytes(b"\0asm")
    (out / "_pwa" / "a.webmanifest").write_text("{}")
    (out / "_pwa" / "a.zip").write_bytes(b"PK")
    (out / "_pwa" / "a.mjs").write_text(SCRIPT)
    (out / "_pwa" / "a.mjs.br").write_bytes(b"by brotli")
    (out / "_pwa" / "a.mjs.gz").write_bytes(b"by gzip")
    (tmp_path / "secret").write_text("outside")
    return out


@pytest.fixture
def port(out: Path) -> Iterator[int]:
    """The port of a running host with the site below /sub/."""
    with serving(make_site(out, "/sub/")) as port:
        yield port


Answer = tuple[http.client.HTTPResponse, bytes]


def get(port: int, path: str, method: str = "GET", **headers: str) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, headers=named)
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response, body


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/sub/", "text/html; charset=utf-8"),
        ("/sub/?q", "text/html; charset=utf-8"),
        ("/sub/_pwa/a.wasm", "application/wasm"),
        ("/sub/_pwa/a.mjs", "text/javascript; charset=utf-8"),
        ("/sub/_pwa/a.webmanifest", "application/manifest+json"),
        ("/sub/_pwa/a.zip", "application/zip"),
    ],
)
def test_files_and_their_types(port: int, path: str, kind: str) -> None:
    response, _ = get(port, path)
    assert (response.status, response.headers["Content-Type"]) == (200, kind)


@pytest.mark.parametrize("path", ["/sub/", "/sub/_pwa/a.wasm", "/sub/not/here", "/other"])
def test_every_answer_has_the_headers(port: int, path: str) -> None:
    response, _ = get(port, path)
    assert {name: response.headers[name] for name in HEADERS} == HEADERS


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/other",
        "/sub/a/b",
        "/sub/_pwa/folder/",  # and no list of what is in it
        "/sub/../secret",
        "/sub/%2e%2e/secret",
        "/sub/..%2fsecret",
        "/sub//secret",
        "/sub/%00",
    ],
)
def test_what_is_not_there_is_the_404_page(port: int, path: str) -> None:
    response, body = get(port, path)
    assert (response.status, body) == (404, b"not here")


def test_the_site_s_address_without_its_slash_leads_there(port: int) -> None:
    response, _ = get(port, "/sub")
    assert response.status == 307
    assert response.headers["Location"].endswith("/sub/")


def test_a_link_that_leads_outside_is_not_followed(out: Path, port: int) -> None:
    (out / "link").symlink_to(out.parent / "secret")
    assert get(port, "/sub/link")[0].status == 404


@pytest.mark.parametrize(
    ("accepted", "coding", "body"),
    [
        ("gzip, deflate, br", "br", b"by brotli"),
        ("gzip, deflate", "gzip", b"by gzip"),
        ("br;q=0, gzip;q=0.5", "gzip", b"by gzip"),
        ("identity", None, SCRIPT.encode()),
    ],
)
def test_packed_files_go_to_those_who_take_them(
    port: int, accepted: str, coding: str | None, body: bytes
) -> None:
    response, got = get(port, "/sub/_pwa/a.mjs", Accept_Encoding=accepted)
    assert (response.headers["Content-Encoding"], got) == (coding, body)
    assert response.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert response.headers["Content-Length"] == str(len(body))
    assert response.headers["Vary"] == "Accept-Encoding"


def test_a_packed_file_of_an_earlier_build_is_not_sent(out: Path, port: int) -> None:
    changed = (out / "_pwa" / "a.mjs.br").stat().st_mtime_ns + 1_000_000
    os.utime(out / "_pwa" / "a.mjs", ns=(changed, changed))
    _, body = get(port, "/sub/_pwa/a.mjs", Accept_Encoding="br")
    assert body == SCRIPT.encode()


@pytest.mark.parametrize("accepted", ["identity", "gzip", "br"])
def test_what_the_browser_has_is_not_sent_again(port: int, accepted: str) -> None:
    first, _ = get(port, "/sub/_pwa/a.mjs", Accept_Encoding=accepted)
    tag = first.headers["ETag"]
    again, body = get(port, "/sub/_pwa/a.mjs", Accept_Encoding=accepted, If_None_Match=tag)
    assert (again.status, body) == (304, b"")
    assert {name: again.headers[name] for name in HEADERS} == HEADERS
    other = "gzip" if accepted == "br" else "br"
    assert get(port, "/sub/_pwa/a.mjs", Accept_Encoding=other, If_None_Match=tag)[0].status == 200


def test_a_changed_file_has_another_tag(out: Path, port: int) -> None:
    tag = get(port, "/sub/")[0].headers["ETag"]
    (out / "index.html").write_text(PAGE + "changed")
    response, body = get(port, "/sub/", If_None_Match=tag)
    assert (response.status, body.decode()) == (200, PAGE + "changed")


def test_a_part_is_of_the_plain_file(port: int) -> None:
    response, body = get(port, "/sub/_pwa/a.mjs", Range="bytes=7-11", Accept_Encoding="br")
    assert (response.status, body) == (206, SCRIPT[7:12].encode())
    assert response.headers["Content-Range"] == f"bytes 7-11/{len(SCRIPT)}"
    assert response.headers["Content-Encoding"] is None
    assert get(port, "/sub/_pwa/a.mjs", Range="bytes=99-")[0].status == 416


def test_head_is_get_without_the_body(port: int) -> None:
    response, body = get(port, "/sub/_pwa/a.mjs", "HEAD", Accept_Encoding="br")
    assert (response.status, body) == (200, b"")
    assert response.headers["Content-Length"] == str(len(b"by brotli"))


def test_nothing_can_be_sent_to_it(port: int) -> None:
    assert get(port, "/sub/", "POST")[0].status == 405


@pytest.mark.parametrize(
    ("header", "taken"),
    [
        ("br", True),
        ("gzip, BR ; q=1", True),
        ("br;q=0", False),
        ("br; q=0.000", False),
        ("brotli", False),
        ("", False),
    ],
)
def test_what_a_browser_takes(header: str, taken: bool) -> None:
    assert accepts(header, "br") is taken


def test_a_folder_without_a_site(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="run `python -m pwa build` first"):
        make_site(tmp_path, "/")


def test_a_port_in_use(port: int) -> None:
    with pytest.raises(BuildError, match=f"port {port} cannot be used"):
        listen("127.0.0.1", port)


@pytest.mark.parametrize("prefix", ["sub/", "/sub"])
def test_a_prefix_has_slashes_at_both_ends(out: Path, prefix: str) -> None:
    with pytest.raises(BuildError, match="begin and end with a slash"):
        make_site(out, prefix)
