"""Decide about practice work: levels, state, mail, audit and, where it was the last condition, the award.

All of it is one transaction: the participant has the decision and what follows from it, or nothing happened.
Not here: keeping an assessment that is still being written (`courses.practice.services`).
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from courses.flows.settle import settle
from courses.flows.trail import note_work
from courses.outbox.services import enqueue_mail
from courses.practice.models import Assessment, SubmissionState
from courses.practice.services.assessments import MarkInput, decide, save_assessment


def assess(
    session: Session,
    *,
    attempt_id: int,
    assessor_id: int,
    marks: Mapping[int, MarkInput],
    comment: str,
    expected_version: int,
    now: datetime,
) -> Assessment:
    """Save the marks (by criterion id), decide, tell the participant, and settle what follows.

    Raises NotFound unless the assessor gives the participant's run; OwnWork, StaleAssessment,
    AlreadyAssessed, AssessmentIncomplete, WorkTakenBack.
    """
    assessment = save_assessment(
        session,
        attempt_id=attempt_id,
        assessor_id=assessor_id,
        marks=marks,
        comment=comment,
        expected_version=expected_version,
        now=now,
    )
    state = decide(session, assessment=assessment, now=now)
    _tell(session, assessment=assessment, state=state, now=now)
    settle(session, participation_id=assessment.attempt.submission.participation_id, now=now)
    return assessment


def _tell(session: Session, *, assessment: Assessment, state: SubmissionState, now: datetime) -> None:
    """Write down who decided what, and have the participant told."""
    note_work(
        session,
        action="work_assessed",
        attempt=assessment.attempt,
        actor_id=assessment.assessor_id,
        now=now,
        outcome=state.value,
        assessment=assessment.id,
    )
    person_id = assessment.attempt.submission.participation.person_id
    if person_id is not None:
        enqueue_mail(
            session,
            template="assessed",
            person_id=person_id,
            now=now,
            dedupe_key=f"mail:assessed:{assessment.id}",
            assessment_id=assessment.id,
        )
