"""Shows the records when the application that they belong to does not start. Reads only."""

import sqlite3
from contextlib import closing
from html import escape
from pathlib import Path
from urllib.parse import parse_qs, urlencode

from .asgi import Application, Receive, Scope, Send

ROWS = 50
"""Rows on one page."""

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>Your records, to look at</title>
<style>body{{font:1.0625rem/1.5 system-ui,sans-serif;margin:2rem auto;max-inline-size:60rem;
padding-inline:1rem}}h1{{font-size:1.5rem}}h2{{font-size:1.25rem}}a{{display:inline-block;padding-block:.5rem}}div{{overflow-x:auto}}
table{{border-collapse:collapse}}th,td{{border:1px solid;padding:.375rem .5rem;text-align:start;
vertical-align:top;white-space:pre-wrap}}</style>
<h1>Your records, to look at</h1>
<p>The app did not start, so nothing can be changed now. All that was saved before is here.</p>
<p><a href="{rescue}" target="_top">Save a copy of everything</a></p>
{body}"""


def viewer(database: Path) -> Application:
    """Return an application that lists the tables and rows of an SQLite file at every address."""

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        if scope["method"] not in {"GET", "HEAD"}:
            status, body = 503, "<p>The app is not running. <b>This was not saved.</b></p>"
        else:
            status, body = 200, _body(database, scope["query_string"].decode("ascii"))
        rescue = escape(f"{scope['root_path']}/_pwa/rescue.html")
        html = PAGE.format(body=body, rescue=rescue).encode()
        headers = [
            (b"content-type", b"text/html; charset=utf-8"),
            (b"content-length", b"%d" % len(html)),
        ]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": html})

    return application


def _body(database: Path, query: str) -> str:
    asked = parse_qs(query)
    try:
        with closing(
            sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)
        ) as source:
            source.text_factory = lambda data: data.decode("utf-8", "replace")
            names = _tables(source)
            name = asked.get("table", [""])[0]
            if name not in names:
                return _overview(source, names)
            page = asked.get("page", ["1"])[0]
            return _rows(source, name, max(1, int(page)) if page.isdecimal() else 1)
    except sqlite3.Error as error:
        return f"<p>They cannot be read: {escape(str(error))}.</p>"


def _tables(source: sqlite3.Connection) -> list[str]:
    found = source.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    return [name for (name,) in found if not name.startswith("sqlite_")]


def _overview(source: sqlite3.Connection, names: list[str]) -> str:
    items = []
    for name in names:
        count = _count(source, name)
        link = escape("?" + urlencode({"table": name}))
        items.append(f'<li><a href="{link}">{escape(name)}</a> ({count:,})</li>')
    return f"<ul>{''.join(items)}</ul>"


def _rows(source: sqlite3.Connection, name: str, page: int) -> str:
    cursor = source.execute(
        f"SELECT * FROM {_quoted(name)} LIMIT ? OFFSET ?", (ROWS, (page - 1) * ROWS)
    )
    head = "".join(f'<th scope="col">{escape(column[0])}</th>' for column in cursor.description)
    rows = ("".join(f'<td dir="auto">{_cell(value)}</td>' for value in row) for row in cursor)
    table = f"<tr>{head}</tr>" + "".join(f"<tr>{row}</tr>" for row in rows)
    links = ['<a href="?">All tables</a>']
    if page > 1:
        links.append(_page_link(name, page - 1, "Before"))
    if page * ROWS < _count(source, name):
        links.append(_page_link(name, page + 1, "Next"))
    navigation = f"<nav>{' &middot; '.join(links)}</nav>"
    return f"<h2>{escape(name)}</h2>{navigation}<div><table>{table}</table></div>"


def _count(source: sqlite3.Connection, name: str) -> int:
    [(count,)] = source.execute(f"SELECT count(*) FROM {_quoted(name)}")
    return int(count)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _cell(value: object) -> str:
    return (
        f"{len(value):,} bytes"
        if isinstance(value, bytes)
        else escape("" if value is None else str(value))
    )


def _page_link(name: str, page: int, words: str) -> str:
    link = escape("?" + urlencode({"table": name, "page": page}))
    return f'<a href="{link}">{words}</a>'
