"""build/archive.py: the same files make the same bytes, and the browser's reader reads them."""

import json
import subprocess
from pathlib import Path

from pwa.build.archive import read_folder, write_archive
from pwa.build.bundle import BROWSER
from pwa.build.npm import command

FILES = {"b/c.txt": b"c" * 1000, "a.txt": b"", "é.bin": bytes(range(256))}
READER = """
import { readFileSync } from "node:fs";
const { storedFiles } = await import(process.argv[1]);
const found = {};
for (const [name, data] of storedFiles(new Uint8Array(readFileSync(process.argv[2])))) {
  found[name] = Buffer.from(data).toString("latin1");
}
console.log(JSON.stringify(found));
"""


def test_bytes_depend_on_names_and_contents_only(tmp_path: Path) -> None:
    first, second = tmp_path / "1.zip", tmp_path / "2.zip"
    write_archive(first, FILES)
    write_archive(second, dict(reversed(FILES.items())))
    assert first.read_bytes() == second.read_bytes()


def test_the_browser_s_reader_finds_every_file(tmp_path: Path) -> None:
    archive = tmp_path / "files.zip"
    write_archive(archive, FILES)
    zip_js = (BROWSER / "worker" / "zip.js").as_uri()
    done = subprocess.run(
        [*command("node"), "--input-type=module", "--eval", READER, zip_js, str(archive)],
        capture_output=True,
        check=True,
    )
    found = {name: text.encode("latin-1") for name, text in json.loads(done.stdout).items()}
    assert found == FILES


def test_a_folder_is_read_by_relative_names(tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "f").write_bytes(b"1")
    assert read_folder(tmp_path) == {"d/f": b"1"}
