"""Take work out of a colleague's hand, on purpose and with a trace; what the colleague wrote stays.

Not here: who may decide (`courses.practice.services.holding`).
"""

from datetime import datetime

from sqlalchemy.orm import Session

from courses.flows.trail import note_work
from courses.practice.models import Assessment
from courses.practice.queries.holding import holders
from courses.practice.services.holding import take_over


def take_work_over(session: Session, *, attempt_id: int, assessor_id: int, now: datetime) -> Assessment:
    """Raises what `begin_assessment` raises."""
    assessment = take_over(session, attempt_id=attempt_id, assessor_id=assessor_id, now=now)
    in_hand = [one.id for one in holders(assessment.attempt, now)]
    note_work(
        session, action="work_taken_over", attempt=assessment.attempt, actor_id=assessor_id, now=now, holders=in_hand
    )
    return assessment
