"""What waits for a trainer: work of the own runs, oldest first. Own work is never among it."""

import enum
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVarTuple

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, selectinload

from courses.base import Translations
from courses.catalogue.models import Unit
from courses.delivery import rules as delivery_rules
from courses.delivery.models import Enrolment, Participation, ReturnMoment, Run, RunSession
from courses.practice.marking_models import SecondLook
from courses.practice.models import (
    Assessment,
    AssessmentState,
    Assignment,
    Attempt,
    Submission,
    SubmissionState,
)
from courses.practice.queries.holding import asked_of_run, holders
from courses.practice.queries.scope import current_enrolment_id, gives_run

Columns = TypeVarTuple("Columns")


class WaitKind(enum.StrEnum):
    ASSESS = "assess"
    AGREE = "agree"
    """Two assessed it, and differ."""
    SECOND = "second"
    """A colleague accepted it, and a badge asks a second yes."""
    CONTESTED = "contested"
    """The reader accepted it, and the second assessor does not agree."""


@dataclass(frozen=True)
class Waiting:
    """One line of the queue."""

    attempt: str
    """Public id."""
    number: int
    person: str
    handed_in_at: datetime
    late: bool
    module: Translations
    unit: Translations
    run: str
    run_name: str
    zone: str
    others: tuple[str, ...]
    """Who has it in hand now, beside the reader."""
    begun: bool
    """The reader began."""
    kind: "WaitKind"
    unit_slug: str
    hidden: bool
    """`person` is a code: the name is kept from who assesses."""


def _to_assess(person_id: int) -> ColumnElement[bool]:
    """Handed in and not decided; where two assess, only what this reader can still do something about."""
    closed = Assessment.closed_at.is_not(None)
    in_count = (
        select(func.count(Assessment.id))
        .where(Assessment.attempt_id == Attempt.id, closed)
        .correlate(Attempt)
        .scalar_subquery()
    )
    mine_in = Attempt.assessments.any(and_(closed, Assessment.assessor_id == person_id))
    return and_(
        Submission.state == SubmissionState.HANDED_IN,
        Attempt.withdrawn_at.is_(None),
        ~Attempt.assessments.any(Assessment.state == AssessmentState.FINAL),
        or_(asked_of_run() < 2, and_(~mine_in, in_count < 2), and_(mine_in, in_count >= 2)),
    )


def _to_look_again(person_id: int) -> ColumnElement[bool]:
    """Accepted by one, where a badge asks two: a colleague's turn, or the own decision that was not agreed with."""
    answered = SecondLook.assessment_id == Assessment.id
    theirs = and_(Assessment.assessor_id.is_distinct_from(person_id), ~exists().where(answered))
    contested = and_(Assessment.assessor_id == person_id, exists().where(answered, SecondLook.agrees.is_(False)))
    final = and_(Assessment.state == AssessmentState.FINAL, Assessment.agreement.is_(False))
    return and_(
        Submission.state == SubmissionState.ACCEPTED,
        Assignment.four_eyes.is_(True),
        Attempt.assessments.any(and_(final, or_(theirs, contested))),
    )


def _waits(person_id: int) -> ColumnElement[bool]:
    return and_(
        or_(_to_assess(person_id), _to_look_again(person_id)),
        gives_run(person_id),
        or_(Participation.person_id.is_(None), Participation.person_id != person_id),
    )


def _joined(statement: Select[*Columns]) -> Select[*Columns]:
    return (
        statement.join(Submission, Submission.id == Attempt.submission_id)
        .join(Participation, Participation.id == Submission.participation_id)
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .join(Enrolment, Enrolment.id == current_enrolment_id())
        .join(Run, Run.id == Enrolment.run_id)
    )


def queue_ids(session: Session, *, person_id: int) -> list[str]:
    """Public ids of the waiting attempts, oldest first."""
    found = _joined(select(Attempt.public_id)).where(_waits(person_id))
    return list(session.scalars(found.order_by(Attempt.handed_in_at, Attempt.id)))


def queue(session: Session, *, person_id: int, now: datetime, limit: int | None = None) -> list[Waiting]:
    """What waits for this trainer, oldest first; all of it, or the first few."""
    rows = session.execute(
        _joined(select(Attempt, Submission, Run))
        .where(_waits(person_id))
        .options(
            selectinload(Attempt.assessments).joinedload(Assessment.assessor),
            selectinload(Submission.participation).joinedload(Participation.person),
            selectinload(Submission.assignment).joinedload(Assignment.unit).joinedload(Unit.module_version),
        )
        .order_by(Attempt.handed_in_at, Attempt.id)
        .limit(limit)
    )
    return [_waiting(attempt, submission, run, person_id, now) for attempt, submission, run in rows]


def _kind(attempt: Attempt, person_id: int) -> WaitKind:
    final = next((one for one in attempt.assessments if one.state is AssessmentState.FINAL), None)
    if final is not None:
        return WaitKind.CONTESTED if final.assessor_id == person_id else WaitKind.SECOND
    mine_in = any(one.closed_at is not None and one.assessor_id == person_id for one in attempt.assessments)
    return WaitKind.AGREE if mine_in else WaitKind.ASSESS


def _waiting(attempt: Attempt, submission: Submission, run: Run, person_id: int, now: datetime) -> Waiting:
    unit, kind = submission.assignment.unit, _kind(attempt, person_id)
    hidden = submission.assignment.blind and kind in (WaitKind.ASSESS, WaitKind.AGREE)
    return Waiting(
        attempt=attempt.public_id,
        number=attempt.number,
        person=shown_name(attempt, hidden=hidden),
        handed_in_at=attempt.handed_in_at,
        late=attempt.late,
        module=unit.module_version.title,
        unit=unit.title,
        run=run.public_id,
        run_name=run.name,
        zone=run.zone,
        others=tuple(
            one.assessor.display_name
            for one in holders(attempt, now)
            if one.assessor is not None and one.assessor_id != person_id and kind is WaitKind.ASSESS
        ),
        begun=any(one.assessor_id == person_id for one in attempt.assessments),
        kind=kind,
        unit_slug=unit.slug,
        hidden=hidden,
    )


def next_due(session: Session, *, person_id: int, now: datetime) -> datetime | None:
    """When the next work is expected in the own runs; aware, in the zone of the place."""
    rows = session.execute(
        select(ReturnMoment.due_local, RunSession.zone)
        .join(RunSession, RunSession.id == ReturnMoment.run_session_id)
        .join(Run, Run.id == RunSession.run_id)
        .where(RunSession.cancelled_at.is_(None), gives_run(person_id))
    )
    due = [delivery_rules.instant(local, zone) for local, zone in rows if local is not None]
    coming = [one for one in due if one >= now]
    return min(coming, default=None)


def shown_name(attempt: Attempt, *, hidden: bool) -> str:
    """Whose work it is; while that is hidden, a short code that is the same on every page."""
    if hidden:
        return attempt.public_id[:4].upper()
    person = attempt.submission.participation.person
    return person.display_name if person else ""
