"""check/pages.py: what pages and scripts ask of a browser that is not there."""

from pathlib import Path, PurePath

import pytest

from pwa.check.pages import check_pages


def found(root: Path, name: str, text: str) -> list[str]:
    """`line severity what` of each finding in a file of the application."""
    path = root / "app" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return [
        f"{finding.line} {finding.severity} {finding.text.split('`')[1]}"
        for finding in check_pages(root, PurePath("app"))
    ]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("static/a.js", 'x.open("GET", "/a", false);', ["1 error XMLHttpRequest"]),
        ("static/a.js", "x.open('GET', url(1, 2), !1)", ["1 error XMLHttpRequest"]),
        ("templates/a.html", "\n$.ajax({url: u, async: false})", ["2 error async: false"]),
        ("templates/a.html", '<OBJECT data="a.pdf">', ["1 note <object>"]),
        ("templates/a.html", '<embed src="a.pdf">', ["1 note <object>"]),
        ("templates/a.html", "if (top !== self) top.location = x", ["1 note top"]),
        ("static/a.js", "if (window.self == window.top) show()", ["1 note top"]),
        (
            "static/a.js",
            'navigator.serviceWorker.register("/sw.js")',
            ["1 note serviceWorker.register()"],
        ),
        ("static/a.js", 'x.open("GET", "/a", true); x.open("GET", "/a")', []),
        ("static/a.js", "dialog.open('a', {modal: false})", []),
        ("templates/a.html", '<header class="top"><p style="top: 0">', []),
        ("templates/a.html", "<embed src=a> <!-- pwa: ok -->", []),
        ("static/vendor/a.js", 'x.open("GET", "/a", false)', []),
        ("static/a.min.js", 'x.open("GET", "/a", false)', []),
        ("static/a.css", "<embed>", []),
    ],
)
def test_what_is_found(tmp_path: Path, name: str, text: str, said: list[str]) -> None:
    assert found(tmp_path, name, text) == said


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "a.html").write_bytes(b"\xff\xfe<embed>\x00")
    assert [finding.line for finding in check_pages(tmp_path, PurePath("app"))] == [1]
