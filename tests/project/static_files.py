"""The static files of answers_app/."""

import struct
from pathlib import Path

SECONDS, RATE = 120, 22_050
"""Of the sound: long enough that a browser asks for a part of it."""


def write_files(folder: Path) -> None:
    """Write them below `folder`."""
    folder.mkdir(parents=True)
    (folder / "text.txt").write_bytes(b"0123456789" * 100)
    (folder / "style.css").write_bytes("/* שלום */ h1 { color: red }".encode())
    (folder / "data.md").write_bytes(b"# Data")
    (folder / "empty.bin").write_bytes(b"")
    (folder / "big.bin").write_bytes(bytes(range(256)) * 3000)
    (folder / "no type").write_bytes(b"a name with a space")
    (folder / "50%#1?.txt").write_bytes(b"a name that a URL does not take")
    (folder / "page.html").write_bytes(b"<!doctype html><title>Static</title><h1>Static</h1>")
    (folder / "sound.wav").write_bytes(_silence())


def _silence() -> bytes:
    """Return SECONDS of silence as WAV: 16 bit, mono."""
    data = bytes(SECONDS * RATE * 2)
    kind = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, RATE, RATE * 2, 2, 16)
    head = struct.pack("<4sI4s", b"RIFF", 36 + len(data), b"WAVE")
    return head + kind + struct.pack("<4sI", b"data", len(data)) + data
