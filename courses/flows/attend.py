"""Record who was at a session; when that was the last condition of a badge, the badge follows.

Not here: who may record it (`lms.policy`) and how a list of attendance looks.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from courses.delivery import services
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
    )
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
