"""build/refresh.py and bytecode.write_sources: the smaller build after a change."""

import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from pwa.build import refresh as refreshing
from pwa.build.archive import write_archive
from pwa.build.bytecode import LEFT_OUT, write_sources
from pwa.build.compress import Compressed
from pwa.build.errors import BuildError
from pwa.build.precache import Entry, precache_entries, site_files
from pwa.build.refresh import refresh
from pwa.build.settings import Settings
from pwa.build.site import Built
from pwa.build.trial import StaticFile

STYLE = "app/static/app.css"
STATIC = {"static/app.css": StaticFile(STYLE, "text/css; charset=utf-8")}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A project with a module, a template and a style."""
    for name, text in {
        "app/main.py": "app = 1",
        "app/other.py": "other = 1",
        "app/templates/a.html": "a page",
        STYLE: "p {}",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return Settings(root=tmp_path, dependencies=(), app="app.main:app", name="A", short_name="A")


def previous(settings: Settings) -> Path:
    """The archive of the last whole build, with bytecode."""
    path = settings.root / "project.zip"
    files = {name: (settings.root / name).read_bytes() for name in ("app/main.py", "app/other.py")}
    files[LEFT_OUT] = b"unittest"
    files["app/__pycache__/main.cpython-314.pyc"] = b"bytecode of main"
    files["app/__pycache__/other.cpython-314.pyc"] = b"bytecode of other"
    write_archive(path, files)
    return path


def test_bytecode_stays_where_its_source_has_not_changed(settings: Settings) -> None:
    archive = previous(settings)
    (settings.root / "app/main.py").write_text("app = 2")
    (settings.root / "app/new.py").write_text("new = 1")
    others = settings.root / "others.zip"
    write_sources(settings, archive, [STYLE], settings.root / "new.zip", others)
    with zipfile.ZipFile(others) as static:
        assert static.namelist() == [STYLE]
    with zipfile.ZipFile(settings.root / "new.zip") as new:
        own = {name for name in new.namelist() if name.startswith("app/")}
        assert new.read("app/main.py") == b"app = 2"
        assert new.read(LEFT_OUT) == b"unittest"
    assert own == {
        "app/main.py",
        "app/new.py",
        "app/other.py",
        "app/__pycache__/other.cpython-314.pyc",
        "app/templates/a.html",
    }


def listed(out: Path) -> list[Entry]:
    sizes = {path: Compressed(1, 1, 1) for path in site_files(out)}
    return precache_entries(out, sizes, {url: file.type for url, file in STATIC.items()})


@pytest.fixture
def built(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Built:
    """A build whose service worker is its version and its list."""

    def bundle_service_worker(built: Built, out: Path) -> None:
        (out / "service-worker.js").write_text(built.version + str(built.entries))

    monkeypatch.setattr(refreshing, "bundle_service_worker", bundle_service_worker)
    out = settings.root / "out"
    runtime = out / "_pwa" / "pyodide"
    runtime.mkdir(parents=True)
    archives = (runtime / "project.zip", runtime / "static.zip")
    write_sources(settings, previous(settings), [STYLE], *archives)
    (out / "static").mkdir()
    (out / "static" / "app.css").write_text("p {}")
    (out / "index.html").write_text("shell")
    built = Built(settings, out, out, [], STATIC, [], "first", True)
    (out / "_pwa" / "shell.js").write_text("version = 'first'")
    built = replace(built, entries=listed(out))
    bundle_service_worker(built, out)
    (out / "static" / "app.css.br").write_text("packed")
    return built


def revisions(built: Built) -> dict[str, str]:
    return {entry["url"]: entry["revision"] for entry in built.entries}


def test_what_has_not_changed_is_no_new_version(built: Built) -> None:
    assert refresh(built) is built


def test_a_change_is_a_new_version_with_the_other_files_as_they_were(built: Built) -> None:
    (built.settings.root / "app/templates/a.html").write_text("another page")
    new = refresh(built)
    assert new.version != built.version
    before, after = revisions(built), revisions(new)
    changed = {url for url in after if after[url] != before[url]}
    assert changed == {"_pwa/pyodide/project.zip", "_pwa/shell.js"}
    assert (new.out / "_pwa/shell.js").read_text() == f"version = '{new.version}'"
    assert (new.out / "service-worker.js").read_text().startswith(new.version)


def test_the_list_has_what_is_there(built: Built) -> None:
    (built.settings.root / STYLE).write_text("p { color: red }")
    new = refresh(built)
    assert (new.out / "static/app.css").read_text() == "p { color: red }"
    assert not (new.out / "static/app.css.br").exists()
    assert revisions(new) == revisions(replace(new, entries=listed(new.out)))
    types = {entry["url"]: entry.get("type") for entry in new.entries}
    assert types["static/app.css"] == STATIC["static/app.css"].type


def test_each_change_has_a_version_of_its_own_also_back_again(built: Built) -> None:
    versions = {built.version}
    for text in ("p { color: red }", "p {}", "p { color: red }"):
        (built.settings.root / STYLE).write_text(text)
        built = refresh(built)
        versions.add(built.version)
    assert len(versions) == 4


def test_a_static_file_that_is_gone_is_gone(built: Built) -> None:
    (built.settings.root / STYLE).unlink()
    new = refresh(built)
    assert "static/app.css" not in revisions(new)
    assert not (new.out / "static/app.css").exists()
    assert refresh(new) is new


def test_what_fails_leaves_the_site_as_it_was(
    built: Built, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(built: Built, out: Path) -> None:
        raise BuildError("esbuild could not")

    before = {file: file.read_bytes() for file in built.out.rglob("*") if file.is_file()}
    monkeypatch.setattr(refreshing, "bundle_service_worker", fail)
    (built.settings.root / STYLE).write_text("p { color: red }")
    with pytest.raises(BuildError):
        refresh(built)
    assert {file: file.read_bytes() for file in built.out.rglob("*") if file.is_file()} == before
