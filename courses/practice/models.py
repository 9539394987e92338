"""Tables of practice work and its assessment."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from courses.base import Base, Row, Translations, choice, public_id
from courses.catalogue.models import ModuleVersion, Unit
from courses.delivery.models import Participation
from courses.files.models import StoredFile
from courses.people.models import Person


class SubmissionState(enum.StrEnum):
    DRAFT = "draft"
    HANDED_IN = "handed_in"
    RETURNED = "returned"
    """At least one criterion is "not yet": only those are asked again."""
    ACCEPTED = "accepted"


class AssessmentState(enum.StrEnum):
    DRAFT = "draft"
    FINAL = "final"


class PieceKind(enum.StrEnum):
    TEXT = "text"
    LINK = "link"
    FILE = "file"
    RESULTS = "results"
    """Totals of a results sheet of another platform."""


class Pupils(enum.StrEnum):
    """What the maker says about pupils in photos and films."""

    NOBODY = "nobody"
    """No pupil can be recognised."""
    CONSENT = "consent"
    """Pupils can be recognised, and there is consent in writing."""


class QuizAnswer(Row, Base):
    """One answer to one question; every try is kept, the newest counts."""

    __tablename__ = "quiz_answer"
    __table_args__ = (UniqueConstraint("participation_id", "unit_id", "question", "attempt"),)

    participation_id: Mapped[int] = mapped_column(ForeignKey("participation.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    question: Mapped[str] = mapped_column(String(80))
    """Slug of the question within the unit's quiz."""
    attempt: Mapped[int]
    answer: Mapped[Any] = mapped_column(JSON(none_as_null=True))
    right: Mapped[bool]
    answered_at: Mapped[datetime]


class Rubric(Row, Base):
    """Criteria and levels; belongs to a module version and is frozen with it."""

    __tablename__ = "rubric"
    __table_args__ = (UniqueConstraint("module_version_id", "slug"),)

    module_version_id: Mapped[int] = mapped_column(ForeignKey("module_version.id"))
    slug: Mapped[str] = mapped_column(String(80))
    title: Mapped[Translations]

    module_version: Mapped[ModuleVersion] = relationship()
    criteria: Mapped[list["Criterion"]] = relationship(back_populates="rubric", order_by="Criterion.position")


class Criterion(Row, Base):
    """One thing that the work is looked at for."""

    __tablename__ = "criterion"
    __table_args__ = (UniqueConstraint("rubric_id", "slug"), UniqueConstraint("rubric_id", "position"))

    rubric_id: Mapped[int] = mapped_column(ForeignKey("rubric.id"))
    position: Mapped[int]
    slug: Mapped[str] = mapped_column(String(80))
    title: Mapped[Translations]
    required_level: Mapped[int]
    """The lowest level value that meets this criterion."""
    comment_bank: Mapped[list[str]] = mapped_column(default=list)
    """Ready sentences for the trainer, in the package's language."""

    rubric: Mapped[Rubric] = relationship(back_populates="criteria")
    levels: Mapped[list["Level"]] = relationship(back_populates="criterion", order_by="Level.value")


class Level(Row, Base):
    """How well a criterion can be met."""

    __tablename__ = "level"
    __table_args__ = (UniqueConstraint("criterion_id", "value"),)

    criterion_id: Mapped[int] = mapped_column(ForeignKey("criterion.id"))
    value: Mapped[int]
    name: Mapped[Translations]
    description: Mapped[Translations | None]

    criterion: Mapped[Criterion] = relationship(back_populates="levels")


class Assignment(Row, Base):
    """What a practice unit asks, and in which forms work may come."""

    __tablename__ = "assignment"

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), unique=True)
    rubric_id: Mapped[int] = mapped_column(ForeignKey("rubric.id"), index=True)
    accepts_text: Mapped[bool] = mapped_column(default=True)
    accepts_link: Mapped[bool] = mapped_column(default=True)
    accepts_files: Mapped[bool] = mapped_column(default=True)
    min_words: Mapped[int] = mapped_column(default=0)
    max_files: Mapped[int] = mapped_column(default=6)
    max_file_bytes: Mapped[int] = mapped_column(default=500_000_000)
    file_types: Mapped[list[str]] = mapped_column(default=list)
    """Extensions without a dot; the sniffed type must agree."""
    evidence_note: Mapped[Translations | None]
    assessors: Mapped[int] = mapped_column(default=1, server_default="1")
    """How many judge a piece of work without seeing each other's marks: 1 or 2; a run may ask 2 by itself."""
    blind: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whoever assesses does not see whose work it is, until it is decided."""
    four_eyes: Mapped[bool] = mapped_column(default=False, server_default=false())
    """A badge on this work asks the yes of a second assessor before it is given."""

    unit: Mapped[Unit] = relationship()
    rubric: Mapped[Rubric] = relationship()


class Submission(Row, Base):
    """One participation's work for one assignment: the draft, and the attempts handed in so far.

    `version` rises with each change of the draft; a save that names an older one is refused, not merged.
    """

    __tablename__ = "submission"
    __table_args__ = (UniqueConstraint("participation_id", "assignment_id"),)

    public_id: Mapped[str] = mapped_column(String(32), unique=True, default=public_id)
    participation_id: Mapped[int] = mapped_column(ForeignKey("participation.id"))
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), index=True)
    state: Mapped[SubmissionState] = mapped_column(choice(SubmissionState), default=SubmissionState.DRAFT)
    draft_text: Mapped[str] = mapped_column(Text, default="")
    draft_link: Mapped[str] = mapped_column(String(2000), default="")
    draft_saved_at: Mapped[datetime | None]
    draft_pupils: Mapped[Pupils | None] = mapped_column(choice(Pupils))
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]

    participation: Mapped[Participation] = relationship()
    assignment: Mapped[Assignment] = relationship()
    draft_files: Mapped[list["DraftFile"]] = relationship(back_populates="submission", order_by="DraftFile.id")
    attempts: Mapped[list["Attempt"]] = relationship(back_populates="submission", order_by="Attempt.number")


class DraftFile(Row, Base):
    """A file attached to work that is being written."""

    __tablename__ = "draft_file"
    __table_args__ = (UniqueConstraint("submission_id", "file_id"),)

    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    added_at: Mapped[datetime]

    submission: Mapped[Submission] = relationship(back_populates="draft_files")
    file: Mapped[StoredFile] = relationship()


class Attempt(Row, Base):
    """Work as it was handed in at one moment; never changed afterwards."""

    __tablename__ = "attempt"
    __table_args__ = (UniqueConstraint("submission_id", "number"),)

    public_id: Mapped[str] = mapped_column(String(32), unique=True, default=public_id)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    number: Mapped[int]
    handed_in_at: Mapped[datetime] = mapped_column(index=True)
    late: Mapped[bool] = mapped_column(default=False)
    withdrawn_at: Mapped[datetime | None]
    """Taken back by its maker before assessment began."""
    pupils: Mapped[Pupils | None] = mapped_column(choice(Pupils))
    """None: there was no photo or film, or it was handed in before this was asked."""

    submission: Mapped[Submission] = relationship(back_populates="attempts")
    pieces: Mapped[list["AttemptPiece"]] = relationship(back_populates="attempt", order_by="AttemptPiece.position")
    assessments: Mapped[list["Assessment"]] = relationship(back_populates="attempt", order_by="Assessment.id")


class AttemptPiece(Row, Base):
    """One text, link or file of an attempt; the holder says piece by piece what the badge may show."""

    __tablename__ = "attempt_piece"
    __table_args__ = (UniqueConstraint("attempt_id", "position"),)

    public_id: Mapped[str] = mapped_column(String(32), unique=True, default=public_id)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    position: Mapped[int]
    kind: Mapped[PieceKind] = mapped_column(choice(PieceKind))
    body: Mapped[str | None] = mapped_column(Text)
    """The text, or the address of the link; emptied by erasure."""
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    results: Mapped[dict[str, Any] | None]
    """RESULTS: platform, number of pupils, and totals per item and goal."""
    as_evidence: Mapped[bool] = mapped_column(default=False)

    attempt: Mapped[Attempt] = relationship(back_populates="pieces")
    file: Mapped[StoredFile | None] = relationship()


class Assessment(Row, Base):
    """One assessor's judgement of one attempt; at most one of an attempt is final.

    `version` rises with each save; a save that names an older one is refused and both texts are kept. Where two
    assess, what they agreed on is a row of its own (`agreement`), so that the marks of both stay as they were.
    """

    __tablename__ = "assessment"
    __table_args__ = (
        UniqueConstraint("attempt_id", "assessor_id"),
        Index(
            "uq_assessment_final",
            "attempt_id",
            unique=True,
            sqlite_where=text("state = 'final'"),
            postgresql_where=text("state = 'final'"),
        ),
    )

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    assessor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    state: Mapped[AssessmentState] = mapped_column(choice(AssessmentState), default=AssessmentState.DRAFT)
    comment: Mapped[str] = mapped_column(Text, default="")
    started_at: Mapped[datetime]
    saved_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    took_at: Mapped[datetime | None]
    """Since when this assessor has the work in hand: others may look and write, and only take it over on purpose."""
    seen_at: Mapped[datetime | None]
    """When the assessor's page last showed a sign of life."""
    closed_at: Mapped[datetime | None]
    """Where two assess: these marks are in."""
    agreement: Mapped[bool] = mapped_column(default=False, server_default=false())
    """What two assessors agreed on, or a third decided; without a third it has no assessor of its own."""
    aside: Mapped[list[dict[str, Any]]] = mapped_column(default=list, server_default="[]")
    """What was typed in another window while this was saved: `{window, at, criterion, level, comment}` each."""

    attempt: Mapped[Attempt] = relationship(back_populates="assessments")
    assessor: Mapped[Person | None] = relationship()
    marks: Mapped[list["Mark"]] = relationship(back_populates="assessment", order_by="Mark.criterion_id")


class Mark(Row, Base):
    """The level given for one criterion, with a comment."""

    __tablename__ = "mark"
    __table_args__ = (UniqueConstraint("assessment_id", "criterion_id"),)

    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessment.id"))
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criterion.id"), index=True)
    level_value: Mapped[int | None]
    comment: Mapped[str] = mapped_column(Text, default="")
    carried_from_id: Mapped[int | None] = mapped_column(ForeignKey("mark.id"))
    """The mark of an earlier attempt that already met this criterion and stands."""

    assessment: Mapped[Assessment] = relationship(back_populates="marks", foreign_keys=[assessment_id])
    criterion: Mapped[Criterion] = relationship()
