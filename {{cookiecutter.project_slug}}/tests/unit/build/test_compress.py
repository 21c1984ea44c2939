"""build/compress.py: copies for hosts, kept by content."""

import gzip
import random
import subprocess
from pathlib import Path

import pytest

from pwa.build import compress as module
from pwa.build.compress import Compressed, compress, write_copies
from pwa.build.npm import command

TEXT = b"the same words again and again, " * 500
NOISE = random.Random(1).randbytes(2000)
UNPACK = "process.stdout.write(require('zlib').brotliDecompressSync(require('fs').readFileSync(0)))"


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    site = tmp_path / "site"
    site.mkdir()
    for name, data in {"text.js": TEXT, "noise.png": NOISE, "empty": b""}.items():
        (site / name).write_bytes(data)
    return {path.name: path for path in site.iterdir()}


def test_both_kinds_of_copies_are_the_file(files: dict[str, Path], tmp_path: Path) -> None:
    sizes = compress(files.values(), tmp_path / "cache")
    write_copies(sizes, tmp_path / "cache")
    text = files["text.js"]
    assert gzip.decompress(text.with_name("text.js.gz").read_bytes()) == TEXT
    brotli = text.with_name("text.js.br").read_bytes()
    unpacked = subprocess.run(
        [*command("node"), "--eval", UNPACK], input=brotli, capture_output=True, check=True
    )
    assert unpacked.stdout == TEXT
    assert sizes[text].plain == len(TEXT)
    assert sizes[text].brotli == len(brotli)
    assert sizes[text].gzip == text.with_name("text.js.gz").stat().st_size


def test_what_gets_hardly_smaller_has_no_copy(files: dict[str, Path], tmp_path: Path) -> None:
    sizes = compress(files.values(), tmp_path / "cache")
    write_copies(sizes, tmp_path / "cache")
    found = {path.name for path in files["noise.png"].parent.iterdir()}
    assert found == {"text.js", "text.js.br", "text.js.gz", "noise.png", "empty"}
    assert sizes[files["noise.png"]] == Compressed(2000, 2000, 2000)


def test_the_application_s_own_file_of_that_name_stays(
    files: dict[str, Path], tmp_path: Path
) -> None:
    own = files["text.js"].with_name("text.js.gz")
    own.write_bytes(gzip.compress(TEXT, 1))
    before = own.read_bytes()
    write_copies(compress(files.values(), tmp_path / "cache"), tmp_path / "cache")
    assert own.read_bytes() == before


def test_the_same_content_is_compressed_once(
    files: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "cache"
    first = compress(files.values(), cache)
    monkeypatch.setattr(module, "run_node", None)
    assert compress(files.values(), cache) == first


def test_copies_of_what_is_there_no_more_are_forgotten(
    files: dict[str, Path], tmp_path: Path
) -> None:
    cache = tmp_path / "cache"
    compress(files.values(), cache)
    write_copies([files["text.js"]], cache)
    assert sorted(path.suffix for path in cache.iterdir()) == [".br", ".gz"]
