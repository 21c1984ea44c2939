"""serve/phone.py: what a phone finds, and what the terminal says."""

import socket

import pytest
from starlette.testclient import TestClient

from pwa.build.errors import BuildError
from pwa.serve.phone import instructions, lan_address, make_page, qr_code

SITE = "https://192.168.1.20:8000/sub/"


def test_the_page_leads_to_the_site_and_gives_the_certificate() -> None:
    client = TestClient(make_page(SITE, "Ann's <app>", b"certificate"))
    page = client.get("/").text
    assert f'<a href="{SITE}">' in page
    assert f'const site = "{SITE}"' in page
    assert "<h1>Ann&#x27;s &lt;app&gt;</h1>" in page
    assert "%" not in page
    answer = client.get("/authority.crt")
    assert answer.content == b"certificate"
    assert answer.headers["Content-Type"] == "application/x-x509-ca-cert"


def test_the_code_is_drawn_with_a_margin() -> None:
    lines = qr_code("http://192.168.1.20:8001/").splitlines()
    assert len(lines) >= 16
    assert all(character in " \u2580\u2584\u2588\x1b[0123456789;m" for character in "".join(lines))


def test_the_terminal_names_both_addresses() -> None:
    said = instructions("http://192.168.1.20:8001/", SITE, authority_is_new=True)
    assert "http://192.168.1.20:8001/" in said
    assert SITE in said
    assert "no phone trusts it yet" in said
    assert "no phone trusts it yet" not in instructions("http://a/", SITE, authority_is_new=False)


def test_a_machine_without_a_network_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: socket.socket, address: object) -> None:
        raise OSError("Network is unreachable")

    monkeypatch.setattr(socket, "socket", type("NoRoute", (socket.socket,), {"connect": refuse}))
    with pytest.raises(BuildError, match="in no network that a phone could be in"):
        lan_address()
