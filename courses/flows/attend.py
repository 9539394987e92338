"""Record who was at a session; when that was the last condition of a badge, the badge follows.

Not here: who may record it (`lms.policy`) and how a list of attendance looks.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from courses.delivery import checkin_services, services
from courses.delivery.errors import NoSuchSession
from courses.delivery.models import Attendance, Presence, RunSession
from courses.flows.settle import settle
from courses.people.services import audit


def record_attendance(
    session: Session,
    *,
    run_session_id: int,
    participation_id: int,
    presence: Presence,
    actor_id: int | None,
    note: str | None,
    now: datetime,
    expected_version: int | None = None,
    guest: bool = False,
) -> Attendance:
    """Say that somebody was present, absent, excused, or did the substitute task; settles what follows.

    Raises `NoSuchSession`, `NotEnrolled`, or `AttendanceChanged` when `expected_version` is out of date.
    """
    meeting = session.get(RunSession, run_session_id)
    if meeting is None:
        raise NoSuchSession()
    attendance = services.set_attendance(
        session,
        run_session=meeting,
        participation_id=participation_id,
        presence=presence,
        actor_id=actor_id,
        note=note,
        now=now,
        expected_version=expected_version,
        guest=guest,
    )
    _no_longer_waits(session, attendance, actor_id, now)
    if attendance.recorded_at == now:
        audit(
            session,
            action="attendance_recorded",
            subject_kind="attendance",
            subject_id=attendance.id,
            actor_id=actor_id,
            organisation_id=meeting.run.organisation_id,
            now=now,
            presence=presence.value,
            run_session=run_session_id,
        )
    settle(session, participation_id=participation_id, now=now)
    return attendance


def _no_longer_waits(session: Session, attendance: Attendance, actor_id: int | None, now: datetime) -> None:
    """Whoever is on the list as present waits for no trainer's yes any more."""
    person_id = attendance.participation.person_id
    if attendance.presence is Presence.PRESENT and person_id is not None:
        checkin_services.settle_waiting(
            session, run_session_id=attendance.run_session_id, person_id=person_id, actor_id=actor_id, now=now
        )
