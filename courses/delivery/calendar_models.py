"""Tables of the invitations that people have in their calendars, of the changes that were made to a plan, and of feeds.

An invitation is never rewritten: each message about a session to one person is a row with its own sequence number,
and says what the session was like at that moment. So a mail that is tried again is the same mail.
"""

import enum
from datetime import datetime

from sqlalchemy import DateTime, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from courses.base import Base, Row, choice
from courses.delivery.models import MeetingMode, Participation, Run, RunSession


class ChangeKind(enum.StrEnum):
    """What one save did to a group's plan."""

    MOVED = "moved"
    CHANGED = "changed"
    """Place, access, address or way of meeting; dates as they were."""
    ADDED = "added"
    SESSION_CANCELLED = "session_cancelled"
    RUN_CANCELLED = "run_cancelled"


class RunChange(Row, Base):
    """One save of a plan that people count on, told to each of them once."""

    __tablename__ = "run_change"
    __table_args__ = (UniqueConstraint("run_id", "number"),)

    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"))
    number: Mapped[int]
    """The run's version after it."""
    kind: Mapped[ChangeKind] = mapped_column(choice(ChangeKind))
    reason: Mapped[str | None] = mapped_column(Text)
    """In the planner's words, for everybody who is told."""
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    made_at: Mapped[datetime]

    run: Mapped[Run] = relationship()


class SessionRevision(Row, Base):
    """What one session was like from some moment on; the newest is what it is like now."""

    __tablename__ = "session_revision"
    __table_args__ = (UniqueConstraint("run_session_id", "number"),)

    run_session_id: Mapped[int] = mapped_column(ForeignKey("run_session.id"))
    number: Mapped[int]
    """From 1."""
    change_id: Mapped[int | None] = mapped_column(ForeignKey("run_change.id"), index=True)
    """Null: as it was first planned."""
    made_at: Mapped[datetime]
    starts_local: Mapped[datetime] = mapped_column(DateTime(timezone=False))
    ends_local: Mapped[datetime] = mapped_column(DateTime(timezone=False))
    zone: Mapped[str] = mapped_column(String(64))
    mode: Mapped[MeetingMode] = mapped_column(choice(MeetingMode))
    place: Mapped[str | None]
    access_note: Mapped[str | None] = mapped_column(Text)
    online_url: Mapped[str | None] = mapped_column(String(2000))
    opens_local: Mapped[datetime | None] = mapped_column(DateTime(timezone=False))
    due_local: Mapped[datetime | None] = mapped_column(DateTime(timezone=False))
    cancelled: Mapped[bool] = mapped_column(default=False)

    session: Mapped[RunSession] = relationship()


class Invitation(Row, Base):
    """One iCalendar message about one session to one participant (RFC 5546): a request, an update or a cancellation."""

    __tablename__ = "invitation"
    __table_args__ = (UniqueConstraint("participation_id", "run_session_id", "sequence"),)

    participation_id: Mapped[int] = mapped_column(ForeignKey("participation.id"))
    run_session_id: Mapped[int] = mapped_column(ForeignKey("run_session.id"), index=True)
    sequence: Mapped[int]
    """From 0, and one more for each message: a calendar keeps what has the highest."""
    revision_id: Mapped[int] = mapped_column(ForeignKey("session_revision.id"))
    cancelled: Mapped[bool] = mapped_column(default=False)
    made_at: Mapped[datetime]

    participation: Mapped[Participation] = relationship()
    revision: Mapped[SessionRevision] = relationship()
    session: Mapped[RunSession] = relationship()

    @property
    def uid(self) -> str:
        """The same for every message about this session to this person; says nothing about either."""
        return f"{self.session.public_id}-{self.participation.public_id}"


class CalendarFeed(Row, Base):
    """The secret address of one person's agenda. Holds no secret: the address is made from the nonce and SECRET_KEY."""

    __tablename__ = "calendar_feed"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), unique=True)
    nonce: Mapped[str] = mapped_column(String(64))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime]
