"""Tables of people and organisations."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from courses.base import Base, Row, choice, public_id


class OrganisationKind(enum.StrEnum):
    SCHOOL = "school"
    PROVIDER = "provider"
    """Offers modules and issues badges."""
    PARTNER = "partner"


class Role(enum.StrEnum):
    """What somebody is within one organisation; what a role may do is one table in `lms.policy`."""

    LEARNER = "learner"
    TRAINER = "trainer"
    COACH = "coach"
    """Digicoach: helps the colleagues of the own school."""
    HEAD = "head"
    """School head or HR."""
    MANAGER = "manager"
    """Runs the offer of a provider: modules, runs, badges by hand, revocation."""
    ADMIN = "admin"
    """Runs the installation."""


class Person(Row, Base):
    """Somebody who learns, trains or coaches. Erasure empties the row and keeps the number."""

    __tablename__ = "person"

    public_id: Mapped[str] = mapped_column(String(32), unique=True, default=public_id)
    display_name: Mapped[str]
    language: Mapped[str] = mapped_column(String(16), default="nl-BE")
    time_zone: Mapped[str] = mapped_column(String(64), default="Europe/Brussels")
    created_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]

    addresses: Mapped[list["EmailAddress"]] = relationship(back_populates="person", order_by="EmailAddress.id")


class EmailAddress(Row, Base):
    """One of a person's addresses; none is needed, several are fine, at most one is primary."""

    __tablename__ = "email_address"
    __table_args__ = (
        Index(
            "uq_email_address_primary",
            "person_id",
            unique=True,
            sqlite_where=text("is_primary"),
            postgresql_where=text("is_primary"),
        ),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    address: Mapped[str] = mapped_column(String(254), unique=True)
    """Lower-cased; see `courses.people.rules.normalise_address`."""
    is_primary: Mapped[bool] = mapped_column(default=False)
    verified_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    person: Mapped[Person] = relationship(back_populates="addresses")


class Organisation(Row, Base):
    """A school, a provider of modules, or a partner."""

    __tablename__ = "organisation"

    slug: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[OrganisationKind] = mapped_column(choice(OrganisationKind))
    name: Mapped[str]
    country: Mapped[str] = mapped_column(String(2))
    """ISO 3166-1 alpha-2."""
    region: Mapped[str | None]
    url: Mapped[str | None] = mapped_column(String(2000))
    verified_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class Membership(Row, Base):
    """A role of a person within one organisation. Nobody has a role outside one."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("person_id", "organisation_id", "role"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    role: Mapped[Role] = mapped_column(choice(Role))
    created_at: Mapped[datetime]

    person: Mapped[Person] = relationship()
    organisation: Mapped[Organisation] = relationship()


class Consent(Row, Base):
    """What a person agreed to, in which wording, and when it was taken back."""

    __tablename__ = "consent"
    __table_args__ = (UniqueConstraint("person_id", "subject", "version"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    subject: Mapped[str] = mapped_column(String(64))
    version: Mapped[str] = mapped_column(String(32))
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class AuditEvent(Row, Base):
    """Who awarded, revoked, assessed or read personal data, and when. Rows are added, never changed."""

    __tablename__ = "audit_event"
    __table_args__ = (Index("ix_audit_event_subject", "subject_kind", "subject_id"),)

    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    """Null: the system itself, a console command, or somebody erased since."""
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id", ondelete="SET NULL"))
    action: Mapped[str] = mapped_column(String(64))
    subject_kind: Mapped[str] = mapped_column(String(64))
    subject_id: Mapped[int | None]
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Ids and choices; no names, addresses or texts of people."""
