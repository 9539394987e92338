"""Adding the own words to a colleague's decision: who lost a race may still say it to the participant.

The levels stay as they were decided. Not here: deciding (`assessments`).
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.errors import N_, Conflict
from courses.practice.locks import lock_attempt
from courses.practice.models import Assessment, AssessmentState
from courses.practice.queries.scope import require_assessor


def add_to_decision(
    session: Session, *, attempt_id: int, assessor_id: int, criterion_id: int | None, now: datetime
) -> Assessment:
    """Put the own comment (None: about the whole) under the decision's; twice is once. Raises NotFound, Conflict."""
    require_assessor(session, attempt_id=attempt_id, person_id=assessor_id)
    attempt = lock_attempt(session, attempt_id)
    rows = session.scalars(select(Assessment).where(Assessment.attempt_id == attempt.id)).all()
    final = next((one for one in rows if one.state is AssessmentState.FINAL), None)
    own = next((one for one in rows if one.assessor_id == assessor_id and one is not final), None)
    if final is None or own is None:
        raise Conflict(N_("There is nothing to add: no decision by a colleague, or no words of yours."))
    if criterion_id is None:
        final.comment = _under(final.comment, own.comment)
    else:
        mine = {mark.criterion_id: mark.comment for mark in own.marks}.get(criterion_id, "")
        for mark in final.marks:
            if mark.criterion_id == criterion_id:
                mark.comment = _under(mark.comment, mine)
    final.saved_at = now
    final.version += 1
    session.flush()
    return final


def _under(said: str, more: str) -> str:
    return said if more.strip() in said else f"{said.rstrip()}\n\n{more.strip()}".strip()
