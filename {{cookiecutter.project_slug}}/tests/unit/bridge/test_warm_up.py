"""bridge/warm_up.py: what libraries put off is done, and an application's mistakes stay its own."""

from pathlib import Path

from fastapi import APIRouter, Depends, FastAPI
from jinja2 import Environment, FileSystemLoader
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from starlette.testclient import TestClient

from pwa.bridge.warm_up import warm_up


def test_the_routes_of_routers_are_read() -> None:
    read = []

    class Signature:
        def __call__(self) -> None:
            raise AssertionError("no endpoint is called")

        @property
        def __signature__(self) -> object:
            read.append(self)
            raise AttributeError

    router = APIRouter()
    router.add_api_route("/there", Signature(), dependencies=[Depends(Signature())])
    app = FastAPI()
    app.include_router(router)
    warm_up()
    before = len(read)
    assert TestClient(app, raise_server_exceptions=False).get("/elsewhere").status_code == 404
    assert len(read) == before > 0


def test_mapped_classes_are_tied_together() -> None:
    class Base(DeclarativeBase):
        pass

    class Parent(Base):
        __tablename__ = "parent"
        id: Mapped[int] = mapped_column(primary_key=True)

    class Child(Base):
        __tablename__ = "child"
        id: Mapped[int] = mapped_column(primary_key=True)
        parent_id: Mapped[int] = mapped_column(ForeignKey("parent.id"))
        parent: Mapped["Parent"] = relationship(Parent)

    assert not Child.__mapper__.configured
    warm_up()
    assert Child.__mapper__.configured


def test_templates_are_compiled_but_those_with_mistakes(tmp_path: Path) -> None:
    for name, text in {"a.html": "{{ a }}", "b.html": "{% if %}", "c.html": "c"}.items():
        (tmp_path / name).write_text(text, "utf-8")
    environment = Environment(loader=FileSystemLoader(tmp_path))
    warm_up()
    assert environment.cache is not None
    assert sorted(name for _, name in environment.cache) == ["a.html", "c.html"]


def test_templates_that_cannot_be_listed_or_kept_are_let_be(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("a", "utf-8")
    alone = Environment()
    keeps_nothing = Environment(loader=FileSystemLoader(tmp_path), cache_size=0)
    warm_up()
    assert alone.cache is not None and len(alone.cache) == 0
    assert keeps_nothing.cache is None
