"""`hashlib.scrypt` and `pbkdf2_hmac` where Python has no OpenSSL, as in Pyodide.

Passwords are kept by them. JavaScript does what takes long (browser/worker/key_derivation.js), as
fast as it can: about 0.15 s for scrypt with n=2**15 and r=8, 1.5 µs for a round of PBKDF2 with
SHA-256. With other hashes Python does it, about 7 µs a round.
"""

import hashlib
from operator import index
from typing import Any, Protocol

Buffer = bytes | bytearray | memoryview

INT_MAX = 2**31 - 1
UINT_MAX = 2**32 - 1
MOST_MEMORY = 32 * 2**20
"""Bytes that scrypt may use unless it is told otherwise, as in OpenSSL."""
MOST_BLOCKS = 2**30 - 1
"""What p * r may be (RFC 7914, section 2)."""


WORTH_IT = 100
"""Rounds of PBKDF2 from which on JavaScript is asked."""


class KeyDerivation(Protocol):
    """What JavaScript has for it; takes and gives Uint8Array."""

    def scrypt(self, password: Any, salt: Any, n: int, r: int, p: int, length: int) -> Any: ...

    def pbkdf2(self, password: Any, salt: Any, rounds: int, length: int) -> Any: ...


def add_key_derivation() -> None:
    """Add what `hashlib` lacks."""
    library: Any = hashlib
    for function in (pbkdf2_hmac, scrypt):
        if not hasattr(library, function.__name__):
            setattr(library, function.__name__, function)


def scrypt(
    password: Buffer, *, salt: Buffer, n: int, r: int, p: int, maxmem: int = 0, dklen: int = 64
) -> bytes:
    """Derive a key of `dklen` bytes (RFC 7914); refuses what OpenSSL does, in its words."""
    password, salt = bytes_of(password), bytes_of(salt)
    for name, value in (("n", n), ("r", r), ("p", p)):
        if not isinstance(value, int):
            what = type(value).__name__
            raise TypeError(f"scrypt() argument {name!r} must be int, not {what}")
        if not 0 <= value <= UINT_MAX:
            raise TypeError(f"{name} is required and must be an unsigned int")
    if n < 2 or n & (n - 1):
        raise ValueError("n must be a power of 2.")
    if not 0 <= index(maxmem) <= INT_MAX:
        raise ValueError(f"maxmem must be positive and smaller than {INT_MAX}")
    if not 1 <= index(dklen) <= INT_MAX:
        raise ValueError(f"dklen must be greater than 0 and smaller than {INT_MAX}")
    if not r or not p:
        raise ValueError("Invalid parameter combination for n, r, p, maxmem.")
    memory = 128 * r * (p + n + 2)
    if p * r > MOST_BLOCKS or n >= 2 ** (16 * r) or memory > (maxmem or MOST_MEMORY):
        raise ValueError("[digital envelope routines] memory limit exceeded")
    return _in_javascript("scrypt", password, salt, n, r, p, dklen)


def bytes_of(data: Buffer) -> bytes:
    """Return the bytes of a buffer. Raises TypeError for anything else."""
    if isinstance(data, str):
        raise TypeError("a bytes-like object is required, not 'str'")
    return bytes(memoryview(data))


def _in_javascript(name: str, password: bytes, salt: bytes, *numbers: int) -> bytes:
    """Call a function of KeyDerivation. Raises MemoryError where JavaScript has no more."""
    from pyodide.code import run_js
    from pyodide.ffi import JsException, to_js

    functions: KeyDerivation = run_js("keyDerivation")
    try:
        key = getattr(functions, name)(to_js(password), to_js(salt), *numbers)
    except JsException as error:
        raise MemoryError(f"hashlib.{name}: {error}") from None
    result: bytes = key.to_bytes()
    return result


def pbkdf2_hmac(
    hash_name: str, password: Buffer, salt: Buffer, iterations: int, dklen: int | None = None
) -> bytes:
    """Derive a key of `dklen` bytes, the hash's own size by default (RFC 8018, section 5.2)."""
    password, salt = bytes_of(password), bytes_of(salt)
    inner, outer = hashlib.new(hash_name), hashlib.new(hash_name)
    wanted = inner.digest_size if dklen is None else dklen
    if iterations < 1 or wanted < 1:
        raise ValueError("iterations and dklen must be greater than 0")
    if inner.name == "sha256" and iterations >= WORTH_IT:
        return _in_javascript("pbkdf2", password, salt, iterations, wanted)
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
