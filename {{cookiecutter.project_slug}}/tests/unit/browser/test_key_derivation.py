"""`hashlib.scrypt` and `pbkdf2_hmac` in Pyodide give what OpenSSL gives."""

import hashlib
from typing import Any

import pytest

from pwa.bridge import key_derivation

from .conftest import Program

Call = tuple[str, list[Any], dict[str, Any]]

PASSWORDS = [b"", b"secret", "hérons \U0001f60a".encode(), bytes(range(256)), b"\0" * 64, b"x" * 65]
SALTS = [b"", b"salt", bytes(range(255, -1, -1))]
SHAPES = [
    *((2, 1, 1), (4, 1, 1), (16, 1, 1), (1024, 8, 16), (2, 8, 3), (64, 3, 5), (256, 7, 2)),
    *((2, 1, 100), (2, 100, 1), (32768, 1, 1), (16384, 7, 1)),
]


def scrypt(password: Any = b"p", **parameters: Any) -> Call:
    return ("scrypt", [password], {"salt": b"s", "n": 2, "r": 1, "p": 1, **parameters})


KEYS: list[Call] = [
    *(scrypt(password, salt=salt) for password in PASSWORDS for salt in SALTS),
    *(scrypt(n=n, r=r, p=p, maxmem=2**26) for n, r, p in SHAPES),
    *(scrypt(dklen=length) for length in (1, 31, 32, 33, 63, 64, 65, 1000)),
    scrypt(n=2**15, r=8, p=1, maxmem=132 * 2**15 * 8),  # Werkzeug's
    scrypt(n=2**14, r=8, p=5, maxmem=0),  # Django's
    scrypt(maxmem=640),
    *(
        ("pbkdf2_hmac", [name, password, salt, rounds, length], {})
        for name in ("sha256", "SHA256", "sha1", "sha512")
        for password in PASSWORDS
        for salt in SALTS
        for rounds, length in ((1, None), (99, 20), (100, 20), (1000, 150))
    ),
]

REFUSED: list[Call] = [
    *(scrypt(n=n) for n in (0, 1, 3, 2**31 + 1, 2.5, "2", -2, 2**70, None)),
    *(scrypt(r=r) for r in (0, -1, 2**64, "1", 1.5)),
    *(scrypt(p=p) for p in (0, -1, 2**64, 2**30, "1")),
    *(scrypt(maxmem=maxmem) for maxmem in (-1, 2**31, 639, 1)),
    *(scrypt(dklen=dklen) for dklen in (0, -1, 2**31)),
    scrypt(n=2**16),
    scrypt(n=2**16, maxmem=2**30),
    scrypt(n=2**15, r=8),
    scrypt("p"),
    scrypt(None),
    scrypt(salt="s"),
    scrypt(salt=None),
    *(("pbkdf2_hmac", ["sha256", b"p", b"s", rounds, 32], {}) for rounds in (0, -1)),
    *(("pbkdf2_hmac", ["sha256", b"p", b"s", 1, length], {}) for length in (0, -1)),
    ("pbkdf2_hmac", ["sha256", "p", b"s", 1000, 32], {}),
]


def native(call: Call) -> str:
    name, args, kwargs = call
    try:
        key: bytes = getattr(hashlib, name)(*args, **kwargs)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return key.hex()


def in_pyodide(program: Program, calls: list[Call]) -> list[str]:
    def plain(value: Any) -> Any:
        return {"hex": value.hex()} if isinstance(value, bytes) else value

    sent = [
        (name, [plain(arg) for arg in args], {key: plain(value) for key, value in kwargs.items()})
        for name, args, kwargs in calls
    ]
    told: list[str] = program("key_derivation.mjs", calls=sent, module=key_derivation.__file__)
    return told


def test_the_keys_are_openssl_s(program: Program) -> None:
    expected = [native(call) for call in KEYS]
    assert not [answer for answer in expected if ":" in answer]
    assert in_pyodide(program, KEYS) == expected


def test_what_openssl_refuses_is_refused(program: Program) -> None:
    for call, answer in zip(REFUSED, in_pyodide(program, REFUSED), strict=True):
        expected = native(call)
        assert answer.partition(":")[0] == expected.partition(":")[0], call


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (scrypt(n=3), "n must be a power of 2"),
        (scrypt(r=0), "Invalid parameter combination for n, r, p, maxmem"),
        (scrypt(n=2**16), "memory limit exceeded"),
        (scrypt(dklen=0), "dklen must be greater than 0 and smaller than 2147483647"),
        (scrypt(maxmem=-1), "maxmem must be positive and smaller than 2147483647"),
    ],
)
def test_the_words_are_openssl_s(call: Call, said: str) -> None:
    for function in (hashlib.scrypt, key_derivation.scrypt):
        with pytest.raises(ValueError, match=said):
            function(*call[1], **call[2])
