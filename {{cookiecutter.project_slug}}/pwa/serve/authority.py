"""A certificate authority of this project alone, for phones that are to trust this machine.

Browsers give no service worker to a page whose certificate they do not trust, not even after a
click through their warning. So the phone has to know who signed it.
"""

import datetime
import os
import socket
from ipaddress import IPv4Address, ip_address, ip_network
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

FOLDER = ".pwa-https"
"""In the project's folder; git ignores it."""
AUTHORITY_DAYS = 1095
HOST_DAYS = 30
"""It is made anew at each start; iOS accepts no more than 825 days."""
PRIVATE = (
    "10.0.0.0/8",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "100.64.0.0/10",
    "fc00::/7",
    "fe80::/10",
)
"""All that the authority may vouch for: its key must not open anybody's bank to a thief."""


class Authority:
    """The certificate that a phone trusts, and its key; both stay in `folder` between runs."""

    def __init__(self, folder: Path, address: str) -> None:
        """Take what is in `folder`; make it anew if it is over or cannot vouch for `address`."""
        self.folder = folder
        self.address = ip_address(address)
        self.certificate_file = folder / "authority.crt"
        self.key_file = folder / "authority.key"
        self.made = not (self.key_file.is_file() and self.certificate_file.is_file())
        """Whether it is new: no phone trusts it yet."""
        if not self.made:
            self._read()
            self.made = not self._fits()
        if self.made:
            self._make()

    def _read(self) -> None:
        self.certificate = x509.load_pem_x509_certificate(self.certificate_file.read_bytes())
        key = serialization.load_pem_private_key(self.key_file.read_bytes(), None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        self.key = key

    def _fits(self) -> bool:
        limits = self.certificate.extensions.get_extension_for_class(x509.NameConstraints).value
        allowed = [name.value for name in limits.permitted_subtrees or ()]
        ends = self.certificate.not_valid_after_utc
        return any(
            self.address in network for network in allowed if not isinstance(network, str)
        ) and ends > _now() + datetime.timedelta(days=HOST_DAYS)

    def _make(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        today = _now().date().isoformat()
        title = f"{self.folder.parent.name} on {socket.gethostname()}, {today}"[:64]
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, title)])
        networks = (ip_network(network) for network in (*PRIVATE, self.address))
        allowed = [x509.DNSName("localhost"), *map(x509.IPAddress, networks)]
        usage = _usage(key_cert_sign=True)
        self.certificate = (
            _builder(name, name, self.key.public_key(), AUTHORITY_DAYS)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(usage, critical=True)
            .add_extension(x509.NameConstraints(allowed, None), critical=True)
            .sign(self.key, hashes.SHA256())
        )
        self.folder.mkdir(mode=0o700, exist_ok=True)
        write_private(self.key_file, _pem(self.key))
        self.certificate_file.write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))

    @property
    def der(self) -> bytes:
        """The certificate as phones install it."""
        return self.certificate.public_bytes(serialization.Encoding.DER)

    def issue(self) -> Path:
        """Return a PEM file with a new key and certificate for the address and localhost."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, str(self.address))])
        names = [
            x509.DNSName("localhost"),
            x509.IPAddress(IPv4Address("127.0.0.1")),
            x509.IPAddress(self.address),
        ]
        signer = x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key())
        server = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
        certificate = (
            _builder(name, self.certificate.subject, key.public_key(), HOST_DAYS)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(digital_signature=True), critical=True)
            .add_extension(server, critical=False)
            .add_extension(x509.SubjectAlternativeName(names), critical=False)
            .add_extension(signer, critical=False)
            .sign(self.key, hashes.SHA256())
        )
        file = self.folder / "host.pem"
        write_private(file, _pem(key) + certificate.public_bytes(serialization.Encoding.PEM))
        return file


def write_private(file: Path, data: bytes) -> None:
    """Write a file that only this user can read, from its first byte on."""
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
        opened.write(data)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, days: int
) -> x509.CertificateBuilder:
    an_hour_ago = _now() - datetime.timedelta(hours=1)  # a phone's clock may be behind
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(an_hour_ago)
        .not_valid_after(an_hour_ago + datetime.timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(digital_signature: bool = False, key_cert_sign: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=digital_signature,
        key_cert_sign=key_cert_sign,
        crl_sign=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)
