"""Dates that a planner may take over: a session a week from the first day, the return moment as many weeks after the
last session as the module says; or the distances of an earlier group. Counted on the clock of the place.

Not here: rows, and what makes a plan impossible (`rules`, `services`).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from courses.catalogue.models import Unit, UnitKind
from courses.delivery.models import RunSession

MEETINGS = (UnitKind.SESSION, UnitKind.RETURN_MOMENT)
WEEKS_BACK = 5
"""Weeks until the return moment where the module does not say."""
Times = tuple[datetime, datetime]


def meeting_units(units: Sequence[Unit]) -> list[Unit]:
    """The units of a module that people come together for, in order."""
    return [unit for unit in units if unit.kind in MEETINGS]


def propose(units: Sequence[Unit], *, first: datetime) -> dict[str, Times]:
    """Start and end by slug of each meeting, in wall time, when the first session starts at `first`."""
    found: dict[str, Times] = {}
    last = first
    for number, unit in enumerate(unit for unit in units if unit.kind is UnitKind.SESSION):
        last = first + timedelta(weeks=number)
        found[unit.slug] = (last, last + timedelta(minutes=unit.minutes))
    for unit in units:
        if unit.kind is UnitKind.RETURN_MOMENT:
            part = unit.settings.get("return_moment", {})
            starts = last + timedelta(weeks=int(part.get("weeks_after_last_session") or WEEKS_BACK))
            found[unit.slug] = (starts, starts + timedelta(minutes=unit.minutes))
    return found


def copy(meetings: Sequence[RunSession], *, first: datetime) -> dict[str, Times]:
    """The same rhythm as an earlier group's sessions, from `first` on; each at its own hour but for the first."""
    ordered = sorted(meetings, key=lambda one: one.starts_local)
    found: dict[str, Times] = {}
    for one in ordered:
        days = one.starts_local.date() - ordered[0].starts_local.date()
        hour = first if one is ordered[0] else datetime.combine(first.date(), one.starts_local.time())
        found.setdefault(one.unit.slug, (hour + days, hour + days + (one.ends_local - one.starts_local)))
    return found


def as_text(times: Mapping[str, Times]) -> dict[str, str]:
    """The fields of a form: `day-<slug>`, `starts-<slug>`, `ends-<slug>`."""
    fields: dict[str, str] = {}
    for slug, (starts, ends) in times.items():
        fields[f"day-{slug}"] = f"{starts:%Y-%m-%d}"
        fields[f"starts-{slug}"], fields[f"ends-{slug}"] = f"{starts:%H:%M}", f"{ends:%H:%M}"
    return fields
