"""Decide about practice work: levels, state, mail, audit and, where it was the last condition, the award.

All of it is one transaction: the participant has the decision and what follows from it, or nothing happened.
Keeping an assessment that is still being written is here too, because the same people may do it.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from courses.delivery.queries import latest_enrolment_of
from courses.flows.settle import settle
from courses.outbox.services import enqueue_mail
from courses.people.services import audit
from courses.practice.models import Assessment, SubmissionState
from courses.practice.queries.scope import require_assessor
from courses.practice.services.assessments import MarkInput, begin_assessment, decide, save_assessment


def keep_assessment(
    session: Session,
    *,
    attempt_id: int,
    assessor_id: int,
    marks: Mapping[int, MarkInput],
    comment: str,
    expected_version: int,
    now: datetime,
) -> Assessment:
    """Save without deciding. Raises NotFound unless the assessor gives the run, and as `save_assessment`."""
    require_assessor(session, attempt_id=attempt_id, person_id=assessor_id)
    return save_assessment(
        session,
        attempt_id=attempt_id,
        assessor_id=assessor_id,
        marks=marks,
        comment=comment,
        expected_version=expected_version,
        now=now,
    )


def begin(session: Session, *, attempt_id: int, assessor_id: int, now: datetime) -> Assessment:
    """Say that somebody began to look: from then on the work cannot be taken back. Raises NotFound, OwnWork."""
    require_assessor(session, attempt_id=attempt_id, person_id=assessor_id)
    return begin_assessment(session, attempt_id=attempt_id, assessor_id=assessor_id, now=now)


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
    assessment = keep_assessment(
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
    submission = assessment.attempt.submission
    participation = submission.participation
    enrolment = latest_enrolment_of(session, participation_id=participation.id)
    audit(
        session,
        action="work_assessed",
        subject_kind="attempt",
        subject_id=assessment.attempt_id,
        actor_id=assessment.assessor_id,
        organisation_id=enrolment.run.organisation_id if enrolment else None,
        now=now,
        outcome=state.value,
        assessment=assessment.id,
    )
    if participation.person_id is not None:
        enqueue_mail(
            session,
            template="assessed",
            person_id=participation.person_id,
            now=now,
            dedupe_key=f"mail:assessed:{assessment.id}",
            assessment_id=assessment.id,
        )
