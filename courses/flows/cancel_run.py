"""Cancel a group with a reason: everybody is told once, with the next groups that have room.

Nobody loses anything: participations, progress, presence and badges stay, and another group takes them along.
Not here: choosing another group (`enrol`).
"""

from datetime import datetime

from sqlalchemy.orm import Session

from courses.delivery import rules, services
from courses.delivery.calendar_models import ChangeKind, RunChange
from courses.delivery.errors import BadPlan, PlanChanged
from courses.delivery.invitations import note_change, revise
from courses.delivery.moving import meetings_of
from courses.errors import N_
from courses.flows.tell_change import tell_change
from courses.flows.wait import close_line

REASON_MAX = 1000
"""Characters: it is read in a mail."""


def cancel_run(
    session: Session, *, run_id: int, reason: str, seen: int, actor_id: int | None, now: datetime
) -> RunChange | None:
    """The whole group does not go on (any more). None when it was cancelled already.

    Raises `PlanChanged` when somebody else changed it since `seen`, `BadPlan` without a reason or when it is over.
    """
    reason = reason.strip()
    run = services.lock_run(session, run_id=run_id)
    if run.cancelled_at is not None:
        return None
    if not reason:
        raise BadPlan(N_("Say why, in a sentence that participants understand."), field="reason")
    if len(reason) > REASON_MAX:
        raise BadPlan(N_("Keep the reason under %(limit)s characters."), field="reason", limit=REASON_MAX)
    if rules.local_day(now, run.zone) > run.ends_on:
        raise BadPlan(N_("This group is over, so it cannot be cancelled any more."))
    if seen != run.version:
        raise PlanChanged()
    revise(session, meetings=meetings_of(session, run_id=run.id), now=now)
    kind = ChangeKind.RUN_CANCELLED
    change = note_change(session, run=run, kind=kind, reason=reason, actor_id=actor_id, now=now)
    run.cancelled_at, run.cancel_reason = now, reason
    session.flush()
    tell_change(session, change=change, template="run_cancelled", now=now)
    close_line(session, run_id=run.id, now=now)
    return change
