"""A second assessor looks at a decision; a yes may be the last thing that a badge waited for.

Not here: the rule that a badge waits for it (`courses.progress.rules`).
"""

from datetime import datetime

from sqlalchemy.orm import Session

from courses.flows.settle import settle
from courses.flows.trail import note_work
from courses.practice.marking_models import SecondLook
from courses.practice.services.second_look import second_look


def look_again(
    session: Session, *, attempt_id: int, person_id: int, agrees: bool, comment: str, now: datetime
) -> SecondLook:
    """Say yes or no, and settle what follows. Raises what `second_look` raises."""
    look = second_look(session, attempt_id=attempt_id, person_id=person_id, agrees=agrees, comment=comment, now=now)
    attempt = look.assessment.attempt
    note_work(session, action="work_seconded", attempt=attempt, actor_id=person_id, now=now, agrees=agrees)
    if agrees:
        settle(session, participation_id=attempt.submission.participation_id, now=now)
    return look
