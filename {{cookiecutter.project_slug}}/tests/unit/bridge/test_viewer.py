"""bridge/viewer.py: everything can be looked at, nothing changed."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from pwa.bridge.viewer import ROWS, viewer

from .conftest import Answer, Client

Ask = Callable[..., Answer]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "app.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute('CREATE TABLE "odd "" name" (text, number, photo)')
        rows = [(f"<b>{n}</b>", n, b"12345") for n in range(ROWS + 1)]
        connection.executemany('INSERT INTO "odd "" name" VALUES (?, ?, ?)', rows)
        connection.commit()
    return path


@pytest.fixture
def ask(run: Callable[..., None], database: Path) -> Ask:
    def ask(query: str = "", method: str = "GET") -> Answer:
        answers = []

        async def scenario(client: Client) -> None:
            answers.append(await client.request(method, f"http://localhost/any/where{query}"))

        run(viewer(database), scenario)
        return answers[0]

    return ask


def test_every_address_shows_the_tables(ask: Ask) -> None:
    page = ask().body.decode()
    assert f'<a href="?table=odd+%22+name">odd &quot; name</a> ({ROWS + 1})' in page


def test_every_page_leads_to_the_one_that_saves_all(ask: Ask) -> None:
    assert b'<a href="/_pwa/rescue.html" target="_top">' in ask("?table=none").body


def test_rows_are_shown_as_text_page_by_page(ask: Ask) -> None:
    first = ask("?table=odd+%22+name").body.decode()
    second = ask("?table=odd+%22+name&page=2").body.decode()
    assert '<td dir="auto">&lt;b&gt;0&lt;/b&gt;</td><td dir="auto">0</td>' in first
    assert "5 bytes" in first
    assert ("Next" in first, "Before" in first) == (True, False)
    assert ("Next" in second, "Before" in second) == (False, True)
    assert f"&lt;b&gt;{ROWS}&lt;/b&gt;" in second


@pytest.mark.parametrize("query", ["?table=none", "?table=odd+%22+name&page=%C2%B2", "?%00"])
def test_an_odd_address_is_answered(ask: Ask, query: str) -> None:
    assert ask(query).status == 200


def test_nothing_is_saved(ask: Ask) -> None:
    answer = ask(method="POST")
    assert answer.status == 503
    assert b"This was not saved" in answer.body


@pytest.mark.parametrize("content", [None, b"no database"])
def test_a_file_that_is_no_database_is_said(
    ask: Ask, database: Path, content: bytes | None
) -> None:
    for path in database.parent.iterdir():
        path.unlink()
    if content is not None:
        database.write_bytes(content)
    assert b"They cannot be read" in ask().body
