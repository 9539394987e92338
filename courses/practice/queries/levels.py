"""Which levels stand: what an assessment decided and what is carried over to the next attempt."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.practice.models import (
    Assessment,
    AssessmentState,
    Attempt,
    Criterion,
    Mark,
    Submission,
)


def _newest_final(session: Session, submission_id: int, before: int | None = None) -> Assessment | None:
    """The decision about the newest attempt, or about the newest one numbered below `before`."""
    finals = (
        select(Assessment)
        .join(Attempt)
        .where(Attempt.submission_id == submission_id, Assessment.state == AssessmentState.FINAL)
        .order_by(Attempt.number.desc())
        .limit(1)
    )
    return session.scalar(finals if before is None else finals.where(Attempt.number < before))


def standing_marks(session: Session, submission_id: int, before: int | None = None) -> list[Mark]:
    """The marks of the newest decision that reached the required level: these are not asked again.

    `before`: only decisions about attempts numbered below this one.
    """
    final = _newest_final(session, submission_id, before)
    if final is None:
        return []
    met = (
        select(Mark)
        .join(Criterion)
        .where(Mark.assessment_id == final.id, Mark.level_value >= Criterion.required_level)
        .order_by(Criterion.position)
    )
    return list(session.scalars(met))


def accepted_levels(session: Session, participation_id: int, assignment_id: int) -> dict[int, int]:
    """Level by criterion id, of the criteria that are met; one that is "not yet" or open is not in it."""
    submission = _submission_id(session, participation_id, assignment_id)
    if submission is None:
        return {}
    return {
        mark.criterion_id: mark.level_value
        for mark in standing_marks(session, submission)
        if mark.level_value is not None
    }


def latest_levels(session: Session, participation_id: int, assignment_id: int) -> dict[int, int]:
    """Level by criterion id as the newest decision gave it, met or not; {} before the first decision."""
    submission = _submission_id(session, participation_id, assignment_id)
    final = _newest_final(session, submission) if submission is not None else None
    if final is None:
        return {}
    return {mark.criterion_id: mark.level_value for mark in final.marks if mark.level_value is not None}


def _submission_id(session: Session, participation_id: int, assignment_id: int) -> int | None:
    return session.scalar(
        select(Submission.id).where(
            Submission.participation_id == participation_id, Submission.assignment_id == assignment_id
        )
    )
