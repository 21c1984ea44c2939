"""bridge/key_derivation.py derives the same keys as OpenSSL."""

import hashlib
from typing import Any

import pytest

from pwa.bridge.key_derivation import add_key_derivation, pbkdf2_hmac, scrypt


@pytest.mark.parametrize("name", ["sha256", "sha1", "sha512"])
@pytest.mark.parametrize("password", [b"", b"secret", b"longer than a block" * 10])
@pytest.mark.parametrize(("iterations", "length"), [(1, None), (50, 20), (3, 150)])
def test_keys_are_openssl_s(name: str, password: bytes, iterations: int, length: int) -> None:
    expected = hashlib.pbkdf2_hmac(name, password, b"salt", iterations, length)
    assert pbkdf2_hmac(name, password, b"salt", iterations, length) == expected


@pytest.mark.parametrize(("iterations", "length"), [(0, None), (1, 0)])
def test_nothing_is_refused(iterations: int, length: int | None) -> None:
    with pytest.raises(ValueError, match="greater than 0"):
        pbkdf2_hmac("sha256", b"", b"", iterations, length)


@pytest.mark.parametrize("function", [pbkdf2_hmac, scrypt])
def test_it_is_added_only_where_it_is_missing(
    monkeypatch: pytest.MonkeyPatch, function: Any
) -> None:
    name = function.__name__
    own = getattr(hashlib, name)
    add_key_derivation()
    assert getattr(hashlib, name) is own
    monkeypatch.delattr(hashlib, name)
    add_key_derivation()
    assert getattr(hashlib, name) is function
