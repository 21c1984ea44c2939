"""`hashlib.pbkdf2_hmac` where Python has no OpenSSL, as in Pyodide: passwords are kept by it.

About 15 times slower than OpenSSL's; `hashlib.scrypt` would need too much time and is not here.
"""

import hashlib
from typing import Any


def add_key_derivation() -> None:
    """Add what `hashlib` lacks."""
    if not hasattr(hashlib, "pbkdf2_hmac"):
        library: Any = hashlib
        library.pbkdf2_hmac = pbkdf2_hmac


def pbkdf2_hmac(
    hash_name: str, password: bytes, salt: bytes, iterations: int, dklen: int | None = None
) -> bytes:
    """Derive a key of `dklen` bytes, the hash's own size by default (RFC 8018, section 5.2)."""
    inner, outer = hashlib.new(hash_name), hashlib.new(hash_name)
    wanted = inner.digest_size if dklen is None else dklen
    if iterations < 1 or wanted < 1:
        raise ValueError("iterations and dklen must be greater than 0")
    if len(password) > inner.block_size:
        password = hashlib.new(hash_name, password).digest()
    block = bytes(password).ljust(inner.block_size, b"\0")
    inner.update(bytes(byte ^ 0x36 for byte in block))
    outer.update(bytes(byte ^ 0x5C for byte in block))

    def hmac(message: bytes) -> bytes:
        first, second = inner.copy(), outer.copy()
        first.update(message)
        second.update(first.digest())
        return second.digest()

    key = b""
    while len(key) < wanted:
        number = len(key) // inner.digest_size + 1
        digest = hmac(bytes(salt) + number.to_bytes(4, "big"))
        result = int.from_bytes(digest, "big")
        for _ in range(iterations - 1):
            digest = hmac(digest)
            result ^= int.from_bytes(digest, "big")
        key += result.to_bytes(inner.digest_size, "big")
    return key[:wanted]
