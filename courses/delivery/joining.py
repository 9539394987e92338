"""Tables of joining and changing: the waiting list.

Not here: runs, seats and who has one (`models`), and how the list moves up (`courses.flows.enrol`).
"""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from courses.base import Base, Row, choice, public_id
from courses.delivery.models import Enrolment, Run
from courses.people.models import Person


class WaitingState(enum.StrEnum):
    WAITING = "waiting"
    OFFERED = "offered"
    """A seat is kept for this person until `offer_until`."""
    SEATED = "seated"
    GAVE_UP = "gave_up"
    """Took the own name off the list, or said no to the seat."""
    LAPSED = "lapsed"
    """Did not answer the offer in time."""
    CLOSED = "closed"
    """The run began, or was cancelled, before a seat came free."""


class Waiting(Row, Base):
    """One person on the waiting list of one run; at most one open row for the two together.

    It is of a person, not of a participation: who waits need not have begun, and may have a seat elsewhere.
    """

    __tablename__ = "waiting"
    __table_args__ = (
        Index(
            "uq_waiting_open",
            "run_id",
            "person_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    public_id: Mapped[str] = mapped_column(String(32), unique=True, default=public_id)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    rank: Mapped[int]
    """The smaller, the sooner; only its order means something."""
    state: Mapped[WaitingState] = mapped_column(choice(WaitingState), default=WaitingState.WAITING)
    asked_at: Mapped[datetime]
    offered_at: Mapped[datetime | None]
    offer_until: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    enrolment_id: Mapped[int | None] = mapped_column(ForeignKey("enrolment.id", ondelete="SET NULL"), index=True)
    """The seat that came of it."""
    moved_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    """Who put this person further in front, last."""
    moved_at: Mapped[datetime | None]
    moved_reason: Mapped[str | None] = mapped_column(Text)

    run: Mapped[Run] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    moved_by: Mapped[Person | None] = relationship(foreign_keys=[moved_by_id])
    enrolment: Mapped[Enrolment | None] = relationship()
