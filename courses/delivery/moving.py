"""What moves when one session moves: worked out from the rows, so that a page can show it before anything is saved.

All in wall time, in days: a session a week later is at the same hour, also across a change of the clocks.
Not here: saving it and telling people (`courses.flows.move_session`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from courses.delivery import rules
from courses.delivery.errors import BadPlan
from courses.delivery.models import Run, RunSession
from courses.errors import N_


@dataclass(frozen=True)
class Shift:
    """One session with its new times; for a return moment also when practice work is taken. All wall times."""

    meeting: RunSession
    starts: datetime
    ends: datetime
    opens: datetime | None
    due: datetime | None

    @property
    def moves(self) -> bool:
        return (self.starts, self.ends) != (self.meeting.starts_local, self.meeting.ends_local)

    @property
    def work_moves(self) -> bool:
        moment = self.meeting.return_moment
        return moment is not None and (self.opens, self.due) != (moment.opens_local, moment.due_local)


@dataclass(frozen=True)
class MovePlan:
    """Everything that is different after the move; without `shifts` it is so already."""

    shifts: Sequence[Shift]
    starts_on: date
    ends_on: date
    enrol_until: date | None


def meetings_of(session: Session, *, run_id: int) -> list[RunSession]:
    """The run's sessions as they are in the database now, in order of time."""
    return list(
        session.scalars(
            select(RunSession)
            .where(RunSession.run_id == run_id)
            .options(joinedload(RunSession.return_moment), joinedload(RunSession.unit))
            .order_by(RunSession.starts_local, RunSession.id)
            .execution_options(populate_existing=True)
        )
    )


def plan_move(
    run: Run,
    meetings: Sequence[RunSession],
    *,
    meeting: RunSession,
    starts_local: datetime,
    ends_local: datetime,
    along: bool,
    now: datetime,
) -> MovePlan:
    """What moving `meeting` to these times does; `along`: what comes after it moves as many days.

    A cancelled session that gets a new time takes place again. Raises `BadPlan` when the order of sessions,
    opening, due time and return moment would not hold, or the session is over already.
    """
    rules.check_times(starts_local, ends_local)
    rules.check_exists(starts_local, meeting.zone)
    rules.check_exists(ends_local, meeting.zone)
    if meeting.cancelled_at is None and rules.instant(meeting.ends_local, meeting.zone) <= now:
        raise BadPlan(N_("This session is over, so it cannot be moved any more."), field="starts_local")
    if rules.instant(starts_local, meeting.zone) <= now:
        raise BadPlan(N_("This moment is past. Choose one that is still to come."), field="starts_local")
    days = starts_local.date() - meeting.starts_local.date()
    times = {one.id: (one.starts_local, one.ends_local) for one in meetings if one.cancelled_at is None}
    before = dict(times)
    for one in meetings:
        if along and one.id in times and one.starts_local > meeting.starts_local:
            times[one.id] = (one.starts_local + days, one.ends_local + days)
    times[meeting.id] = (starts_local, ends_local)
    shifts = [
        _shift(one, *times[one.id], last_before=_last(meetings, before), last_after=_last(meetings, times))
        for one in meetings
        if one.id in times
    ]
    return _run_days(run, before, times, [one for one in shifts if _differs(one)])


def _differs(shift: Shift) -> bool:
    return shift.moves or shift.work_moves or shift.meeting.cancelled_at is not None


def _last(meetings: Sequence[RunSession], times: dict[int, tuple[datetime, datetime]]) -> datetime | None:
    """When the last session ends that is no return moment."""
    ends = [times[one.id][1] for one in meetings if one.return_moment is None and one.id in times]
    return max(ends, default=None)


def _shift(
    meeting: RunSession,
    starts: datetime,
    ends: datetime,
    *,
    last_before: datetime | None,
    last_after: datetime | None,
) -> Shift:
    """Work opens when the last session ends, if that is what it did; and falls due as long before as it did."""
    moment = meeting.return_moment
    if moment is None:
        return Shift(meeting, starts, ends, None, None)
    days = starts.date() - meeting.starts_local.date()
    opens, due = moment.opens_local, moment.due_local
    if opens is not None:
        opens = last_after if opens == last_before and last_after is not None else opens + days
    if due is not None:
        due = starts if due == meeting.starts_local else due + days
    rules.check_return(last_session_ends=last_after, starts_local=starts, opens=opens, due=due)
    return Shift(meeting, starts, ends, opens, due)


def _run_days(
    run: Run,
    before: dict[int, tuple[datetime, datetime]],
    after: dict[int, tuple[datetime, datetime]],
    shifts: Sequence[Shift],
) -> MovePlan:
    """First and last day follow the sessions if that is what they did; the last day to join keeps its distance."""
    first, last = min(starts.date() for starts, _ in after.values()), max(ends.date() for _, ends in after.values())
    was_first = min((starts.date() for starts, _ in before.values()), default=run.starts_on)
    was_last = max((ends.date() for _, ends in before.values()), default=run.ends_on)
    later = first - was_first if before else timedelta()
    return MovePlan(
        shifts=shifts,
        starts_on=first if run.starts_on == was_first else min(run.starts_on, first),
        ends_on=last if run.ends_on == was_last else max(run.ends_on, last),
        enrol_until=run.enrol_until + later if run.enrol_until is not None else None,
    )
