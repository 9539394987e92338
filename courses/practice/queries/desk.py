"""The grading page's questions: the work, what changed in it, the rubric as it stands, and who else looks at it.

The answer holds rows; use it while the session is open.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from courses.delivery.models import Run
from courses.delivery.queries import latest_enrolment_of
from courses.errors import N_, NotFound
from courses.practice.marking_models import Agreement, SecondLook
from courses.practice.models import (
    Assessment,
    AssessmentState,
    Attempt,
    Criterion,
    Level,
    Mark,
    Submission,
    SubmissionState,
)
from courses.practice.queries.agreeing import agreements, markers
from courses.practice.queries.drafts import Changed, changed_since
from courses.practice.queries.holding import assessors_asked
from courses.practice.queries.own_work import Said, said
from courses.practice.queries.queue import queue_ids, shown_name
from courses.practice.queries.scope import visible_attempt
from courses.practice.queries.second import look_of
from courses.practice.rules import Piece


@dataclass(frozen=True)
class Point:
    """One criterion on the page."""

    criterion: Criterion
    level: int | None
    comment: str
    standing: Level | None
    """Met in an earlier attempt: shown folded, not open to change."""
    before: Said | None
    """What the previous decision said, when it was "not yet"."""
    others: tuple[Mark, ...]
    """What colleagues saved, where it says other than the own; none while two assess without seeing each other."""


@dataclass(frozen=True)
class Desk:
    """Everything the grading page shows."""

    attempt: Attempt
    run: Run
    name: str
    points: tuple[Point, ...]
    change: Changed
    """Since the attempt that was decided before."""
    own: Assessment | None
    others: tuple[Assessment, ...]
    final: Assessment | None
    decided: tuple[Said, ...]
    may_assess: bool
    hidden: bool
    """The maker's name is kept from whoever assesses."""
    asked: int
    """How many assess this work."""
    both: tuple[Assessment, ...]
    """Where two assess: both, once the marks of both are in."""
    agreed: Mapping[int, Agreement]
    """What was proposed so far, by criterion id."""
    look: SecondLook | None
    place: int | None
    """From 1, in the queue."""
    count: int
    previous: str | None
    next: str | None

    @property
    def submission(self) -> Submission:
        return self.attempt.submission

    @property
    def text(self) -> tuple[Piece, ...]:
        return self.change.text

    @property
    def agreeing(self) -> bool:
        """Both are in, and they do not agree about everything yet."""
        return bool(self.both) and self.final is None

    @property
    def one_of_both(self) -> bool:
        return self.own is not None and self.own in self.both

    @property
    def open_points(self) -> int:
        """How many criteria still have no level."""
        return sum(1 for point in self.points if point.standing is None and point.level is None)


def desk(session: Session, *, public_id: str, person_id: int, organisation_ids: Collection[int]) -> Desk:
    """The page of one attempt for this reader. Raises NotFound for work outside the reader's runs."""
    attempt = visible_attempt(session, public_id=public_id, person_id=person_id, organisation_ids=organisation_ids)
    submission = attempt.submission
    enrolment = latest_enrolment_of(session, participation_id=submission.participation_id)
    if enrolment is None:
        raise NotFound(N_("This work does not exist, or it is not yours to assess."))
    own = next((a for a in attempt.assessments if a.assessor_id == person_id), None)
    others = tuple(a for a in attempt.assessments if a.assessor_id != person_id and not a.agreement)
    final = next((a for a in attempt.assessments if a.state is AssessmentState.FINAL), None)
    ids = queue_ids(session, person_id=person_id)
    at = ids.index(public_id) if public_id in ids else None
    earlier = _decided_before(attempt)
    asked = assessors_asked(session, attempt)
    both = tuple(markers(attempt)[:2]) if asked > 1 and len(markers(attempt)) > 1 else ()
    hidden = submission.assignment.blind and final is None
    return Desk(
        attempt=attempt,
        run=enrolment.run,
        name=shown_name(attempt, hidden=hidden),
        points=_points(attempt, own, others if asked == 1 else (), earlier),
        change=changed_since(earlier.attempt if earlier else None, attempt),
        own=own,
        others=others,
        final=final,
        decided=said(final) if final else (),
        may_assess=_may_assess(attempt, enrolment.run, person_id, final) and not both,
        hidden=hidden,
        asked=asked,
        both=both,
        agreed=agreements(session, attempt.id) if both else {},
        look=look_of(session, final),
        place=at + 1 if at is not None else None,
        count=len(ids),
        previous=ids[at - 1] if at else None,
        next=_next(ids, at),
    )


def _next(ids: list[str], at: int | None) -> str | None:
    if at is None:
        return ids[0] if ids else None
    return ids[at + 1] if at + 1 < len(ids) else None


def _may_assess(attempt: Attempt, run: Run, person_id: int, final: Assessment | None) -> bool:
    return (
        final is None
        and attempt.withdrawn_at is None
        and attempt.submission.state is SubmissionState.HANDED_IN
        and attempt.submission.participation.person_id != person_id
        and run.assessed_by(person_id)
    )


def _decided_before(attempt: Attempt) -> Assessment | None:
    """The decision about the newest earlier attempt that has one."""
    earlier = [one for one in attempt.submission.attempts if one.number < attempt.number]
    for one in reversed(earlier):
        for assessment in one.assessments:
            if assessment.state is AssessmentState.FINAL:
                return assessment
    return None


def _points(
    attempt: Attempt,
    own: Assessment | None,
    others: tuple[Assessment, ...],
    earlier: Assessment | None,
) -> tuple[Point, ...]:
    marks = {mark.criterion_id: mark for mark in own.marks} if own else {}
    before = {one.criterion.id: one for one in said(earlier)} if earlier else {}
    found = []
    for criterion in attempt.submission.assignment.rubric.criteria:
        mark, past = marks.get(criterion.id), before.get(criterion.id)
        level = past.level if past is not None and past.met else None
        found.append(
            Point(
                criterion=criterion,
                level=mark.level_value if mark else None,
                comment=mark.comment if mark else "",
                standing=level,
                before=past if past is not None and not past.met else None,
                others=_others(criterion, mark, others) if level is None else (),
            )
        )
    return tuple(found)


def _others(criterion: Criterion, own: Mark | None, others: tuple[Assessment, ...]) -> tuple[Mark, ...]:
    """What colleagues chose or wrote for this criterion, where the own assessment does not have it."""
    level, comment = (own.level_value, own.comment) if own else (None, "")
    found = []
    for assessment in others:
        for mark in assessment.marks:
            differs = mark.level_value not in (None, level) or mark.comment.strip() not in comment
            if mark.criterion_id == criterion.id and mark.carried_from_id is None and differs:
                found.append(mark)
    return tuple(found)
