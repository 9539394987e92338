"""Two assessors come to one decision: a level proposed or agreed to, or a third who decides.

Not here: the marks of each (`courses.flows.assess`).
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from courses.flows.assess import announce
from courses.flows.trail import note_work
from courses.practice.models import Assessment
from courses.practice.services.agreeing import decide_as_third, propose


def agree(
    session: Session,
    *,
    attempt_id: int,
    assessor_id: int,
    criterion_id: int,
    level: int,
    expected_version: int,
    now: datetime,
) -> Assessment | None:
    """Propose a level or say yes to one; gives the decision when it was the last one. Raises what `propose` raises."""
    decision = propose(
        session,
        attempt_id=attempt_id,
        assessor_id=assessor_id,
        criterion_id=criterion_id,
        level=level,
        expected_version=expected_version,
        now=now,
    )
    if decision is not None:
        announce(session, decision=decision, actor_id=assessor_id, now=now)
    return decision


def decide_for_both(
    session: Session, *, attempt_id: int, assessor_id: int, levels: Mapping[int, int], comment: str, now: datetime
) -> Assessment:
    """A third decides. Raises what `decide_as_third` raises."""
    decision = decide_as_third(
        session, attempt_id=attempt_id, assessor_id=assessor_id, levels=levels, comment=comment, now=now
    )
    note_work(session, action="work_decided_by_third", attempt=decision.attempt, actor_id=assessor_id, now=now)
    announce(session, decision=decision, actor_id=assessor_id, now=now)
    return decision
