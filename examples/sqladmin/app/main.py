"""Birds, kept in the admin of sqladmin, over an ordinary synchronous engine."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqladmin import Admin, ModelView
from sqladmin.authentication import AuthenticationBackend
from sqlalchemy import ForeignKey, create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Route

engine = create_engine(os.environ.get("DATABASE_URL", "sqlite:///app.db"))


class Base(DeclarativeBase):
    pass


class Place(Base):
    __tablename__ = "place"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    birds: Mapped[list["Bird"]] = relationship(back_populates="place")

    def __str__(self) -> str:
        return self.name


class Bird(Base):
    __tablename__ = "bird"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    count: Mapped[int] = mapped_column(default=1)
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    place: Mapped[Place | None] = relationship(back_populates="birds")

    def __str__(self) -> str:
        return self.name


class PlaceAdmin(ModelView, model=Place):
    column_list = (Place.id, Place.name, Place.birds)


class BirdAdmin(ModelView, model=Bird):
    column_list = (Bird.id, Bird.name, Bird.count, Bird.place)
    column_searchable_list = (Bird.name,)
    column_sortable_list = (Bird.name, Bird.count)


class Login(AuthenticationBackend):
    async def login(self, request: Request) -> bool:
        form = await request.form()
        if (form["username"], form["password"]) != ("admin", "admin"):
            return False
        request.session["user"] = "admin"
        return True

    async def logout(self, request: Request) -> bool:
        request.session.clear()
        return True

    async def authenticate(self, request: Request) -> bool:
        return "user" in request.session


async def home(request: Request) -> RedirectResponse:
    return RedirectResponse(request.url_for("admin:index"))


def migrate() -> None:
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        if not session.query(Place).count():
            session.add_all([Place(name="Pond"), Place(name="Weir")])
            session.commit()


@asynccontextmanager
async def lifespan(app: Starlette) -> AsyncIterator[None]:
    migrate()
    yield


app = Starlette(routes=[Route("/", home)], lifespan=lifespan)
admin = Admin(app, engine, authentication_backend=Login(secret_key="for the sample only"))
admin.add_view(PlaceAdmin)
admin.add_view(BirdAdmin)
