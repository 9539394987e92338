"""Tables of delivery."""

import enum
from datetime import date, datetime

from sqlalchemy import DateTime, ForeignKey, Index, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from courses.base import Base, Row, choice, public_id
from courses.catalogue.models import ModuleVersion, Unit
from courses.people.models import Organisation, Person


class RecipientForm(enum.StrEnum):
    """How the badge names its holder."""

    HASHED_EMAIL = "hashed_email"
    """Pairwise id and a salted hash of an address: whoever knows the address can check it."""
    PAIRWISE = "pairwise"
    """Pairwise id only."""


class EnrolmentState(enum.StrEnum):
    ENROLLED = "enrolled"
    MOVED = "moved"
    """Went on in another run of the same module version."""
    LEFT = "left"


class MeetingMode(enum.StrEnum):
    ONSITE = "onsite"
    ONLINE = "online"
    BOTH = "both"


class Presence(enum.StrEnum):
    PRESENT = "present"
    PARTIAL = "partial"
    """Was there for a part: known, and not enough for a badge that asks the session."""
    ABSENT = "absent"
    EXCUSED = "excused"
    SUBSTITUTE = "substitute"
    """Did the substitute task instead."""


class Participation(Row, Base):
    """One person taking one module version. It owns progress and attempts, so changing runs loses nothing."""

    __tablename__ = "participation"
    __table_args__ = (UniqueConstraint("person_id", "module_version_id"),)

    public_id: Mapped[str] = mapped_column(String(32), unique=True, default=public_id)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    """Null after erasure."""
    module_version_id: Mapped[int] = mapped_column(ForeignKey("module_version.id"), index=True)
    started_at: Mapped[datetime]
    completed_at: Mapped[datetime | None]
    recipient_form: Mapped[RecipientForm] = mapped_column(choice(RecipientForm), default=RecipientForm.HASHED_EMAIL)
    """Chosen at hand-in; copied to the award when it is planned."""
    recipient_address_id: Mapped[int | None] = mapped_column(ForeignKey("email_address.id", ondelete="SET NULL"))
    """Which address is hashed; null: the primary one."""
    show_name: Mapped[bool] = mapped_column(default=False)

    person: Mapped[Person | None] = relationship()
    module_version: Mapped[ModuleVersion] = relationship()
    enrolments: Mapped[list["Enrolment"]] = relationship(back_populates="participation", order_by="Enrolment.id")


class Run(Row, Base):
    """One time that a module version is given, by one organisation, to one group."""

    __tablename__ = "run"

    public_id: Mapped[str] = mapped_column(String(32), unique=True, default=public_id)
    module_version_id: Mapped[int] = mapped_column(ForeignKey("module_version.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    name: Mapped[str]
    """Such as `November, Geel`."""
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    zone: Mapped[str] = mapped_column(String(64), default="Europe/Brussels")
    place: Mapped[str | None]
    seats: Mapped[int | None]
    """Null: no limit."""
    enrol_until: Mapped[date | None]
    contact_name: Mapped[str | None]
    contact_email: Mapped[str | None] = mapped_column(String(254))
    answer_days: Mapped[int | None]
    """Working days within which the contact person answers; null: nothing was promised."""
    created_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
    cancel_reason: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    """One more for each change of the plan; who saves says which one they saw."""

    module_version: Mapped[ModuleVersion] = relationship()
    organisation: Mapped[Organisation] = relationship()
    sessions: Mapped[list["RunSession"]] = relationship(back_populates="run", order_by="RunSession.starts_local")
    enrolments: Mapped[list["Enrolment"]] = relationship(back_populates="run", order_by="Enrolment.id")
    trainers: Mapped[list["RunTrainer"]] = relationship(
        back_populates="run",
        order_by="RunTrainer.id",
        primaryjoin="and_(Run.id == RunTrainer.run_id, RunTrainer.guest.is_(False))",
    )
    guests: Mapped[list["RunTrainer"]] = relationship(
        viewonly=True,
        order_by="RunTrainer.id",
        primaryjoin="and_(Run.id == RunTrainer.run_id, RunTrainer.guest.is_(True))",
    )

    def assessed_by(self, person_id: int) -> bool:
        """Whether this person assesses the work of this run: a trainer, or a guest."""
        return any(row.person_id == person_id for row in (*self.trainers, *self.guests))


class RunTrainer(Row, Base):
    """Who gives a run; a trainer sees and assesses the work of the own runs only."""

    __tablename__ = "run_trainer"
    __table_args__ = (UniqueConstraint("run_id", "person_id"),)

    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    guest: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Somebody from outside who assesses in this run only, and has no role in the organisation."""

    run: Mapped[Run] = relationship(back_populates="trainers")
    person: Mapped[Person] = relationship()


class RunSession(Row, Base):
    """One meeting of a run, for one unit. Named so because SQLAlchemy's `Session` is everywhere.

    Times are wall time at the place, plus the zone: a session at 14.00 stays at 14.00 when the clocks change.
    """

    __tablename__ = "run_session"

    public_id: Mapped[str] = mapped_column(String(32), unique=True, default=public_id)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    starts_local: Mapped[datetime] = mapped_column(DateTime(timezone=False))
    ends_local: Mapped[datetime] = mapped_column(DateTime(timezone=False))
    zone: Mapped[str] = mapped_column(String(64))
    mode: Mapped[MeetingMode] = mapped_column(choice(MeetingMode))
    place: Mapped[str | None]
    access_note: Mapped[str | None] = mapped_column(Text)
    online_url: Mapped[str | None] = mapped_column(String(2000))
    cancelled_at: Mapped[datetime | None]

    run: Mapped[Run] = relationship(back_populates="sessions")
    unit: Mapped[Unit] = relationship()
    return_moment: Mapped["ReturnMoment | None"] = relationship(back_populates="session")
    attendances: Mapped[list["Attendance"]] = relationship(back_populates="session")


class ReturnMoment(Base):
    """What a session has more when it is a return moment: it opens and closes the practice assignment."""

    __tablename__ = "return_moment"

    run_session_id: Mapped[int] = mapped_column(ForeignKey("run_session.id"), primary_key=True)
    assignment_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    opens_local: Mapped[datetime | None] = mapped_column(DateTime(timezone=False))
    due_local: Mapped[datetime | None] = mapped_column(DateTime(timezone=False))
    """Wall time in the session's zone; late work is still accepted and marked late."""

    session: Mapped[RunSession] = relationship(back_populates="return_moment")
    assignment_unit: Mapped[Unit | None] = relationship()


class Enrolment(Row, Base):
    """A participation in a run. At most one of a participation is open at a time."""

    __tablename__ = "enrolment"
    __table_args__ = (
        Index(
            "uq_enrolment_open",
            "participation_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    participation_id: Mapped[int] = mapped_column(ForeignKey("participation.id"))
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"), index=True)
    state: Mapped[EnrolmentState] = mapped_column(choice(EnrolmentState), default=EnrolmentState.ENROLLED)
    enrolled_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    participation: Mapped[Participation] = relationship(back_populates="enrolments")
    run: Mapped[Run] = relationship(back_populates="enrolments")


class Attendance(Row, Base):
    """Whether one participation was at one session."""

    __tablename__ = "attendance"
    __table_args__ = (UniqueConstraint("run_session_id", "participation_id"),)

    run_session_id: Mapped[int] = mapped_column(ForeignKey("run_session.id"))
    participation_id: Mapped[int] = mapped_column(ForeignKey("participation.id"), index=True)
    presence: Mapped[Presence] = mapped_column(choice(Presence))
    note: Mapped[str | None] = mapped_column(Text)
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    recorded_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    session: Mapped[RunSession] = relationship(back_populates="attendances")
    participation: Mapped[Participation] = relationship()


class Wish(Row, Base):
    """A question or wish that a participant sends ahead of a session."""

    __tablename__ = "wish"
    __table_args__ = (UniqueConstraint("run_session_id", "participation_id"),)

    run_session_id: Mapped[int] = mapped_column(ForeignKey("run_session.id"))
    participation_id: Mapped[int] = mapped_column(ForeignKey("participation.id"), index=True)
    body: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]

    session: Mapped[RunSession] = relationship()
    participation: Mapped[Participation] = relationship()
