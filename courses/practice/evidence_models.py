"""Tables of what goes with practice work: goals of the own curriculum, and looking back afterwards.

Not here: the work itself and its assessment (`models`).
"""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, backref, mapped_column, relationship

from courses.base import Base, Row, public_id
from courses.frameworks.models import FrameworkItem
from courses.practice.models import Attempt, Submission


class DraftGoal(Row, Base):
    """A goal that the maker linked to work that is being written."""

    __tablename__ = "draft_goal"
    __table_args__ = (UniqueConstraint("submission_id", "item_id"),)

    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("framework_item.id"))

    submission: Mapped[Submission] = relationship()
    item: Mapped[FrameworkItem] = relationship()


class AttemptGoal(Row, Base):
    """A goal as it was linked when the work was handed in; never changed afterwards."""

    __tablename__ = "attempt_goal"
    __table_args__ = (UniqueConstraint("attempt_id", "item_id"),)

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("framework_item.id"))

    attempt: Mapped[Attempt] = relationship(backref=backref("goals", order_by="AttemptGoal.id", viewonly=True))
    item: Mapped[FrameworkItem] = relationship()


class Reflection(Row, Base):
    """The maker's answer to the question afterwards. Nobody else reads it, unless it is shared as evidence.

    `version` rises with each save; a save that names an older one is refused, not merged.
    """

    __tablename__ = "reflection"

    public_id: Mapped[str] = mapped_column(String(32), unique=True, default=public_id)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), unique=True)
    body: Mapped[str] = mapped_column(Text)
    as_evidence: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    saved_at: Mapped[datetime]

    submission: Mapped[Submission] = relationship()
