"""Progress through units."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from courses.base import Base, Row


class UnitProgress(Row, Base):
    """Where one participation is in one unit, so that a phone goes on where the laptop stopped."""

    __tablename__ = "unit_progress"
    __table_args__ = (UniqueConstraint("participation_id", "unit_id"),)

    participation_id: Mapped[int] = mapped_column(ForeignKey("participation.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    first_opened_at: Mapped[datetime]
    last_opened_at: Mapped[datetime]
    place: Mapped[str | None] = mapped_column(String(80))
    """The id of the heading or question last in view."""
    completed_at: Mapped[datetime | None]
