"""Move a session, alone or with what comes after it: dates, practice work, reminders and invitations in one save.

Not here: working out what moves (`courses.delivery.moving`) and who may do it (`lms.policy`).
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from courses.delivery import rules, services
from courses.delivery.calendar_models import ChangeKind, RunChange
from courses.delivery.errors import BadPlan, NoSuchSession, PlanChanged
from courses.delivery.invitations import note_change, revise
from courses.delivery.models import Run, RunSession
from courses.delivery.moving import MovePlan, Shift, meetings_of, plan_move
from courses.errors import N_
from courses.flows.tell_change import tell_change


@dataclass(frozen=True)
class Move:
    """What the planner asks: wall times at the place, and whether later sessions go along."""

    run_session_id: int
    starts_local: datetime
    ends_local: datetime
    along: bool = True


def preview_move(session: Session, *, move: Move, now: datetime) -> MovePlan:
    """What the move would change; writes nothing. Raises `NoSuchSession`, `BadPlan`."""
    meeting = _meeting(session, move.run_session_id)
    return _plan(meeting.run, meetings_of(session, run_id=meeting.run_id), move, now)


def move_session(
    session: Session, *, move: Move, seen: int, actor_id: int | None, now: datetime, reason: str | None = None
) -> RunChange | None:
    """Do it, and tell each person concerned once. None when everything is so already, so a second press is no change.

    `seen` is the version of the run that the planner looked at. Raises `PlanChanged` when somebody else changed it
    since, `BadPlan`, `NoSuchSession`.
    """
    run = services.lock_run(session, run_id=_meeting(session, move.run_session_id).run_id)
    meetings = meetings_of(session, run_id=run.id)
    plan = _plan(run, meetings, move, now)
    if not plan.shifts:
        return None
    if seen != run.version:
        raise PlanChanged()
    revise(session, meetings=meetings, now=now)
    change = note_change(session, run=run, kind=ChangeKind.MOVED, reason=reason, actor_id=actor_id, now=now)
    for shift in plan.shifts:
        _apply(shift)
    run.starts_on, run.ends_on, run.enrol_until = plan.starts_on, plan.ends_on, plan.enrol_until
    session.flush()
    tell_change(session, change=change, template="run_changed", now=now)
    return change


def cancel_session(
    session: Session, *, run_session_id: int, seen: int, actor_id: int | None, reason: str | None, now: datetime
) -> RunChange | None:
    """This one does not take place; the others stay as they are. None when it was cancelled already.

    A new date brings it back (`move_session`). Raises `PlanChanged`, `BadPlan` when it is over, `NoSuchSession`.
    """
    run = services.lock_run(session, run_id=_meeting(session, run_session_id).run_id)
    meetings = meetings_of(session, run_id=run.id)
    meeting = next(one for one in meetings if one.id == run_session_id)
    if meeting.cancelled_at is not None:
        return None
    if seen != run.version:
        raise PlanChanged()
    _open(run)
    if rules.instant(meeting.ends_local, meeting.zone) <= now:
        raise BadPlan(N_("This session is over, so it cannot be cancelled any more."))
    revise(session, meetings=meetings, now=now)
    kind = ChangeKind.SESSION_CANCELLED
    change = note_change(session, run=run, kind=kind, reason=reason, actor_id=actor_id, now=now)
    meeting.cancelled_at = now
    session.flush()
    tell_change(session, change=change, template="run_changed", now=now)
    return change


def _meeting(session: Session, run_session_id: int) -> RunSession:
    meeting = session.get(RunSession, run_session_id)
    if meeting is None:
        raise NoSuchSession()
    return meeting


def _open(run: Run) -> None:
    if run.cancelled_at is not None:
        raise BadPlan(N_("This group has been cancelled, so its sessions stay as they were."))


def _plan(run: Run, meetings: list[RunSession], move: Move, now: datetime) -> MovePlan:
    _open(run)
    meeting = next(one for one in meetings if one.id == move.run_session_id)
    return plan_move(
        run,
        meetings,
        meeting=meeting,
        starts_local=move.starts_local,
        ends_local=move.ends_local,
        along=move.along,
        now=now,
    )


def _apply(shift: Shift) -> None:
    meeting, moment = shift.meeting, shift.meeting.return_moment
    meeting.starts_local, meeting.ends_local, meeting.cancelled_at = shift.starts, shift.ends, None
    if moment is not None:
        moment.opens_local, moment.due_local = shift.opens, shift.due
