"""Tables around an assessment: own sentences, the spoken word, two assessors who agree, the second look, follow-up.

Not here: the assessment itself (`models`).
"""

import enum
from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from courses.base import Base, Row, choice
from courses.delivery.models import Participation
from courses.files.models import StoredFile
from courses.people.models import Person
from courses.practice.models import Assessment, Attempt, Criterion


class OwnSentence(Row, Base):
    """A sentence that a trainer keeps for use at one criterion, also in later versions of the module."""

    __tablename__ = "own_sentence"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    module_id: Mapped[int] = mapped_column(ForeignKey("module.id"), index=True)
    place: Mapped[str] = mapped_column(String(170))
    """`rubric/criterion`, as slugs: rows of criteria differ from version to version."""
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]


class VoiceComment(Row, Base):
    """A spoken word with an assessment, and in writing what it says."""

    __tablename__ = "voice_comment"

    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessment.id"), unique=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"), index=True)
    summary: Mapped[str] = mapped_column(Text, default="")
    recorded_at: Mapped[datetime]

    assessment: Mapped[Assessment] = relationship()
    file: Mapped[StoredFile] = relationship()


class RunMarking(Row, Base):
    """How many assessors one run asks for one assignment, where its trainer chose other than the package says."""

    __tablename__ = "run_marking"
    __table_args__ = (UniqueConstraint("run_id", "assignment_id"),)

    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"))
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), index=True)
    assessors: Mapped[int]
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    set_at: Mapped[datetime]


class Agreement(Row, Base):
    """The level proposed for a criterion about which two assessors differ; it counts once both stand behind it."""

    __tablename__ = "agreement"
    __table_args__ = (UniqueConstraint("attempt_id", "criterion_id"),)

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criterion.id"), index=True)
    level_value: Mapped[int]
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    agreed: Mapped[bool]
    saved_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    attempt: Mapped[Attempt] = relationship()
    criterion: Mapped[Criterion] = relationship()
    proposed_by: Mapped[Person | None] = relationship()


class SecondLook(Row, Base):
    """What a second assessor says of a decision, where a badge asks four eyes."""

    __tablename__ = "second_look"

    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessment.id"), unique=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    agrees: Mapped[bool]
    comment: Mapped[str] = mapped_column(Text, default="")
    """For the first assessor, not for the participant."""
    looked_at: Mapped[datetime]

    assessment: Mapped[Assessment] = relationship()
    person: Mapped[Person | None] = relationship()


class FollowUpKind(enum.StrEnum):
    VISIT = "visit"
    """The trainer was in the class."""
    COMMENT = "comment"


class FollowUp(Row, Base):
    """What a trainer noted about how somebody uses it in class: a visit, or a word about what was shown."""

    __tablename__ = "follow_up"

    participation_id: Mapped[int] = mapped_column(ForeignKey("participation.id"), index=True)
    trainer_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    kind: Mapped[FollowUpKind] = mapped_column(choice(FollowUpKind))
    happened_on: Mapped[date]
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]

    participation: Mapped[Participation] = relationship()
    trainer: Mapped[Person | None] = relationship()
