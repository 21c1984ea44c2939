"""build/pages.py and build/precache.py: the shell, the manifest, the list of files."""

import json
from pathlib import Path

from pwa.build.compress import Compressed
from pwa.build.pages import manifest, write_pages
from pwa.build.precache import precache_entries, site_files, version_of
from pwa.build.settings import Settings


def settings(root: Path) -> Settings:
    return Settings(
        root=root,
        dependencies=(),
        app="app.main:app",
        name='Ann\'s "quoted" <b>&\\ שלום',
        short_name="Ann",
        lang="he",
        dir="rtl",
    )


def test_the_shell_escapes_what_it_shows(tmp_path: Path) -> None:
    (tmp_path / "_pwa").mkdir()
    write_pages(settings(tmp_path), tmp_path, [], [], [[]])
    page = (tmp_path / "index.html").read_text("utf-8")
    assert '<html lang="he" dir="rtl"' in page
    assert '<h1 id="cover-title">Ann&#x27;s &quot;quoted&quot; &lt;b&gt;&amp;\\ שלום</h1>' in page
    assert "%" not in page.replace("100%", "")
    assert '<base href="./">' in page  # the service worker replaces exactly this


def test_the_manifest_is_relative_to_where_it_lies(tmp_path: Path) -> None:
    made = manifest(settings(tmp_path), [], [], [[]])
    assert (made["start_url"], made["scope"], made["display"]) == ("../", "../", "standalone")
    (tmp_path / "_pwa").mkdir()
    write_pages(settings(tmp_path), tmp_path, [], [], [[]])
    assert json.loads((tmp_path / "_pwa" / "manifest.json").read_text("utf-8")) == made


def test_no_launch_replaces_a_page_that_is_open(tmp_path: Path) -> None:
    made = manifest(settings(tmp_path), [], [], [[]])
    assert made["launch_handler"] == {"client_mode": "navigate-new"}


def test_every_file_that_a_device_needs_is_listed(tmp_path: Path) -> None:
    for name in ("index.html", "404.html", "service-worker.js", "_pwa/shell.js", "static/a.css"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(name)
    (tmp_path / "_pwa" / "large.wasm").write_bytes(b"x" * 200_000)
    sizes = {path: Compressed(path.stat().st_size, 9, 8) for path in site_files(tmp_path)}
    types = {"static/a.css": "text/css; charset=utf-8"}
    entries = precache_entries(tmp_path, sizes, types)
    urls = [entry["url"] for entry in entries]
    assert urls == ["_pwa/shell.js", "index.html", "static/a.css", "_pwa/large.wasm"]
    assert [entry["size"] for entry in entries] == [13, 10, 12, 200_000]
    assert {entry["compressed"] for entry in entries} == {8}
    assert [entry.get("type") for entry in entries] == [None, None, "text/css; charset=utf-8", None]


def test_any_other_file_is_another_version(tmp_path: Path) -> None:
    found = {version_of(tmp_path)}
    for name in ("index.html", "service-worker.js"):
        for text in ("one", "another"):
            (tmp_path / name).write_text(text)
            found.add(version_of(tmp_path))
    assert len(found) == 5
