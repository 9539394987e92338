"""Pure decisions about runs: local time, reminders, who may still join, what a plan must satisfy.

Times of sessions are wall time at the place. An instant is made from them only here, so that "the day before
at 17.00" and "after 5 weeks" stay right when the clocks change.
Not here: rows, and anything that reads a clock.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from courses.errors import N_

from .errors import BadPlan, RunClosed

REMINDER_TIME = time(17, 0)
SESSION_REMINDER_DAYS = 1
DUE_REMINDER_DAYS = 3
DUE_BEFORE_RETURN_DAYS = 3
"""Work is due this many days before the return moment, so that the trainer has read it by then."""
END_OF_DAY = time(23, 59)
QUESTION_MAX = 1000
"""Characters of a question beforehand: to be read aloud, not a report."""


def zone_of(name: str) -> ZoneInfo:
    """The time zone called `name` (IANA); `BadPlan` when there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise BadPlan(N_("“%(zone)s” is not a time zone."), field="zone", zone=name) from error


def instant(local: datetime, zone: str) -> datetime:
    """The aware moment at which a clock in `zone` shows `local`.

    A time that occurs twice (clocks go back) is the first; one that is skipped is as far after the gap.
    The result keeps its zone, so a page can show the wall time without knowing it.
    """
    return local.replace(tzinfo=zone_of(zone), fold=0)


def days_before(local: datetime, zone: str, days: int) -> datetime:
    """17.00 on the clock of the place, `days` days before the day of `local`."""
    return instant(datetime.combine(local.date() - timedelta(days=days), REMINDER_TIME), zone)


def opens_at(starts_local: datetime, zone: str, days_before: int) -> datetime:
    """The beginning of the day at the place, so many days before a session (AAN-05)."""
    return instant(datetime.combine(starts_local.date() - timedelta(days=days_before), time()), zone)


def session_reminder_at(starts_local: datetime, zone: str) -> datetime:
    return days_before(starts_local, zone, SESSION_REMINDER_DAYS)


def due_reminder_at(due_local: datetime, zone: str) -> datetime:
    return days_before(due_local, zone, DUE_REMINDER_DAYS)


def default_due(return_starts_local: datetime) -> datetime:
    """When practice work is due unless the planner says otherwise."""
    return datetime.combine(return_starts_local.date() - timedelta(days=DUE_BEFORE_RETURN_DAYS), END_OF_DAY)


def local_day(now: datetime, zone: str) -> date:
    """The date on the calendar of `zone` at the instant `now`."""
    return now.astimezone(zone_of(zone)).date()


def check_joinable(
    *, today: date, ends_on: date, enrol_until: date | None, cancelled: bool, withdrawn: bool = False
) -> None:
    """`RunClosed` with the reason, when nobody may join (any more). `today` is the day at the place."""
    if cancelled or withdrawn:
        raise RunClosed(N_("This group has been cancelled. Choose another one."))
    if today > ends_on:
        raise RunClosed(N_("This group is over. Choose another one."))
    if enrol_until is not None and today > enrol_until:
        raise RunClosed(N_("You can no longer join this group. Choose another one."))


def seats_left(seats: int | None, taken: int) -> int | None:
    """How many may still join; None when there is no limit."""
    return None if seats is None else max(0, seats - taken)


def check_times(starts_local: datetime, ends_local: datetime) -> None:
    """`BadPlan` unless a session has naive local times and ends after it starts."""
    if starts_local.tzinfo is not None or ends_local.tzinfo is not None:
        raise ValueError("a session has local wall times, without a zone on the value")
    if ends_local <= starts_local:
        raise BadPlan(N_("A session ends after it starts."), field="ends_local")


def check_exists(local: datetime, zone: str) -> None:
    """`BadPlan` when no clock in `zone` ever shows `local`, because it is skipped that night."""
    if instant(local, zone).astimezone(UTC).astimezone(zone_of(zone)).replace(tzinfo=None) != local:
        raise BadPlan(N_("The clocks change that night and skip this time."), field="starts_local")


def check_return(
    *,
    last_session_ends: datetime | None,
    starts_local: datetime,
    opens: datetime | None,
    due: datetime | None,
) -> None:
    """`BadPlan` unless sessions, opening, due time and return moment follow one another in that order."""
    if last_session_ends is not None and starts_local <= last_session_ends:
        raise BadPlan(N_("The return moment comes after the last session."), field="starts_local")
    if opens is not None and due is not None and due <= opens:
        raise BadPlan(N_("Work is due after it may be handed in."), field="due_local")
    if due is not None and due > starts_local:
        raise BadPlan(N_("Work is due before the return moment starts."), field="due_local")
