"""Pyodide's own files, with the one change that makes commits durable."""

from pathlib import Path

from .errors import BuildError

FDATASYNC = (
    "function ___syscall_fdatasync(fd){try{var stream=SYSCALLS.getStreamFromFD(fd);return 0}"
)
FDATASYNC_THAT_FLUSHES = FDATASYNC.replace(
    "return 0}", "return -(stream.stream_ops?.fsync?.(stream)??0)}"
)
"""SQLite makes a commit durable by fdatasync; Emscripten's does nothing and says that it did."""


def copy_runtime(modules: Path, out: Path) -> None:
    """Copy Pyodide into `out`. Raises BuildError if this Pyodide cannot be made durable."""
    source = modules / "pyodide"
    out.mkdir(parents=True, exist_ok=True)
    for name in ("pyodide.mjs", "pyodide.asm.wasm"):
        (out / name).write_bytes((source / name).read_bytes())
    (out / "pyodide.asm.mjs").write_text(
        make_durable((source / "pyodide.asm.mjs").read_text("utf-8")), "utf-8", newline=""
    )


def make_durable(script: str) -> str:
    """Return Emscripten's script with an fdatasync that flushes."""
    if script.count(FDATASYNC) != 1:
        raise BuildError(
            "this version of Pyodide has another fdatasync than the one that is known to need a "
            "repair, so it is not known whether commits would reach the disk. Go back to the "
            "version in package-lock.json, or update asgi-pwa."
        )
    return script.replace(FDATASYNC, FDATASYNC_THAT_FLUSHES)
