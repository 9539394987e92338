"""Tables of acts on many badges at once: given, taken back, put right. Each act is one row, each badge in it another.

The rows are how a long act is shown half-way, goes on after a crash, and is undone as one.
"""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from courses.base import Base, Row, choice, public_id
from courses.people.models import Organisation, Person
from courses.recognition.models import Award, BadgeVersion


class BatchKind(enum.StrEnum):
    GIVE = "give"
    REVOKE = "revoke"
    CORRECT = "correct"


class AwardBatch(Row, Base):
    """One act of one person on many badges."""

    __tablename__ = "award_batch"

    public_id: Mapped[str] = mapped_column(String(32), unique=True, default=public_id)
    kind: Mapped[BatchKind] = mapped_column(choice(BatchKind))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    badge_version_id: Mapped[int | None] = mapped_column(ForeignKey("badge_version.id"))
    """What is given, or put in place; null when revoking, and when only the holder's own data were put right."""
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    cause: Mapped[str | None] = mapped_column(String(32))
    """One of `rules.CAUSES`."""
    reason: Mapped[str] = mapped_column(Text)
    """Own words; the holders read them too."""
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship()
    badge_version: Mapped[BadgeVersion | None] = relationship()
    actor: Mapped[Person | None] = relationship()
    items: Mapped[list["BatchItem"]] = relationship(back_populates="batch", order_by="BatchItem.id")


class BatchItem(Row, Base):
    """One person or one badge of an act, and what became of it. Done once: `done_at` or `refused`."""

    __tablename__ = "batch_item"
    __table_args__ = (UniqueConstraint("batch_id", "person_id"), UniqueConstraint("batch_id", "award_id"))

    batch_id: Mapped[int] = mapped_column(ForeignKey("award_batch.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    """Who is given the badge; null for the other acts, which are about an award, and after erasure."""
    award_id: Mapped[int | None] = mapped_column(ForeignKey("award.id"), index=True)
    """The badge that is taken back or put right."""
    made_id: Mapped[int | None] = mapped_column(ForeignKey("award.id"), index=True)
    """The badge that was given, or that stands in its place."""
    edition: Mapped[int | None]
    """The number of the edition before only the holder's data were put right."""
    done_at: Mapped[datetime | None]
    refused: Mapped[str | None] = mapped_column(Text)
    """Why nothing was done, as a msgid without names; null while it waits and when it was done."""

    batch: Mapped[AwardBatch] = relationship(back_populates="items")
    award: Mapped[Award | None] = relationship(foreign_keys=[award_id])
    made: Mapped[Award | None] = relationship(foreign_keys=[made_id])
    person: Mapped[Person | None] = relationship()
