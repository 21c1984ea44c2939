"""build/report.py: what a first visit costs, and how much it may cost."""

import zipfile
from pathlib import Path

import pytest

from pwa.build.compress import Compressed
from pwa.build.errors import BuildError
from pwa.build.report import check_budget, costs_of, first_visit, print_table, size_in_bytes

VISIT = {
    "_pwa/pyodide/packages.zip": Compressed(900_000, 300_000, 200_000),
    "_pwa/pyodide/native/" + "x" * 60 + ".wasm": Compressed(400_000, 150_000, 100_000),
    "static/app.css": Compressed(3_000, 1_500, 1_000),
    "index.html": Compressed(2_000, 1_000, 1_000),
}


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    path = tmp_path / "packages.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("sqlalchemy/orm.pyc", b"o" * 3000)
        archive.writestr("sqlalchemy/sql.pyc", b"s" * 4000)
        archive.writestr("idna/core.pyc", b"i" * 500)
    return path


def test_the_table_has_each_large_file_and_all(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(VISIT)
    lines = capsys.readouterr().out.strip().splitlines()
    assert lines[0].split() == ["file", "bytes", "gzip", "brotli", "share"]
    assert lines[1].split() == ["_pwa/pyodide/packages.zip", "900,000", "300,000", "200,000", "66%"]
    assert lines[2].startswith("...xxx")
    assert lines[3].split() == ["2", "smaller", "files", "5,000", "2,500", "2,000", "1%"]
    assert lines[4].split() == ["first", "visit", "1,305,000", "452,500", "302,000", "100%"]
    assert len({len(line) for line in lines}) == 1


def test_a_first_visit_downloads_what_is_stored_and_the_service_worker(tmp_path: Path) -> None:
    size = Compressed(3, 2, 1)
    names = ["index.html", "404.html", "service-worker.js", "_pwa/screenshots/wide.png"]
    visit = first_visit(tmp_path, {tmp_path / name: size for name in names})
    assert visit == {"index.html": size, "service-worker.js": size}


@pytest.mark.parametrize(
    ("size", "number"), [("9 MB", 9_000_000), ("9.5 MB", 9_500_000), ("800 kB", 800_000)]
)
def test_sizes_are_decimal(size: str, number: int) -> None:
    assert size_in_bytes(size) == number


@pytest.mark.parametrize("budget", ["302 kB", "1 MB"])
def test_a_budget_that_is_kept_says_nothing(budget: str, packages: Path) -> None:
    check_budget(budget, VISIT, {}, packages)


def test_a_budget_that_is_passed_says_by_what(packages: Path) -> None:
    with pytest.raises(BuildError) as caught:
        check_budget("300 kB", VISIT, {}, packages)
    words = str(caught.value)
    assert "downloads 302,000 bytes (Brotli); [tool.pwa] budget is 300 kB" in words
    assert "200,000  _pwa/pyodide/packages.zip" in words
    assert "7,000  sqlalchemy" in words
    assert "build before" not in words
    assert "raise the budget" in words


def test_a_budget_that_is_passed_says_what_grew(packages: Path, tmp_path: Path) -> None:
    out = tmp_path / "dist"
    (out / "static").mkdir(parents=True)
    (out / "static" / "app.css").write_bytes(b"x" * 400)
    (out / "index.html").write_bytes(b"x" * 5000)
    (out / "index.html.br").write_bytes(b"x" * 1000)
    before = {**costs_of(out), "_pwa/pyodide/packages.zip": 190_000}
    with pytest.raises(BuildError) as caught:
        check_budget("300 kB", VISIT, before, packages)
    grown = str(caught.value).partition("More than in the build before:")[2]
    assert "10,000  _pwa/pyodide/packages.zip" in grown
    assert "600  static/app.css" in grown
    assert "index.html" not in grown
