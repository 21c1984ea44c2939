"""serve/authority.py: who may trust it, for what, and where its key is."""

import datetime
import socket
import ssl
import threading
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import NameOID

from pwa.serve import authority
from pwa.serve.authority import Authority


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "project" / ".pwa-https"


@pytest.fixture(autouse=True)
def project(folder: Path) -> None:
    folder.parent.mkdir()


def shake_hands(host: Path, trusted: Path, name: str) -> str:
    """Connect to a server with the certificate in `host`; return what keeps a client from it."""
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(host)
    client = ssl.create_default_context(cafile=str(trusted))
    client.verify_flags |= ssl.VERIFY_X509_STRICT
    here, there = socket.socketpair()

    def accept() -> None:
        try:
            server.wrap_socket(there, server_side=True).close()
        except OSError:
            there.close()

    thread = threading.Thread(target=accept)
    thread.start()
    try:
        client.wrap_socket(here, server_hostname=name).close()
        return ""
    except ssl.SSLCertVerificationError as error:
        return error.verify_message
    finally:
        here.close()
        thread.join()


@pytest.mark.parametrize("name", ["192.168.1.20", "localhost", "127.0.0.1"])
def test_who_trusts_the_authority_trusts_the_host(folder: Path, name: str) -> None:
    made = Authority(folder, "192.168.1.20")
    assert shake_hands(made.issue(), made.certificate_file, name) == ""


def test_the_host_s_certificate_is_for_its_address_only(folder: Path) -> None:
    made = Authority(folder, "192.168.1.20")
    assert "mismatch" in shake_hands(made.issue(), made.certificate_file, "192.168.1.21")


def test_nobody_else_trusts_it(folder: Path, tmp_path: Path) -> None:
    other = Authority(tmp_path / "other", "192.168.1.20")
    host = Authority(folder, "192.168.1.20").issue()
    said = shake_hands(host, other.certificate_file, "192.168.1.20")
    assert said == "unable to get local issuer certificate"


def test_its_key_cannot_vouch_for_the_sites_of_others(folder: Path) -> None:
    made = Authority(folder, "192.168.1.20")
    made.address = ip_address("203.0.113.7")
    said = shake_hands(made.issue(), made.certificate_file, "203.0.113.7")
    assert said == "permitted subtree violation"


def test_it_is_kept_between_runs(folder: Path) -> None:
    first = Authority(folder, "192.168.1.20")
    again = Authority(folder, "192.168.1.99")
    assert (first.made, again.made) == (True, False)
    assert first.der == again.der
    assert shake_hands(again.issue(), first.certificate_file, "192.168.1.99") == ""


def test_an_address_that_is_not_private_needs_an_authority_of_its_own(folder: Path) -> None:
    first = Authority(folder, "192.168.1.20")
    public = Authority(folder, "203.0.113.7")
    assert public.made
    assert first.der != public.der
    assert shake_hands(public.issue(), public.certificate_file, "203.0.113.7") == ""


def test_it_is_made_anew_before_it_ends(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Authority(folder, "192.168.1.20")
    later = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=1080)
    monkeypatch.setattr(authority, "_now", lambda: later)
    assert Authority(folder, "192.168.1.20").made


def test_keys_are_for_this_user_only(folder: Path) -> None:
    host = Authority(folder, "192.168.1.20").issue()
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / "authority.key").stat().st_mode & 0o777 == 0o600
    assert host.stat().st_mode & 0o777 == 0o600


def test_git_ignores_the_keys() -> None:
    assert "/.pwa-https/" in (Path(__file__).parents[3] / ".gitignore").read_text("utf-8")


def test_phones_show_whose_it_is(folder: Path) -> None:
    certificate = x509.load_der_x509_certificate(Authority(folder, "10.0.0.1").der)
    [name] = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    assert str(name.value).startswith("project on ")
    assert isinstance(certificate.signature_hash_algorithm, hashes.SHA256)
