"""What waits for a trainer: work of the own runs, oldest first. Own work is never among it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, selectinload

from courses.base import Translations
from courses.delivery import rules as delivery_rules
from courses.delivery.models import Enrolment, Participation, ReturnMoment, Run, RunSession
from courses.practice.models import (
    Assessment,
    AssessmentState,
    Assignment,
    Attempt,
    Submission,
    SubmissionState,
)
from courses.practice.queries.scope import current_enrolment_id, gives_run, in_runs


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
    """Who else began to look at it."""
    begun: bool
    """The reader began."""


def _waits(person_id: int) -> ColumnElement[bool]:
    return and_(
        Submission.state == SubmissionState.HANDED_IN,
        Attempt.withdrawn_at.is_(None),
        ~Attempt.assessments.any(Assessment.state == AssessmentState.FINAL),
        gives_run(person_id),
        or_(Participation.person_id.is_(None), Participation.person_id != person_id),
    )


def queue_ids(session: Session, *, person_id: int) -> list[str]:
    """Public ids of the waiting attempts, oldest first."""
    return list(
        session.scalars(
            in_runs(select(Attempt))
            .join(Participation, Participation.id == Submission.participation_id)
            .where(_waits(person_id))
            .order_by(Attempt.handed_in_at, Attempt.id)
            .with_only_columns(Attempt.public_id)
        )
    )


def queue(session: Session, *, person_id: int) -> list[Waiting]:
    """What waits for this trainer, oldest first."""
    rows = session.execute(
        select(Attempt, Submission, Run)
        .join(Submission, Submission.id == Attempt.submission_id)
        .join(Participation, Participation.id == Submission.participation_id)
        .join(Enrolment, Enrolment.id == current_enrolment_id())
        .join(Run, Run.id == Enrolment.run_id)
        .where(_waits(person_id))
        .options(
            selectinload(Attempt.assessments).joinedload(Assessment.assessor),
            selectinload(Submission.participation).joinedload(Participation.person),
            selectinload(Submission.assignment).joinedload(Assignment.unit),
        )
        .order_by(Attempt.handed_in_at, Attempt.id)
    )
    return [_waiting(attempt, submission, run, person_id) for attempt, submission, run in rows]


def _waiting(attempt: Attempt, submission: Submission, run: Run, person_id: int) -> Waiting:
    person, unit = submission.participation.person, submission.assignment.unit
    return Waiting(
        attempt=attempt.public_id,
        number=attempt.number,
        person=person.display_name if person else "",
        handed_in_at=attempt.handed_in_at,
        late=attempt.late,
        module=unit.module_version.title,
        unit=unit.title,
        run=run.public_id,
        run_name=run.name,
        zone=run.zone,
        others=tuple(
            one.assessor.display_name
            for one in attempt.assessments
            if one.assessor is not None and one.assessor_id != person_id
        ),
        begun=any(one.assessor_id == person_id for one in attempt.assessments),
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
