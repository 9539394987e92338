"""The hand-in page's questions: my draft, what is missing, what came back, who looks at it.

The answers hold rows; use them while the session is open.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.catalogue.models import Unit
from courses.delivery.models import Participation
from courses.delivery.queries import Window, assignment_window, latest_enrolment_of, participation_of
from courses.errors import N_, NotFound
from courses.files.models import StoredFile
from courses.practice.marking_models import VoiceComment
from courses.practice.models import (
    Assessment,
    AssessmentState,
    Assignment,
    Attempt,
    AttemptPiece,
    Criterion,
    Level,
    PieceKind,
    Submission,
    SubmissionState,
)
from courses.practice.queries.drafts import Changed, changed_since, draft_gaps, submission_of
from courses.practice.queries.voices import voices_of
from courses.practice.rules import Gap


@dataclass(frozen=True)
class Said:
    """What a decision says about one criterion."""

    criterion: Criterion
    level: Level | None
    comment: str
    met: bool
    carried: bool


@dataclass(frozen=True)
class Handed:
    """One attempt, with the decision about it if there is one."""

    attempt: Attempt
    decision: Assessment | None
    said: tuple[Said, ...]

    @property
    def open_points(self) -> tuple[Said, ...]:
        return tuple(one for one in self.said if not one.met)

    @property
    def standing(self) -> tuple[Said, ...]:
        return tuple(one for one in self.said if one.met)


@dataclass(frozen=True)
class OwnWork:
    """Everything the hand-in page shows."""

    participation: Participation
    assignment: Assignment
    submission: Submission | None
    gaps: tuple[Gap, ...]
    attempts: tuple[Handed, ...]
    """Newest first; what was taken back is among them."""
    window: Window | None
    trainers: tuple[str, ...]
    voices: Mapping[int, Sequence[VoiceComment]]
    """Spoken comments with decisions, by attempt id."""
    begun_by: str | None
    """Who began to look at the attempt that is with the trainer; "" when that person is gone."""

    @property
    def state(self) -> SubmissionState:
        return self.submission.state if self.submission else SubmissionState.DRAFT

    @property
    def version(self) -> int:
        return self.submission.version if self.submission else 0

    @property
    def text(self) -> str:
        return self.submission.draft_text if self.submission else ""

    @property
    def link(self) -> str:
        return self.submission.draft_link if self.submission else ""

    @property
    def saved_at(self) -> datetime | None:
        return self.submission.draft_saved_at if self.submission else None

    @property
    def files(self) -> list[StoredFile]:
        return [row.file for row in self.submission.draft_files] if self.submission else []

    @property
    def returned(self) -> Handed | None:
        """The newest attempt with a decision, while something is "not yet"."""
        if self.state is not SubmissionState.RETURNED:
            return None
        return next((one for one in self.attempts if one.decision is not None), None)

    @property
    def change(self) -> Changed | None:
        """What the current attempt has other than the one that was decided before; None for a first attempt."""
        if self.current is None:
            return None
        number = self.current.attempt.number
        before = next((one for one in self.attempts if one.decision and one.attempt.number < number), None)
        return changed_since(before.attempt, self.current.attempt) if before else None

    @property
    def current(self) -> Handed | None:
        """The attempt that is with the trainer or was accepted."""
        if self.state not in (SubmissionState.HANDED_IN, SubmissionState.ACCEPTED):
            return None
        return next((one for one in self.attempts if one.attempt.withdrawn_at is None), None)


def assignment_place(
    session: Session, *, participation: str, unit_slug: str, person_id: int
) -> tuple[Participation, Assignment]:
    """The own participation (by public id) and the assignment of its unit. Raises NotFound."""
    own = participation_of(session, public_id=participation, person_id=person_id)
    assignment = session.scalar(
        select(Assignment)
        .join(Unit, Unit.id == Assignment.unit_id)
        .where(Unit.module_version_id == own.module_version_id, Unit.slug == unit_slug)
    )
    if assignment is None:
        raise NotFound(N_("This does not exist, or it is not yours."))
    return own, assignment


def own_work(session: Session, *, participation: Participation, assignment: Assignment) -> OwnWork:
    """The page of one assignment for its maker."""
    submission = submission_of(session, participation_id=participation.id, assignment_id=assignment.id)
    enrolment = latest_enrolment_of(session, participation_id=participation.id)
    trainers = [row.person.display_name for row in enrolment.run.trainers] if enrolment else []
    attempts = handed(submission) if submission else ()
    return OwnWork(
        participation=participation,
        assignment=assignment,
        submission=submission,
        gaps=tuple(draft_gaps(session, submission=submission, assignment=assignment)),
        attempts=attempts,
        window=assignment_window(session, participation_id=participation.id, unit_id=assignment.unit_id),
        trainers=tuple(trainers),
        voices=voices_of(session, submission.id) if submission else {},
        begun_by=_begun_by(submission, attempts),
    )


def _begun_by(submission: Submission | None, attempts: Sequence[Handed]) -> str | None:
    if submission is None or submission.state is not SubmissionState.HANDED_IN:
        return None
    newest = next((one.attempt for one in attempts if one.attempt.withdrawn_at is None), None)
    begun = newest.assessments[0] if newest is not None and newest.assessments else None
    if begun is None:
        return None
    return begun.assessor.display_name if begun.assessor else ""


def handed(submission: Submission) -> tuple[Handed, ...]:
    """The attempts of a submission, newest first, each with its decision."""
    return tuple(_handed(attempt) for attempt in reversed(submission.attempts))


def _handed(attempt: Attempt) -> Handed:
    decision = next((a for a in attempt.assessments if a.state is AssessmentState.FINAL), None)
    return Handed(attempt, decision, said(decision) if decision is not None else ())


def said(assessment: Assessment) -> tuple[Said, ...]:
    """What an assessment says, criterion by criterion in the rubric's order."""
    marks = {mark.criterion_id: mark for mark in assessment.marks}
    found = []
    for criterion in assessment.attempt.submission.assignment.rubric.criteria:
        mark = marks.get(criterion.id)
        value = mark.level_value if mark else None
        level = next((one for one in criterion.levels if one.value == value), None)
        found.append(
            Said(
                criterion=criterion,
                level=level,
                comment=mark.comment if mark else "",
                met=value is not None and value >= criterion.required_level,
                carried=mark is not None and mark.carried_from_id is not None,
            )
        )
    return tuple(found)


def evidence_names(attempt: Attempt | None) -> frozenset[str]:
    """What this attempt let the badge show, by the names that `hand_in` takes."""
    if attempt is None:
        return frozenset()
    return frozenset(piece_name(piece) for piece in attempt.pieces if piece.as_evidence)


def piece_name(piece: AttemptPiece) -> str:
    """`text`, `link`, or the public id of the file."""
    if piece.kind is PieceKind.FILE and piece.file is not None:
        return piece.file.public_id
    return piece.kind.value
