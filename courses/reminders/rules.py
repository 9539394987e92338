"""Pure decisions about reminders: when one may be sent, and whether it still applies.

Quiet hours are on the clock of the person, so they stay right when the clocks change.
Not here: rows, and what there is to be reminded of.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from courses.delivery.models import Presence
from courses.errors import N_
from courses.practice.models import SubmissionState
from courses.progress import rules as progress
from courses.progress.facts import Facts, Meeting, UnitFacts
from courses.progress.steps import step_for
from courses.progress.values import StepKind

from .errors import BadChoice
from .models import Pace, ReminderKind, WhyNot

SATURDAY = 5
AWAY_AFTER = timedelta(weeks=3)
LOOK = 15
"""Days to look for one that is not quiet; a week has one."""
NOT_TO_DO = frozenset({StepKind.WAIT, StepKind.CATCH_UP, StepKind.SESSION, StepKind.RETURN_MOMENT})
"""Steps that one only waits for, or that have a reminder of their own."""
HOME_ZONE = ZoneInfo("Europe/Brussels")


@dataclass(frozen=True)
class Choice:
    """When somebody may be mailed: by default once a day at 17.00, never from 19.00 to 7.00 or at weekends."""

    pace: Pace = Pace.DAILY
    hour: int = 17
    quiet_from: int = 19
    quiet_until: int = 7
    weekend: bool = False
    off: frozenset[ReminderKind] = frozenset()
    zone: ZoneInfo = HOME_ZONE

    def wants(self, kind: ReminderKind) -> bool:
        return self.pace is not Pace.NONE and kind not in self.off


def zone_or_home(name: str) -> ZoneInfo:
    """The person's zone; one that nobody knows is Brussels."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return HOME_ZONE


def check_choice(choice: Choice) -> None:
    """`BadChoice` unless the day's mail can leave at its hour."""
    if not all(0 <= hour <= 23 for hour in (choice.hour, choice.quiet_from, choice.quiet_until)):
        raise BadChoice(N_("Choose an hour of the day."), field="hour")
    if _quiet_hour(choice, choice.hour):
        raise BadChoice(
            N_("%(hour)s.00 lies in your quiet hours. Choose another hour, or other quiet hours."),
            field="hour",
            hour=choice.hour,
        )


def _quiet_hour(choice: Choice, hour: int) -> bool:
    start, end = choice.quiet_from, choice.quiet_until
    return start <= hour < end if start <= end else hour >= start or hour < end


def is_quiet(moment: datetime, choice: Choice) -> bool:
    """Whether no mail may come at this instant."""
    local = moment.astimezone(choice.zone)
    return (not choice.weekend and local.weekday() >= SATURDAY) or _quiet_hour(choice, local.hour)


def _slot(day: date, choice: Choice) -> datetime:
    return datetime.combine(day, time(choice.hour), choice.zone).astimezone(UTC)


def _slots(start: date, step: int, choice: Choice) -> list[datetime]:
    """The day's mails from `start`, going back (-1) or on (1), those that would be quiet left out."""
    days = (start + timedelta(days=step * number) for number in range(LOOK))
    return [slot for day in days if not is_quiet(slot := _slot(day, choice), choice)]


def last_slot(moment: datetime, choice: Choice) -> datetime:
    """The last day's mail not after `moment`."""
    return next(slot for slot in _slots(moment.astimezone(choice.zone).date(), -1, choice) if slot <= moment)


def next_slot(moment: datetime, choice: Choice) -> datetime:
    """The first day's mail after `moment`."""
    return next(slot for slot in _slots(moment.astimezone(choice.zone).date(), 1, choice) if slot > moment)


def next_open(moment: datetime, choice: Choice) -> datetime:
    """`moment` itself, or the first full hour after it that is not quiet."""
    while is_quiet(moment, choice):
        moment = (moment + timedelta(hours=1)).replace(minute=0, second=0, microsecond=0)
    return moment


def send_at(*, due_at: datetime, about_at: datetime, choice: Choice, now: datetime) -> datetime | None:
    """When a reminder of something that happens at `about_at` is sent; None when that is no use any more.

    Quiet hours make it earlier, so that nobody hears on Monday what was due on Sunday; only when that moment has
    passed already it comes later. What was due before `now` is not made up for.
    """
    if due_at <= now:
        return None
    if choice.pace is Pace.AT_ONCE and not is_quiet(due_at, choice):
        return due_at
    early = last_slot(due_at, choice)
    if early > now:
        return early
    late = next_open(due_at, choice)
    return late if late < about_at else None


def soon_at(*, choice: Choice, now: datetime) -> datetime:
    """When something without a moment of its own is sent: with the next day's mail, or as soon as it may be."""
    return next_open(now, choice) if choice.pace is Pace.AT_ONCE else next_slot(now, choice)


def finished(facts: Facts) -> bool:
    """Every required part is done."""
    return all(progress.is_complete(unit) for unit in facts.units if unit.required)


def why_no_session(facts: Facts, session_public_id: str, now: datetime) -> WhyNot | None:
    """Why nobody is reminded of this session; None: it still applies."""
    found = next(
        (
            (unit, index, meeting)
            for unit in facts.units
            for index, meeting in enumerate(unit.meetings)
            if meeting.public_id == session_public_id
        ),
        None,
    )
    if not facts.enrolled or found is None:
        return WhyNot.LEFT
    unit, index, meeting = found
    if _was_there(unit, index, meeting):
        return WhyNot.ATTENDED
    if meeting.presence is Presence.EXCUSED:
        return WhyNot.EXCUSED
    if now >= meeting.starts:
        return WhyNot.PAST
    return WhyNot.DONE if finished(facts) else None


def _was_there(unit: UnitFacts, index: int, meeting: Meeting) -> bool:
    earlier = unit.presences[index] if index < len(unit.presences) else frozenset()
    return bool(earlier & progress.ATTENDED) or meeting.presence in progress.ATTENDED


def why_no_work(facts: Facts, unit_id: int | None, now: datetime) -> WhyNot | None:
    """Why nobody is reminded of this assignment; None: it still applies."""
    unit = next((unit for unit in facts.units if unit.id == unit_id), None)
    if not facts.enrolled or unit is None or unit.assignment is None:
        return WhyNot.LEFT
    if progress.is_complete(unit) or finished(facts):
        return WhyNot.DONE
    if unit.assignment.state in (SubmissionState.HANDED_IN, SubmissionState.ACCEPTED):
        return WhyNot.HANDED_IN
    if unit.assignment.due is not None and now >= unit.assignment.due:
        return WhyNot.PAST
    return None


def why_no_visit(facts: Facts, *, last_seen: datetime, about_at: datetime, now: datetime) -> WhyNot | None:
    """Why nobody is asked to come back; None: it still applies. Who can only wait is not asked to come."""
    if not facts.enrolled:
        return WhyNot.LEFT
    if finished(facts):
        return WhyNot.DONE
    if last_seen + AWAY_AFTER > about_at:
        return WhyNot.BACK
    step = step_for(facts, now)
    return WhyNot.NOTHING if step is None or step.kind in NOT_TO_DO else None
