"""The only writers of check-ins that wait, and of the ticks that came in from a phone.

Not here: writing attendance itself (`services.set_attendance`), and awards that follow (`courses.flows`).
"""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from courses.delivery import checkin_queries as queries
from courses.delivery.checkin_errors import NoSuchCheckIn
from courses.delivery.checkin_models import AttendanceTick, CheckIn, Doubt
from courses.people.models import Person


def hold_person(session: Session, person_id: int) -> None:
    """Two presses of one person wait for each other. SQLite has one writer."""
    session.scalars(select(Person.id).where(Person.id == person_id).with_for_update(key_share=True)).one_or_none()


def ask_for_yes(
    session: Session, *, run_session_id: int, person_id: int, doubt: Doubt, seen_at: datetime, now: datetime
) -> CheckIn:
    """Put this person among those who wait. The same again changes nothing; after a no only a newer code asks once
    more."""
    found = queries.check_in_of(session, run_session_id=run_session_id, person_id=person_id)
    if found is not None and (found.decided_at is None or found.seen_at >= seen_at):
        return found
    if found is None:
        found = CheckIn(run_session_id=run_session_id, person_id=person_id)
        session.add(found)
    found.doubt, found.seen_at, found.received_at = doubt, seen_at, now
    found.decided_at, found.decided_by_id, found.accepted = None, None, None
    session.flush()
    return found


def decide(
    session: Session, *, public_id: str, run_session_id: int, accepted: bool, actor_id: int, now: datetime
) -> CheckIn:
    """Say yes or no, once; raises NoSuchCheckIn for one of another session, and where a colleague was first."""
    found = session.scalars(
        select(CheckIn)
        .where(CheckIn.public_id == public_id, CheckIn.run_session_id == run_session_id, CheckIn.decided_at.is_(None))
        .with_for_update()
    ).one_or_none()
    if found is None:
        raise NoSuchCheckIn()
    found.decided_at, found.decided_by_id, found.accepted = now, actor_id, accepted
    session.flush()
    return found


def settle_waiting(
    session: Session, *, run_session_id: int, person_id: int, actor_id: int | None, now: datetime
) -> None:
    """Whoever is recorded on the list waits no longer."""
    found = queries.check_in_of(session, run_session_id=run_session_id, person_id=person_id)
    if found is not None and found.decided_at is None:
        found.decided_at, found.decided_by_id, found.accepted = now, actor_id, True
        session.flush()


def keep_tick(
    session: Session, *, key: str, attendance_id: int, person_id: int, ticked_at: datetime, now: datetime
) -> None:
    """Remember that this tick was carried out."""
    session.add(
        AttendanceTick(key=key, attendance_id=attendance_id, person_id=person_id, ticked_at=ticked_at, received_at=now)
    )
    session.flush()


def forget_ticks(session: Session, *, before: datetime) -> int:
    """Delete what no phone sends again any more; how many."""
    gone = session.execute(delete(AttendanceTick).where(AttendanceTick.received_at < before))
    return int(gone.rowcount)  # type: ignore[attr-defined]
