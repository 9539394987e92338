"""Tables of reminders."""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from courses.base import Base, BigId, Row, choice


class ReminderKind(enum.StrEnum):
    SESSION = "session"
    """A session or return moment is near."""
    WORK = "work"
    """A practice assignment is due."""
    OPENS = "opens"
    """A part that was hidden until some days before a session can be read."""
    AWAY = "away"
    """Not been here for three weeks; once."""
    TO_READ = "to_read"
    """For a trainer: work waits."""
    WISHES = "wishes"
    """For a trainer: a session is near, with what its participants wish for."""


class ReminderState(enum.StrEnum):
    WAITING = "waiting"
    GATHERED = "gathered"
    """Put in a mail that is being sent."""
    SENT = "sent"
    NOT_SENT = "not_sent"
    """Let go; `why` says why."""


class WhyNot(enum.StrEnum):
    """Why a reminder was not sent."""

    DONE = "done"
    """All of the module is done, or this part of it."""
    HANDED_IN = "handed_in"
    ATTENDED = "attended"
    """Was there already, in this group or an earlier one."""
    EXCUSED = "excused"
    LEFT = "left"
    """Is not in this group (any more)."""
    CANCELLED = "cancelled"
    PAST = "past"
    """What it is about is over."""
    BACK = "back"
    """Was here again meanwhile."""
    NOTHING = "nothing"
    """Nothing waits."""
    UNWANTED = "unwanted"
    """This person wants no reminders, or none of this kind."""
    NO_ADDRESS = "no_address"


class Pace(enum.StrEnum):
    DAILY = "daily"
    """Everything of a day in one mail, at an hour of one's choice."""
    AT_ONCE = "at_once"
    """Each at its own moment, outside quiet hours."""
    NONE = "none"


class Reminder(Row, Base):
    """One thing to remind one person of. Unique: `key`, so one thing is one row, however often it is planned."""

    __tablename__ = "reminder"
    __table_args__ = (Index("ix_reminder_to_send", "person_id", "state", "send_at"),)

    key: Mapped[str] = mapped_column(String(80), unique=True)
    """Kind and row ids, such as `session:12:34`."""
    kind: Mapped[ReminderKind] = mapped_column(choice(ReminderKind))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    participation_id: Mapped[int | None] = mapped_column(ForeignKey("participation.id", ondelete="CASCADE"), index=True)
    """Null for what a trainer hears."""
    run_id: Mapped[int | None] = mapped_column(ForeignKey("run.id", ondelete="CASCADE"), index=True)
    run_session_id: Mapped[int | None] = mapped_column(ForeignKey("run_session.id", ondelete="CASCADE"), index=True)
    about_at: Mapped[datetime]
    """What it reminds of happens, is due or began at this moment; another moment is another reminder."""
    told_about: Mapped[datetime | None]
    """The `about_at` of the last one that was sent: moved there and back again, it is not said twice."""
    due_at: Mapped[datetime]
    """When it would be sent if nobody slept."""
    send_at: Mapped[datetime]
    """When it is sent: `due_at` as this person's quiet hours and day's mail allow."""
    state: Mapped[ReminderState] = mapped_column(choice(ReminderState), default=ReminderState.WAITING)
    why: Mapped[WhyNot | None] = mapped_column(choice(WhyNot))
    gathered_in: Mapped[int | None] = mapped_column(BigId, index=True)
    """Row id in the outbox of the mail that it went into."""
    decided_at: Mapped[datetime]
    """When it was planned, sent or let go."""


class ReminderChoice(Base):
    """How one person wants to be reminded. No row: as `rules.Choice` has it."""

    __tablename__ = "reminder_choice"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    pace: Mapped[Pace] = mapped_column(choice(Pace))
    hour: Mapped[int]
    """Of the day's mail, 0 to 23, on the person's clock."""
    quiet_from: Mapped[int]
    quiet_until: Mapped[int]
    """Hours; the same as `quiet_from`: no quiet hours."""
    weekend: Mapped[bool] = mapped_column(default=False)
    """Mail may come at weekends."""
    off: Mapped[list[str]] = mapped_column(default=list)
    """Kinds that are not wanted."""
    changed_at: Mapped[datetime]
