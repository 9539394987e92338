"""Decide about practice work: levels, state, mail, audit and, where it was the last condition, the award.

All of it is one transaction: the participant has the decision and what follows from it, or nothing happened.
Not here: saving an assessment that is still being written (`courses.practice.services.save_assessment`).
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from courses.delivery.queries import latest_enrolment_of
from courses.flows.settle import settle
from courses.outbox.services import enqueue_mail
from courses.people.services import audit
from courses.practice.models import Assessment
from courses.practice.queries.scope import require_assessor
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
    require_assessor(session, attempt_id=attempt_id, person_id=assessor_id)
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
    submission = assessment.attempt.submission
    participation = submission.participation
    enrolment = latest_enrolment_of(session, participation_id=participation.id)
    audit(
        session,
        action="work_assessed",
        subject_kind="attempt",
        subject_id=attempt_id,
        actor_id=assessor_id,
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
    settle(session, participation_id=participation.id, now=now)
    return assessment
