"""The connection of a request, and the tables."""

import sqlite3
from pathlib import Path

import click
from flask import Flask, current_app, g


def get_db() -> sqlite3.Connection:
    """Return the connection of this request; the first one ever makes the tables."""
    if "db" not in g:
        path: Path = current_app.config["DATABASE"]
        is_new = not path.exists()
        g.db = sqlite3.connect(path, detect_types=sqlite3.PARSE_DECLTYPES)
        g.db.row_factory = sqlite3.Row
        g.db.execute("PRAGMA foreign_keys = ON")
        if is_new:
            init_db()
    connection: sqlite3.Connection = g.db
    return connection


def close_db(error: BaseException | None = None) -> None:
    db = g.pop("db", None)
    if db is not None:
        db.close()


def init_db() -> None:
    """Make the tables that are not there."""
    with current_app.open_resource("schema.sql") as schema:
        get_db().executescript(schema.read().decode("utf8"))


@click.command("init-db")
def init_db_command() -> None:
    """Make the tables that are not there."""
    init_db()
    click.echo("Initialized the database.")


def init_app(app: Flask) -> None:
    app.teardown_appcontext(close_db)
    app.cli.add_command(init_db_command)
