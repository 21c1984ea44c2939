"""Answers that cannot work are refused by one clear sentence, and nothing is left behind."""

import pytest

from tests.baking import Bakery

REFUSED = [
    *[("project_slug", slug) for slug in ("Bees", "bee_counts", "bee counts", "bees.", "-bees")],
    *[("project_slug", slug) for slug in ("bees-", "bee--counts", "bienenzählung", "bees ", "1.0")],
    *[("project_slug", slug) for slug in ("con", "nul", "com0", "com1", "lpt9", "aux", "prn")],
    ("project_slug", "b" * 51),
    *[("theme_color", colour) for colour in ("green", "14532d", "#145", "#14532", "#14532d80")],
    *[("theme_color", colour) for colour in ("", "#14532g", "#14532d\n", "rgb(0,0,0)", "#١٢٣٤٥٦")],
    *[("project_name", name) for name in ("", "   ", "two\nlines", "tab\there", "b" * 81)],
    *[("project_name", name) for name in ("bell\x07", "\x1b[31mred", "del\x7f", "c1\x85")],
    *[("project_name", name) for name in ("line\u2028end", "line\u2029end", "not UTF-8: \udcff")],
    *[("description", text) for text in ("", "two\nlines", "Übung\n調査", "b" * 301)],
    *[("author_name", author) for author in ("", "two\nlines", "b" * 121)],
]


@pytest.mark.parametrize(("question", "answer"), REFUSED, ids=ascii)
def test_refuses(bakery: Bakery, question: str, answer: str) -> None:
    run = bakery.attempt(**{"project_slug": "bees", question: answer})
    assert run.returncode != 0
    (sentence,) = run.stderr.splitlines()
    assert sentence.isascii() and sentence.isprintable()
    assert sentence.startswith(f"{question} ")
    assert sentence.endswith(".") and ". " not in sentence.replace(ascii(answer), "")
    assert list(bakery.target.iterdir()) == []


@pytest.mark.parametrize("slug", ["bees/2026", "../bees", "bees\\2026"])
def test_a_path_is_no_slug(bakery: Bakery, slug: str) -> None:
    """Cookiecutter makes the folder before it asks; only it can take an outer one away."""
    run = bakery.attempt(project_slug=slug)
    assert run.returncode != 0
    assert run.stderr.splitlines()[0].startswith("project_slug ")
    assert not any(path.is_file() for path in bakery.target.rglob("*"))


def test_says_everything_at_once(bakery: Bakery) -> None:
    run = bakery.attempt(project_name="\t", project_slug="Bees", theme_color="green")
    questions = [sentence.split()[0] for sentence in run.stderr.splitlines()]
    assert questions == ["project_name", "project_slug", "theme_color"]


@pytest.mark.parametrize("slug", ["b", "2", "b" * 50, "com10", "console", "a-1-b"])
def test_takes_what_is_just_legal(bakery: Bakery, slug: str) -> None:
    assert bakery.bake(project_slug=slug).path.name == slug
