"""Take back work that was handed in, as long as nobody began to assess it.

Not here: deleting anything. The attempt stays, marked as taken back, and the draft is open again.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.delivery.queries import latest_enrolment_of
from courses.errors import N_, NotFound
from courses.people.services import audit
from courses.practice.locks import lock_participation
from courses.practice.models import Attempt, Submission
from courses.practice.services.attempts import withdraw_attempt


def withdraw(session: Session, *, attempt_id: int, person_id: int, now: datetime) -> Attempt:
    """Take back the own attempt. Raises NotFound, AssessmentBegun, WorkClosed."""
    participation_id = session.scalar(select(Submission.participation_id).join(Attempt).where(Attempt.id == attempt_id))
    if participation_id is None:
        raise NotFound(N_("This does not exist, or it is not yours."))
    participation = lock_participation(session, participation_id)
    if participation.person_id != person_id:
        raise NotFound(N_("This does not exist, or it is not yours."))
    attempt = session.get_one(Attempt, attempt_id, populate_existing=True)
    session.refresh(attempt.submission)
    withdraw_attempt(session, attempt=attempt, now=now)
    enrolment = latest_enrolment_of(session, participation_id=participation_id)
    audit(
        session,
        action="work_taken_back",
        subject_kind="attempt",
        subject_id=attempt.id,
        actor_id=person_id,
        organisation_id=enrolment.run.organisation_id if enrolment else None,
        now=now,
        number=attempt.number,
    )
    return attempt
