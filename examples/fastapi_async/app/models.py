from datetime import UTC, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Trap(Base):
    __tablename__ = "trap"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    visits: Mapped[list["Visit"]] = relationship(back_populates="trap", order_by="Visit.id")


class Visit(Base):
    __tablename__ = "visit"

    id: Mapped[int] = mapped_column(primary_key=True)
    trap_id: Mapped[int] = mapped_column(ForeignKey("trap.id"))
    caught: Mapped[int]
    at: Mapped[datetime] = mapped_column(default=lambda: datetime.now(UTC))
    trap: Mapped[Trap] = relationship(back_populates="visits")
