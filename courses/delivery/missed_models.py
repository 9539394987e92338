"""Tables of a session that somebody missed: coming along with another group once, and the substitute task.

An apology is in no table: it is an `Attendance` (excused) that the participant recorded.
Not here: what counts as missed (`missed`).
"""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from courses.base import Base, Row, choice
from courses.delivery.models import Participation, RunSession
from courses.people.models import Person


class Visit(Row, Base):
    """One participation that comes along with another group for one session, and stays in its own group."""

    __tablename__ = "visit"
    __table_args__ = (
        Index(
            "uq_visit_open",
            "run_session_id",
            "participation_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    run_session_id: Mapped[int] = mapped_column(ForeignKey("run_session.id"))
    """Where they come."""
    participation_id: Mapped[int] = mapped_column(ForeignKey("participation.id"), index=True)
    instead_of_id: Mapped[int] = mapped_column(ForeignKey("run_session.id"), index=True)
    """What they missed."""
    asked_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    session: Mapped[RunSession] = relationship(foreign_keys=[run_session_id])
    participation: Mapped[Participation] = relationship()


class SubstituteState(enum.StrEnum):
    GIVEN = "given"
    HANDED_IN = "handed_in"
    RETURNED = "returned"
    """The trainer asks for something more."""
    ACCEPTED = "accepted"


class SubstituteTask(Row, Base):
    """What one participation does in place of one session, and what became of it."""

    __tablename__ = "substitute_task"
    __table_args__ = (UniqueConstraint("run_session_id", "participation_id"),)

    run_session_id: Mapped[int] = mapped_column(ForeignKey("run_session.id"))
    participation_id: Mapped[int] = mapped_column(ForeignKey("participation.id"), index=True)
    state: Mapped[SubstituteState] = mapped_column(choice(SubstituteState), default=SubstituteState.GIVEN)
    task: Mapped[str | None] = mapped_column(Text)
    """In the trainer's words; null: the task of the module."""
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    given_at: Mapped[datetime | None]
    """Null: the participant took the task of the module."""
    answer: Mapped[str | None] = mapped_column(Text)
    handed_in_at: Mapped[datetime | None]
    word: Mapped[str | None] = mapped_column(Text)
    """What the trainer said of the answer."""
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    decided_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    """One more for each change; who writes says which one they saw."""

    session: Mapped[RunSession] = relationship()
    participation: Mapped[Participation] = relationship()
    decided_by: Mapped[Person | None] = relationship(foreign_keys=[decided_by_id])
