"""An application that keeps nothing in DATA_DIR: databases and files where tutorials put them."""

import os
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from sqlmodel import Session, create_engine, text

HERE = Path(__file__).parent
ROOT = HERE.parent
INSTANCE = ROOT / "instance"  # Flask's app.instance_path
INSTANCE.mkdir(exist_ok=True)

engine = create_engine("sqlite:///./database.db")  # FastAPI's tutorial
settings = HERE / "settings.json"  # the site brings it
seeds = HERE / "seeds.sqlite3"  # and this one
theme = HERE / "theme.txt"  # and this one, which is read at import
imported = [theme.read_text(), *sorted(path.name for path in Path().glob("plugins/*.txt"))]

app = FastAPI()


def databases() -> dict[str, str]:
    return {
        "instance": str(INSTANCE / "flaskr.sqlite"),
        "beside the code": str(HERE / "blog.db"),  # Quart's tutorial
        "relative": "relative.db",
        "address": f"file:{ROOT}/address.db?mode=rwc",
        "shipped": str(seeds),
    }


def connect(database: str) -> closing[sqlite3.Connection]:
    return closing(sqlite3.connect(database, uri=database.startswith("file:")))


@app.get("/", response_class=HTMLResponse)
def page() -> str:
    return "<!doctype html><title>Outside</title>"


@app.post("/keep/{number}")
def keep(number: int) -> None:
    for database in databases().values():
        with connect(database) as connection, connection:
            connection.execute("create table if not exists t (x)")
            connection.execute("insert into t values (?)", (number,))
    with Session(engine) as session:
        session.execute(text("pragma journal_mode = wal"))
        session.execute(text("create table if not exists t (x)"))
        session.execute(text(f"insert into t values ({number})"))
        session.commit()
    Path("uploads").mkdir(exist_ok=True)
    Path("uploads", f"{number}.jpg").write_bytes(bytes([number]) * 10_000)
    part = settings.with_suffix(".part")
    part.write_text(f"settings {number}")
    part.replace(settings)
    (HERE / "removed.txt").unlink(missing_ok=True)
    with tempfile.TemporaryFile() as file, sqlite3.connect(":memory:"), sqlite3.connect(""):
        file.write(b"temporary")


@app.get("/kept")
def kept() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, database in databases().items():
        with connect(database) as connection:
            assert connection.execute("pragma integrity_check").fetchall() == [("ok",)]
            found[name] = [x for (x,) in connection.execute("select x from t")]
    with Session(engine) as session:
        found["engine"] = [row[0] for row in session.execute(text("select x from t"))]
    found["uploads"] = sorted(path.read_bytes()[0] for path in Path("uploads").iterdir())
    return {
        "numbers": found,
        "settings": settings.read_text(),
        "removed": not (HERE / "removed.txt").exists(),
        "data": sorted(path.name for path in Path(os.environ["DATA_DIR"]).iterdir()),
    }


@app.get("/imported")
def what_was_imported() -> list[str]:
    return imported


@app.post("/theme")
def change_theme() -> None:
    theme.write_text("the device's")


@app.post("/plugin")
def add_plugin() -> None:
    Path("plugins").mkdir(exist_ok=True)
    Path("plugins", "new.txt").write_text("new")


@app.post("/lose")
def lose() -> None:
    """Write where nothing is kept, each in another way."""
    folder = Path("/srv/files")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "photo.jpg").write_bytes(b"photo")
    with closing(sqlite3.connect(folder / "lost.db")) as connection, connection:
        connection.execute("create table if not exists t (x)")
    descriptor = os.open("/srv/raw", os.O_CREAT | os.O_WRONLY)
    os.write(descriptor, b"raw")
    os.close(descriptor)
    Path("/tmp/part").write_text("moved")
    Path("/tmp/part").replace("/srv/moved")
    for path in (folder / "photo.jpg", Path("/srv/raw")):
        path.write_bytes(b"again")
