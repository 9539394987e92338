"""Which levels stand: what an assessment decided and what is carried over to the next attempt."""

from collections.abc import Collection

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
    found = accepted_levels_of(session, participation_ids=[participation_id])
    return found.get((participation_id, assignment_id), {})


def accepted_levels_of(
    session: Session, *, participation_ids: Collection[int]
) -> dict[tuple[int, int], dict[int, int]]:
    """The same for many at once, by (participation id, assignment id), in one query; undecided work is not in it."""
    rows = session.execute(
        select(
            Submission.participation_id,
            Submission.assignment_id,
            Attempt.id,
            Mark.criterion_id,
            Mark.level_value,
            Criterion.required_level,
        )
        .join(Attempt, Attempt.submission_id == Submission.id)
        .join(Assessment, Assessment.attempt_id == Attempt.id)
        .outerjoin(Mark, Mark.assessment_id == Assessment.id)
        .outerjoin(Criterion, Criterion.id == Mark.criterion_id)
        .where(Submission.participation_id.in_(participation_ids), Assessment.state == AssessmentState.FINAL)
        .order_by(Attempt.number, Criterion.position)
    )
    found: dict[tuple[int, int], dict[int, int]] = {}
    newest: dict[tuple[int, int], int] = {}
    for participation, assignment, attempt, criterion, level, required in rows:
        work = participation, assignment
        if newest.get(work) != attempt:
            newest[work], found[work] = attempt, {}
        if level is not None and level >= required:
            found[work][criterion] = level
    return found


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
