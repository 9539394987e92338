"""A trainer says yes or no to somebody who waits at a session.

Yes makes present: whoever is in the group, whoever is in another group of the module (a guest, who stays there),
and whoever is in none, by joining this one. Not here: who waits, and why (`courses.flows.check_in`).
"""

from datetime import datetime

from sqlalchemy.orm import Session

from courses.delivery import checkin_queries, checkin_services, queries
from courses.delivery.checkin_models import CheckIn
from courses.delivery.errors import NoSuchSession
from courses.delivery.models import Presence, RunSession
from courses.flows.attend import record_attendance
from courses.flows.enrol import enrol
from courses.people.services import audit


def decide_check_in(
    session: Session, *, run_session_id: int, check_in: str, accepted: bool, actor_id: int, now: datetime
) -> CheckIn:
    """`check_in` is its public id. Raises NoSuchCheckIn, also where a colleague was first; RunFull or RunClosed
    when somebody cannot join, and then still waits."""
    meeting = session.get(RunSession, run_session_id)
    if meeting is None:
        raise NoSuchSession()
    decided = checkin_services.decide(
        session, public_id=check_in, run_session_id=run_session_id, accepted=accepted, actor_id=actor_id, now=now
    )
    if accepted:
        _make_present(session, meeting, decided.person_id, actor_id, now)
    audit(
        session,
        action="check_in_accepted" if accepted else "check_in_refused",
        subject_kind="check_in",
        subject_id=decided.id,
        actor_id=actor_id,
        organisation_id=meeting.run.organisation_id,
        now=now,
        doubt=decided.doubt.value,
    )
    return decided


def accept_all(session: Session, *, run_session_id: int, actor_id: int, now: datetime) -> int:
    """Yes to everybody in the group who waits; how many. Whoever is not on the list is looked at one by one."""
    meeting = session.get(RunSession, run_session_id)
    if meeting is None:
        raise NoSuchSession()
    sure = [one for one in checkin_queries.waiting(session, run_session_id=run_session_id) if one.doubt.on_the_list]
    for one in sorted(sure, key=lambda one: one.person_id):
        decide_check_in(
            session,
            run_session_id=run_session_id,
            check_in=one.public_id,
            accepted=True,
            actor_id=actor_id,
            now=now,
        )
    return len(sure)


def _make_present(session: Session, meeting: RunSession, person_id: int, actor_id: int, now: datetime) -> None:
    version = meeting.run.module_version_id
    participation = queries.participation_in(session, person_id=person_id, module_version_id=version)
    current = queries.open_enrolment_of(session, participation_id=participation.id) if participation else None
    if current is None:
        current = enrol(session, person_id=person_id, run_id=meeting.run_id, now=now)
    record_attendance(
        session,
        run_session_id=meeting.id,
        participation_id=current.participation_id,
        presence=Presence.PRESENT,
        actor_id=actor_id,
        note=None,
        now=now,
        guest=current.run_id != meeting.run_id,
    )
