"""Tables of insight: what participants say of a module, apart from who said it."""

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from courses.base import Base, Row


class ModuleFeedback(Row, Base):
    """One answer to the short form after a module. It does not say whose it is, nor when it came: nobody can tell."""

    __tablename__ = "module_feedback"

    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"), index=True)
    access: Mapped[int]
    """Each scale from 1 (not) to 4 (entirely)."""
    relevance: Mapped[int]
    usability: Mapped[int]
    remark: Mapped[str] = mapped_column(Text, default="")


class FeedbackGiven(Base):
    """This participation sent the form, so it is not asked again. Nothing leads from here to the answer."""

    __tablename__ = "feedback_given"

    participation_id: Mapped[int] = mapped_column(ForeignKey("participation.id"), primary_key=True, autoincrement=False)
