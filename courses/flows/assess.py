"""Decide about practice work: levels, state, mail, audit and, where it was the last condition, the award.

All of it is one transaction: the participant has the decision and what follows from it, or nothing happened.
Where two assess, the marks of the first are in and nobody hears of it until both are.
Not here: keeping an assessment that is still being written (`courses.practice.services`).
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from courses.flows.settle import settle
from courses.flows.trail import note_work
from courses.outbox.services import enqueue_mail
from courses.practice.models import Assessment
from courses.practice.queries.holding import assessors_asked
from courses.practice.services.agreeing import close_marks
from courses.practice.services.assessments import MarkInput, decide, require_open, save_assessment
from courses.practice.services.holding import require_hold


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

    Gives the decision; where two assess and there is none yet, the own marks, which are in.
    Raises NotFound unless the assessor gives the participant's run; OwnWork, StaleAssessment,
    AlreadyAssessed, BeingAssessed, AssessmentIncomplete, WorkTakenBack.
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
    require_open(session, assessment.attempt)
    require_hold(session, assessment=assessment, now=now)
    if assessors_asked(session, assessment.attempt) > 1:
        return _mark(session, assessment, assessor_id, now)
    decide(session, assessment=assessment, now=now)
    announce(session, decision=assessment, actor_id=assessor_id, now=now)
    return assessment


def _mark(session: Session, assessment: Assessment, assessor_id: int, now: datetime) -> Assessment:
    """One of two: the marks are in, and when they say the same as the other's that is the decision."""
    decision = close_marks(session, assessment=assessment, now=now)
    note_work(session, action="work_marked", attempt=assessment.attempt, actor_id=assessor_id, now=now)
    if decision is None:
        return assessment
    announce(session, decision=decision, actor_id=assessor_id, now=now)
    return decision


def announce(session: Session, *, decision: Assessment, actor_id: int, now: datetime) -> None:
    """Write down who decided what, have the participant told, and settle what follows."""
    submission = decision.attempt.submission
    note_work(
        session,
        action="work_assessed",
        attempt=decision.attempt,
        actor_id=actor_id,
        now=now,
        outcome=submission.state.value,
        assessment=decision.id,
    )
    person_id = submission.participation.person_id
    if person_id is not None:
        enqueue_mail(
            session,
            template="assessed",
            person_id=person_id,
            now=now,
            dedupe_key=assessed_key(decision),
            assessment_id=decision.id,
        )
    settle(session, participation_id=submission.participation_id, now=now)


def assessed_key(decision: Assessment) -> str:
    """Under which the mail about a decision goes once; a decision that was undone and made again is another one."""
    return f"mail:assessed:{decision.id}:{decision.version}"
