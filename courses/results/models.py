"""Tables of results records: totals per item and goal, and which goal an item of a platform stood for last time."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from courses.base import Base, Row, public_id
from courses.practice.models import Submission


class ResultsRecord(Row, Base):
    """What came out of one sheet; goes along with the work that is handed in. No pupil is in it, not by code either."""

    __tablename__ = "results_record"

    public_id: Mapped[str] = mapped_column(String(32), unique=True, default=public_id)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), index=True)
    platform: Mapped[str]
    pupils: Mapped[int]
    items: Mapped[list[dict[str, Any]]]
    """`rules.Line.to_dict` of each item."""
    goals: Mapped[list[dict[str, Any]]]
    """The same of each goal, with its name and framework."""
    created_at: Mapped[datetime]

    submission: Mapped[Submission] = relationship()


class ItemGoal(Row, Base):
    """Which goal somebody gave an item of a platform, so that the next sheet comes filled in."""

    __tablename__ = "item_goal"
    __table_args__ = (UniqueConstraint("person_id", "platform", "item"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    platform: Mapped[str]
    item: Mapped[str]
    goal: Mapped[str] = mapped_column(String(64))
