"""Behind which decisions a second assessor stands, and which of them still wait for one.

Not here: whether a badge asks it (`courses.progress`).
"""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.practice.marking_models import SecondLook
from courses.practice.models import Assessment, AssessmentState, Attempt, Submission, SubmissionState


def seconded_submissions(session: Session, *, participation_ids: Collection[int]) -> frozenset[int]:
    """Row ids of accepted submissions whose newest decision two people stand behind."""
    rows = session.execute(
        select(Submission.id, Assessment.agreement, SecondLook.agrees)
        .join(Attempt, Attempt.submission_id == Submission.id)
        .join(Assessment, Assessment.attempt_id == Attempt.id)
        .outerjoin(SecondLook, SecondLook.assessment_id == Assessment.id)
        .where(
            Submission.participation_id.in_(participation_ids),
            Submission.state == SubmissionState.ACCEPTED,
            Assessment.state == AssessmentState.FINAL,
        )
        .order_by(Attempt.number)
    )
    newest = {submission: agreed or bool(agrees) for submission, agreed, agrees in rows}
    return frozenset(submission for submission, seconded in newest.items() if seconded)


def look_of(session: Session, final: Assessment | None) -> SecondLook | None:
    """What a second assessor said of this decision."""
    if final is None:
        return None
    return session.scalar(select(SecondLook).where(SecondLook.assessment_id == final.id))
