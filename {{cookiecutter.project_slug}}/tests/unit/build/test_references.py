"""build/references.py: what pages, style sheets and scripts load."""

import pytest

from pwa.build.references import Reference, of_page, of_script, of_style

PAGE = "http://localhost/notes/1"


@pytest.mark.parametrize(
    ("html", "addresses"),
    [
        ("<script src='https://cdn.example/a.js'></script>", ["https://cdn.example/a.js"]),
        ("<script src='//cdn.example/a.js'></script>", ["http://cdn.example/a.js"]),
        ("<SCRIPT SRC=https://cdn.example/a.js#x></SCRIPT>", ["https://cdn.example/a.js"]),
        ("<script src='a.js'></script>", ["http://localhost/notes/a.js"]),
        ("<base href='https://cdn.example/x/'><img src='a.png'>", ["https://cdn.example/x/a.png"]),
        (
            "<img src='data:image/png;base64,AA' srcset='//a.example/1 1x, //a.example/2 2x'>",
            ["http://a.example/1", "http://a.example/2"],
        ),
        (
            "<video poster='//a.example/p' src='//a.example/v'>",
            ["http://a.example/v", "http://a.example/p"],
        ),
        (
            "<link rel='icon' href='//a.example/i'><link rel=preconnect href='//b.example'>",
            [],
        ),
        ("<link rel='StyleSheet' href='//a.example/s.css'>", ["http://a.example/s.css"]),
        (
            "<style>@import '//a.example/s.css'; p { background: url( //a.example/p ) }</style>",
            ["http://a.example/s.css", "http://a.example/p"],
        ),
        ("<p style='background: url(\"//a.example/p\")'>", ["http://a.example/p"]),
        (
            "<script type=module>import { a } from 'https://a.example/m'; import 'b'</script>",
            ["https://a.example/m"],
        ),
        ("<script>import('https://a.example/m')</script>", ["https://a.example/m"]),
        ("<script type=application/json>\"import('https://a.example/m')\"</script>", []),
        (
            '<script type=importmap>{"imports": {"a": "https://a.example/m", "b": "./b.js"},'
            '"scopes": {"/x/": {"c": "//a.example/c"}}}</script>',
            ["https://a.example/m", "http://localhost/notes/b.js", "http://a.example/c"],
        ),
        ("<script type=importmap>[</script>", []),
        ("<a href='https://a.example/'>a</a><form action='//a.example'></form>", []),
        ("<img src='https://[a/'>", []),
        ("<p>import x from 'https://a.example/'</p><!-- <img src='//a.example'> -->", []),
        ("<img src='//a.example/1'><img src='//a.example/1'>", ["http://a.example/1"]),
    ],
)
def test_what_a_page_loads(html: str, addresses: list[str]) -> None:
    assert [reference.address for reference in of_page(html, PAGE)] == addresses


def test_integrity_and_modules() -> None:
    html = """<link rel=modulepreload href=//a.example/1>
      <script type=module src=//a.example/2 integrity=sha256-x></script>
      <script src=//a.example/3></script>"""
    assert of_page(html, PAGE) == [
        Reference("http://a.example/1", "", module=True),
        Reference("http://a.example/2", "sha256-x", module=True),
        Reference("http://a.example/3"),
    ]


def test_the_site_itself_is_not_foreign() -> None:
    assert not Reference("http://localhost/static/a.css").foreign
    assert Reference("http://localhost:8000/a.css").foreign


def test_what_is_loaded_in_turn() -> None:
    style = of_style("@import url('b.css') print; @font-face { src: url(f/a.woff2?x) }", PAGE)
    assert [found.address for found in style] == [
        "http://localhost/notes/b.css",
        "http://localhost/notes/f/a.woff2?x",
    ]
    example = "/** import a from './no.js'\n */\n // import './no.js'\n"
    script = (
        example + "import{a}from'./a.js';import'../b.js';export * from \"/c.js\";import x from'lit'"
    )
    assert [found.address for found in of_script(example + script, PAGE)] == [
        "http://localhost/notes/a.js",
        "http://localhost/b.js",
        "http://localhost/c.js",
    ]
