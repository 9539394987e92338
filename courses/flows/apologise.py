"""Somebody says beforehand that they cannot come to a session, or that they come after all (AAN-06).

It stands on the attendance list as excused, by the participant; reminders of that session stop because of it.
Not here: what is done instead (`visit`, `substitute`).
"""

from datetime import datetime

from sqlalchemy.orm import Session

from courses.delivery import missed, queries, rules
from courses.delivery.errors import BadApology
from courses.delivery.models import Attendance, Participation, Presence, RunSession
from courses.errors import N_
from courses.flows.attend import record_attendance
from courses.flows.visit import end_visit
from courses.people.services import audit


def apologise(
    session: Session, *, session_public_id: str, person_id: int, reason: str, now: datetime
) -> Attendance | None:
    """Be excused, with or without a reason; saying it again changes the reason.

    Who would only come along as a guest just does not come: None. Raises `NoSuchSession` for whoever is not in its
    group, `BadApology` once it began or when a trainer noted something already.
    """
    meeting, mine = queries.session_for_person(session, public_id=session_public_id, person_id=person_id)
    visiting = missed.visit_of(session, run_session_id=meeting.id, participation_id=mine.id)
    _check_time(meeting, now)
    if visiting is not None:
        end_visit(session, instead_of_id=visiting.instead_of_id, participation_id=mine.id, now=now)
        return None
    _check_own(session, meeting, mine, person_id)
    reason = reason.strip()
    if len(reason) > missed.REASON_MAX:
        raise BadApology(N_("Keep it under %(limit)s characters."), field="reason", limit=missed.REASON_MAX)
    return record_attendance(
        session,
        run_session_id=meeting.id,
        participation_id=mine.id,
        presence=Presence.EXCUSED,
        actor_id=person_id,
        note=reason or None,
        now=now,
    )


def come_after_all(session: Session, *, session_public_id: str, person_id: int, now: datetime) -> None:
    """Take the own apology back, until the session begins; without one nothing changes.

    Raises `NoSuchSession`, `BadApology`.
    """
    meeting, mine = queries.session_for_person(session, public_id=session_public_id, person_id=person_id)
    _check_time(meeting, now)
    known = _check_own(session, meeting, mine, person_id)
    if known is None:
        return
    end_visit(session, instead_of_id=meeting.id, participation_id=mine.id, now=now)
    missed.forget_attendance(session, attendance=known)
    audit(
        session,
        action="apology_taken_back",
        subject_kind="participation",
        subject_id=mine.id,
        actor_id=person_id,
        organisation_id=meeting.run.organisation_id,
        now=now,
        run_session=meeting.id,
    )


def _check_time(meeting: RunSession, now: datetime) -> None:
    if meeting.cancelled_at is not None or meeting.run.cancelled_at is not None:
        raise BadApology(N_("This session does not take place, so you need not say anything."))
    if now >= rules.instant(meeting.starts_local, meeting.zone):
        raise BadApology(N_("This session has begun. Tell your contact person."))


def _check_own(session: Session, meeting: RunSession, mine: Participation, person_id: int) -> Attendance | None:
    """What is recorded, if the participant did it; nothing recorded is fine too."""
    if not any(one.run_id == meeting.run_id and one.ended_at is None for one in mine.enrolments):
        raise BadApology(N_("You are not in this group any more."))
    known = queries.attendance_of(session, run_session_id=meeting.id, participation_id=mine.id)
    if known is not None and not missed.own_apology(known, person_id):
        raise BadApology(N_("Your trainer already noted something for you. Ask them to change it."))
    return known
