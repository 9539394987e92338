"""How many of a group were at each session and asked something, counted by the database.

Not here: who they are (`queries.recorded`, `queries.wishes`).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from .models import Attendance, Enrolment, Presence, RunSession, Wish

THERE = frozenset({Presence.PRESENT, Presence.SUBSTITUTE})


@dataclass(frozen=True)
class SessionCount:
    """Of one session: who were there and who are recorded, of those in the group now; questions of anybody."""

    there: int = 0
    recorded: int = 0
    questions: int = 0


def session_counts(session: Session, *, run_id: int) -> Mapping[int, SessionCount]:
    """By row id of the session; one with nothing recorded or asked is left out."""
    presences = session.execute(
        select(Attendance.run_session_id, Attendance.presence, func.count())
        .join(RunSession, RunSession.id == Attendance.run_session_id)
        .join(Enrolment, Enrolment.participation_id == Attendance.participation_id)
        .where(RunSession.run_id == run_id, Enrolment.run_id == run_id, Enrolment.ended_at.is_(None))
        .group_by(Attendance.run_session_id, Attendance.presence)
    )
    asked = session.execute(
        select(Wish.run_session_id, func.count())
        .join(RunSession, RunSession.id == Wish.run_session_id)
        .where(RunSession.run_id == run_id)
        .group_by(Wish.run_session_id)
    )
    there: dict[int, int] = {}
    recorded: dict[int, int] = {}
    for number, presence, count in presences:
        recorded[number] = recorded.get(number, 0) + count
        there[number] = there.get(number, 0) + (count if presence in THERE else 0)
    questions = {number: count for number, count in asked}  # noqa: C416 (a Row is a tuple that mypy knows not as a pair)
    return {
        number: SessionCount(there.get(number, 0), recorded.get(number, 0), questions.get(number, 0))
        for number in recorded.keys() | questions.keys()
    }
