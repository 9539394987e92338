"""What a trainer ticked on a phone, now or while there was no network, is carried out once.

What somebody else recorded meanwhile is never overwritten: that tick comes back as a clash, and the trainer picks.
Not here: the list that was ticked on (`lms.teach`).
"""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from courses.delivery import checkin_queries, checkin_services, queries
from courses.delivery.errors import AttendanceChanged, NotEnrolled
from courses.delivery.models import Attendance, Presence
from courses.flows.attend import record_attendance


class Fate(enum.StrEnum):
    """What became of a tick."""

    DONE = "done"
    CLASH = "clash"
    """Somebody else recorded something different since the phone saw the list."""
    GONE = "gone"
    """This person is not on the list any more."""


@dataclass(frozen=True)
class Tick:
    """One choice of a trainer. `version` is that of the line when it was last seen (0: nothing recorded)."""

    key: str
    participation_id: int
    presence: Presence
    note: str
    version: int
    ticked_at: datetime


def carry_out(
    session: Session,
    *,
    run_session_id: int,
    ticks: Sequence[Tick],
    actor_id: int,
    guests: frozenset[int],
    now: datetime,
) -> dict[str, Fate]:
    """What became of each tick, by its key. `guests` are participations of other groups that are on this list."""
    fates = {}
    for tick in sorted(ticks, key=lambda tick: (tick.participation_id, tick.ticked_at)):
        fates[tick.key] = _carry_out(session, run_session_id, tick, actor_id, tick.participation_id in guests, now)
    return fates


def _carry_out(session: Session, run_session_id: int, tick: Tick, actor_id: int, guest: bool, now: datetime) -> Fate:
    if checkin_queries.tick_of(session, tick.key) is not None:
        return Fate.DONE
    known = queries.attendance_of(session, run_session_id=run_session_id, participation_id=tick.participation_id)
    try:
        row = record_attendance(
            session,
            run_session_id=run_session_id,
            participation_id=tick.participation_id,
            presence=tick.presence,
            actor_id=actor_id,
            note=tick.note or None,
            now=now,
            expected_version=_seen(known, tick, actor_id),
            guest=guest,
        )
    except AttendanceChanged:
        return Fate.CLASH
    except NotEnrolled:
        return Fate.GONE
    checkin_services.keep_tick(
        session, key=tick.key, attendance_id=row.id, person_id=actor_id, ticked_at=tick.ticked_at, now=now
    )
    return Fate.DONE


def _seen(known: Attendance | None, tick: Tick, actor_id: int) -> int:
    """The version that the phone saw. It also knows what this very trainer recorded since, and agrees with whoever
    recorded the same."""
    if known is None:
        return tick.version
    same = known.presence is tick.presence and (known.note or "") == tick.note
    return known.version if same or known.recorded_by_id == actor_id else tick.version
