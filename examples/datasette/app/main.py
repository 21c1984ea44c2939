"""Datasette over the application's own database, with one administrator: whoever has the device."""

import os
import sqlite3

from datasette import hookimpl
from datasette.app import Datasette
from datasette.plugins import pm

DATABASE = os.environ.get("DATABASE_URL", "sqlite:///app.db").removeprefix("sqlite:///")

BIRDS = [
    ("Grey heron", "weir", 2),
    ("Little egret", "weir", 1),
    ("Kingfisher", "bridge", 1),
    ("Mallard", "pond", 12),
    ("Mute swan", "pond", 2),
    ("Coot", "pond", 5),
]


def prepare_database() -> None:
    """Make the table that the demonstration shows, once."""
    with sqlite3.connect(DATABASE) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        if not connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'birds'").fetchone():
            connection.execute(
                "CREATE TABLE birds (id INTEGER PRIMARY KEY, name TEXT, place TEXT, count INTEGER)"
            )
            connection.executemany("INSERT INTO birds (name, place, count) VALUES (?, ?, ?)", BIRDS)
    connection.close()


class OwnDevice:
    """A plugin: there is nobody else on the device, so every request is root's."""

    @hookimpl
    def actor_from_request(self) -> dict[str, str]:
        return {"id": "root"}

    @hookimpl
    def prepare_connection(self, conn: sqlite3.Connection) -> None:
        conn.execute("PRAGMA synchronous=FULL")


prepare_database()
pm.register(OwnDevice(), name="own-device")
datasette = Datasette(
    [DATABASE],
    metadata={"title": "Birds seen"},
    config={"databases": {"app": {"tables": {"birds": {"facets": ["place"]}}}}},
    settings={"num_sql_threads": 0},  # Datasette's own, for where there are no threads
)
datasette.root_enabled = True
app = datasette.app()
