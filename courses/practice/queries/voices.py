"""The spoken comments with a piece of work, and who may hear them.

Not here: recording one (`courses.flows.speak`).
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session, aliased

from courses.delivery.models import Participation
from courses.practice.marking_models import VoiceComment
from courses.practice.models import Assessment, AssessmentState, Attempt, Submission


def voice_of(session: Session, assessment: Assessment | None) -> VoiceComment | None:
    """The spoken comment with this assessment."""
    if assessment is None:
        return None
    return session.scalar(select(VoiceComment).where(VoiceComment.assessment_id == assessment.id))


def spoke_for_decision() -> ColumnElement[bool]:
    """Of the assessment in the enclosing query: it is the decision, or the marks of one of two who agreed."""
    other = aliased(Assessment)
    agreed = exists().where(
        other.attempt_id == Assessment.attempt_id,
        other.agreement.is_(True),
        other.state == AssessmentState.FINAL,
    )
    return or_(Assessment.state == AssessmentState.FINAL, Assessment.closed_at.is_not(None) & agreed)


def voices_of(session: Session, submission_id: int) -> dict[int, Sequence[VoiceComment]]:
    """What its maker may hear, by attempt id: only with what was decided."""
    rows = session.execute(
        select(Assessment.attempt_id, VoiceComment)
        .join(VoiceComment, VoiceComment.assessment_id == Assessment.id)
        .join(Attempt, Attempt.id == Assessment.attempt_id)
        .where(Attempt.submission_id == submission_id, spoke_for_decision())
        .order_by(VoiceComment.id)
    )
    found: dict[int, list[VoiceComment]] = {}
    for attempt_id, voice in rows:
        found.setdefault(attempt_id, []).append(voice)
    return dict(found)


def heard_by_maker(file_id: int, person_id: int) -> ColumnElement[bool]:
    """Whether this file is a spoken comment with a decision about somebody's own work."""
    return exists(
        select(VoiceComment.id)
        .join(Assessment, Assessment.id == VoiceComment.assessment_id)
        .join(Attempt, Attempt.id == Assessment.attempt_id)
        .join(Submission, Submission.id == Attempt.submission_id)
        .join(Participation, Participation.id == Submission.participation_id)
        .where(VoiceComment.file_id == file_id, Participation.person_id == person_id, spoke_for_decision())
    )
