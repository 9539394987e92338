"""Tables of frameworks."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from courses.base import Base, Row, Translations


class Framework(Row, Base):
    """One version of a published framework. A withdrawn one stays readable: old badges point at it."""

    __tablename__ = "framework"
    __table_args__ = (UniqueConstraint("code", "version"),)

    code: Mapped[str] = mapped_column(String(64))
    """Our short name, such as `digcompedu`."""
    version: Mapped[str] = mapped_column(String(32))
    name: Mapped[Translations]
    publisher: Mapped[str | None]
    url: Mapped[str | None] = mapped_column(String(2000))
    licence: Mapped[str | None]
    levels: Mapped[list[str]] = mapped_column(default=list)
    """Ordered codes, lowest first; empty where the framework has none."""
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    imported_at: Mapped[datetime]

    items: Mapped[list["FrameworkItem"]] = relationship(back_populates="framework", order_by="FrameworkItem.position")


class FrameworkItem(Row, Base):
    """One competence, goal or level of a framework."""

    __tablename__ = "framework_item"
    __table_args__ = (UniqueConstraint("framework_id", "code"),)

    framework_id: Mapped[int] = mapped_column(ForeignKey("framework.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("framework_item.id"), index=True)
    position: Mapped[int]
    code: Mapped[str] = mapped_column(String(64))
    name: Mapped[Translations]
    description: Mapped[Translations | None]
    url: Mapped[str | None] = mapped_column(String(2000))
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]

    framework: Mapped[Framework] = relationship(back_populates="items")
