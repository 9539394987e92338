"""Reads of checking in: which sessions are near, who waits for a yes, how many are in.

Not here: what a code is worth (`checkin_rules`).
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from courses.delivery.checkin_models import AttendanceTick, CheckIn
from courses.delivery.models import Attendance, Enrolment, Participation, Presence, Run, RunSession, RunTrainer

SOON = timedelta(hours=12)
"""Whoever types a code that is nothing hears of a session that opens within this time."""
NEAR = timedelta(hours=30)
"""Wall times of any zone against UTC, and a day to say "too early" or "over" in."""


def near(session: Session, *, now: datetime) -> list[RunSession]:
    """Sessions of about today that take place, with their run."""
    wall = now.astimezone(UTC).replace(tzinfo=None)
    return list(
        session.scalars(
            select(RunSession)
            .join(RunSession.run)
            .where(
                RunSession.starts_local.between(wall - NEAR, wall + NEAR),
                RunSession.cancelled_at.is_(None),
                Run.cancelled_at.is_(None),
            )
            .options(contains_eager(RunSession.run), joinedload(RunSession.unit))
            .order_by(RunSession.starts_local, RunSession.id)
        )
    )


def given_by(session: Session, *, person_id: int, now: datetime) -> list[RunSession]:
    """The same, of the groups that this person gives."""
    gives = select(RunTrainer.run_id).where(RunTrainer.person_id == person_id)
    own = set(session.scalars(gives))
    return [meeting for meeting in near(session, now=now) if meeting.run_id in own]


def own_runs(session: Session, *, person_id: int, run_ids: Collection[int]) -> Mapping[int, int]:
    """The participation of this person by run, of those of `run_ids` that the person is in now."""
    rows = session.execute(
        select(Enrolment.run_id, Enrolment.participation_id)
        .join(Participation, Participation.id == Enrolment.participation_id)
        .where(Participation.person_id == person_id, Enrolment.ended_at.is_(None), Enrolment.run_id.in_(run_ids))
    )
    return {run_id: participation_id for run_id, participation_id in rows}  # noqa: C416 (a Row is no pair for mypy)


def check_in_of(session: Session, *, run_session_id: int, person_id: int) -> CheckIn | None:
    return session.scalars(
        select(CheckIn).where(CheckIn.run_session_id == run_session_id, CheckIn.person_id == person_id)
    ).one_or_none()


def waiting(session: Session, *, run_session_id: int) -> Sequence[CheckIn]:
    """Who waits for a trainer's yes, the first to come first."""
    return session.scalars(
        select(CheckIn)
        .where(CheckIn.run_session_id == run_session_id, CheckIn.decided_at.is_(None))
        .options(joinedload(CheckIn.person))
        .order_by(CheckIn.received_at, CheckIn.id)
    ).all()


def count_waiting(session: Session, *, run_session_id: int) -> int:
    found = select(func.count(CheckIn.id)).where(CheckIn.run_session_id == run_session_id, CheckIn.decided_at.is_(None))
    return session.scalar(found) or 0


def count_present(session: Session, *, run_session_id: int) -> int:
    found = select(func.count(Attendance.id)).where(
        Attendance.run_session_id == run_session_id, Attendance.presence == Presence.PRESENT
    )
    return session.scalar(found) or 0


def other_runs(session: Session, *, person_ids: Collection[int], module_version_id: int) -> Mapping[int, str]:
    """The name of the group that each of these people is in, where that is one of this module version."""
    rows = session.execute(
        select(Participation.person_id, Run.name)
        .join(Enrolment, Enrolment.participation_id == Participation.id)
        .join(Run, Run.id == Enrolment.run_id)
        .where(
            Participation.person_id.in_(person_ids),
            Participation.module_version_id == module_version_id,
            Enrolment.ended_at.is_(None),
        )
    )
    return {person_id: name for person_id, name in rows if person_id is not None}


def tick_of(session: Session, key: str) -> AttendanceTick | None:
    return session.scalars(select(AttendanceTick).where(AttendanceTick.key == key)).one_or_none()
