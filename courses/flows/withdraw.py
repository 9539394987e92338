"""Take back work that was handed in, as long as nobody began to assess it.

Not here: deleting anything. The attempt stays, marked as taken back, and the draft is open again.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from courses.errors import N_, NotFound
from courses.flows.trail import note_work
from courses.practice.locks import lock_attempt
from courses.practice.models import Attempt
from courses.practice.services.attempts import withdraw_attempt


def withdraw(session: Session, *, attempt_id: int, person_id: int, now: datetime) -> Attempt:
    """Take back the own attempt. Raises NotFound, AssessmentBegun, WorkClosed."""
    attempt = lock_attempt(session, attempt_id)
    if attempt.submission.participation.person_id != person_id:
        raise NotFound(N_("This does not exist, or it is not yours."))
    withdraw_attempt(session, attempt=attempt, now=now)
    note_work(session, action="work_taken_back", attempt=attempt, actor_id=person_id, now=now, number=attempt.number)
    return attempt
