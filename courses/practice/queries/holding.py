"""Who has a piece of work in hand, and how many assessors it asks.

Not here: taking it in hand or over (`courses.practice.services.holding`).
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from courses.delivery.models import Enrolment, Run
from courses.practice.marking_models import RunMarking
from courses.practice.models import Assessment, Assignment, Attempt, Submission
from courses.practice.queries.scope import current_enrolment_id

GLANCE = timedelta(minutes=5)
"""Who opened the work, wrote nothing and is gone for so long, does not have it in hand any more."""


def asked_of_run() -> ColumnElement[int]:
    """In a query that holds Run and Assignment: how many assessors this run asks for this assignment."""
    chosen = (
        select(RunMarking.assessors)
        .where(RunMarking.run_id == Run.id, RunMarking.assignment_id == Assignment.id)
        .correlate(Run, Assignment)
        .scalar_subquery()
    )
    return func.coalesce(chosen, Assignment.assessors)


def assessors_asked(session: Session, attempt: Attempt) -> int:
    """1, or 2 where two people judge this work without seeing each other's marks."""
    found = session.scalar(
        select(asked_of_run())
        .select_from(Submission)
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .join(Enrolment, Enrolment.id == current_enrolment_id())
        .join(Run, Run.id == Enrolment.run_id)
        .where(Submission.id == attempt.submission_id)
    )
    return found or 1


def holds(assessment: Assessment, now: datetime) -> bool:
    """Whether this assessor has the work in hand: began on purpose, or has the page open."""
    if assessment.took_at is None or assessment.agreement:
        return False
    seen = assessment.seen_at or assessment.took_at
    return assessment.version > 0 or assessment.closed_at is not None or now - seen <= GLANCE


def holders(attempt: Attempt, now: datetime) -> list[Assessment]:
    """Who has the work in hand, in the order in which they took it."""
    found = [(one.took_at, one) for one in attempt.assessments if holds(one, now)]
    return [one for took_at, one in sorted(found, key=lambda pair: (pair[0] or now, pair[1].id))]
