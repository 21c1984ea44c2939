"""WebAssembly side modules made by hand, as small as they can be."""

from collections.abc import Sequence

I32_RESULT = bytes([1, 0x60, 0, 1, 0x7F])
"""A section's types: one, of functions () -> i32."""


def side_module(
    export: str,
    number: int,
    calls: str = "",
    needed: Sequence[str] = (),
    places: Sequence[str] = (),
) -> bytes:
    """Return a library whose function `export` returns `number`, times the answer of `calls`."""
    dylink = _text("dylink.0") + _section(1, bytes(4))
    if needed:
        dylink += _section(2, _list(map(_text, needed)))
    if places:
        dylink += _section(5, _list(map(_text, places)))
    function = 1 if calls else 0  # imports are counted first
    imports = [_text("env") + _text(calls) + bytes([0, 0])] if calls else []
    code = bytes([0x41, number]) + (bytes([0x10, 0, 0x6C]) if calls else b"") + b"\x0b"
    return (
        b"\0asm\x01\0\0\0"
        + _section(0, dylink)
        + _section(1, I32_RESULT)
        + _section(2, _list(imports))
        + _section(3, bytes([1, 0]))
        + _section(7, _list([_text(export) + bytes([0, function])]))
        + _section(10, _list([bytes([len(code) + 1, 0]) + code]))
    )


def _section(kind: int, content: bytes) -> bytes:
    assert len(content) < 0x80 or kind in {0, 10}, "one byte of LEB128 is enough"
    size = len(content)
    return bytes([kind, *((size,) if size < 0x80 else (size & 0x7F | 0x80, size >> 7))]) + content


def _text(text: str) -> bytes:
    return bytes([len(text)]) + text.encode()


def _list(items: "map[bytes] | list[bytes]") -> bytes:
    items = list(items)
    return bytes([len(items)]) + b"".join(items)
