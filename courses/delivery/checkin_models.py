"""Tables of checking in: what waits for a trainer's yes, and which ticks of a trainer's phone came in.

Codes are in no table: they are worked out (`checkin_rules`). Whoever checked in at once is an Attendance.
"""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from courses.base import Base, Row, choice, public_id
from courses.delivery.models import Attendance, RunSession
from courses.people.models import Person


class Doubt(enum.StrEnum):
    """Why somebody who checked in is not simply present: a trainer looks round the room and says yes or no."""

    OFFLINE = "offline"
    """Typed the code without network; the device says when."""
    ELSEWHERE = "elsewhere"
    """Scanned in one browser and signed in with another."""
    NOT_LISTED = "not_listed"
    """Is not in this group."""
    NOTED_ABSENT = "noted_absent"
    """The trainer's list says that this person was not there."""

    @property
    def on_the_list(self) -> bool:
        return self is not Doubt.NOT_LISTED


class CheckIn(Row, Base):
    """Somebody who says to be at a session, and waits for a trainer's yes. One of a person and session."""

    __tablename__ = "check_in"
    __table_args__ = (UniqueConstraint("run_session_id", "person_id"),)

    public_id: Mapped[str] = mapped_column(String(32), unique=True, default=public_id)
    run_session_id: Mapped[int] = mapped_column(ForeignKey("run_session.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    doubt: Mapped[Doubt] = mapped_column(choice(Doubt))
    seen_at: Mapped[datetime]
    """When the code was on the screen, to the half minute."""
    received_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    accepted: Mapped[bool | None]

    session: Mapped[RunSession] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])


class AttendanceTick(Row, Base):
    """A tick of a trainer's phone that was carried out; the same one sent again does nothing."""

    __tablename__ = "attendance_tick"

    key: Mapped[str] = mapped_column(String(64), unique=True)
    """Made by the phone, one for every tick."""
    attendance_id: Mapped[int] = mapped_column(ForeignKey("attendance.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    """Whose phone it was."""
    ticked_at: Mapped[datetime]
    """By the clock of the phone."""
    received_at: Mapped[datetime]

    attendance: Mapped[Attendance] = relationship()
