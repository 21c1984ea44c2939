"""Compressed copies of the site's files, `x.br` and `x.gz` beside `x`: many hosts send those.

Brotli at its best takes seconds for each megabyte, so what was compressed is kept by its content.
"""

import hashlib
import json
import shutil
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from .npm import run_node

NODE = Path(__file__).parent / "node"

SLOW = 1_000_000
"""Bytes; below it nobody notices the wait."""
SUFFIXES = (".gz", ".br")
WORTH = 0.9
"""A copy that is a larger part of the file saves too little."""


@dataclass(frozen=True, slots=True)
class Compressed:
    """A file's sizes in bytes: as it is, and what a host sends that compresses it."""

    plain: int
    gzip: int
    brotli: int


def compress(files: Iterable[Path], cache: Path) -> dict[Path, Compressed]:
    """Return the sizes of each file, with its copies in `cache`."""
    cache.mkdir(parents=True, exist_ok=True)
    kept = {path: _kept(path, cache) for path in files}
    missing = {to: path for path, to in kept.items() if not to.with_suffix(".br").is_file()}
    if slow := sorted(path.name for path in missing.values() if path.stat().st_size > SLOW):
        print(f"compressing: {', '.join(slow)}", flush=True)
    if missing:
        orders = [[str(path), str(to)] for to, path in missing.items()]
        run_node(NODE / "compress.mjs", json.dumps(orders))
    return {path: _sizes(path, to) for path, to in kept.items()}


def write_copies(files: Collection[Path], cache: Path) -> None:
    """Put the copies of `files` that are worth it beside them, and forget all other copies.

    Where the application serves a file of that name itself, that one stays.
    """
    kept = {path: _kept(path, cache) for path in files}
    for path, copies in kept.items():
        for suffix in SUFFIXES:
            copy = copies.with_suffix(suffix)
            target = path.with_name(path.name + suffix)
            if _is_worth(copy, path) and not target.exists():
                shutil.copyfile(copy, target)
    digests = {copies.name for copies in kept.values()}
    for copy in cache.iterdir():
        if copy.stem not in digests:
            copy.unlink()


def _kept(path: Path, cache: Path) -> Path:
    """Return where the copies of a file are, without their suffix."""
    return cache / hashlib.sha256(path.read_bytes()).hexdigest()


def _is_worth(copy: Path, path: Path) -> bool:
    return copy.stat().st_size <= path.stat().st_size * WORTH


def _sizes(path: Path, kept: Path) -> Compressed:
    copies = (kept.with_suffix(suffix) for suffix in SUFFIXES)
    sent = (copy if _is_worth(copy, path) else path for copy in copies)
    return Compressed(path.stat().st_size, *(file.stat().st_size for file in sent))
