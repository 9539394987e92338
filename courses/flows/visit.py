"""Who misses a session comes along with the next group that fits, once, and stays in the own group (AAN-03, AAN-04).

Their calendar, reminders, check-in and what is missing follow that session from then on.
Not here: changing groups for good (`enrol`), and which sessions fit (`courses.delivery.missed`).
"""

from datetime import datetime

from sqlalchemy.orm import Session

from courses.delivery import missed, queries, services
from courses.delivery.errors import NoRoom, NotMissed
from courses.delivery.invitations import invite
from courses.delivery.missed_models import Visit
from courses.delivery.models import Run
from courses.flows.remind import replan_reminders
from courses.outbox.services import enqueue_mail
from courses.people.services import audit


def visit(session: Session, *, missed_public_id: str, to_public_id: str, person_id: int, now: datetime) -> Visit:
    """Come along in the session `to_public_id` in place of the one that was missed; another choice replaces it.

    Raises `NoSuchSession`, `NotMissed` when nothing was missed, `NoRoom` when it does not fit (any more).
    """
    meeting, mine = queries.session_for_person(session, public_id=missed_public_id, person_id=person_id)
    target = queries.session_by_public_id(session, to_public_id)
    services.lock_person_and_run(session, person_id=person_id, run_id=target.run_id)
    known = queries.attendance_of(session, run_session_id=meeting.id, participation_id=mine.id)
    if known is None or known.presence not in missed.MISSED:
        raise NotMissed()
    before = missed.visit_instead(session, run_session_id=meeting.id, participation_id=mine.id)
    if before is not None and before.run_session_id == target.id:
        return before
    if target.id not in {one.id for one in missed.fitting(session, meeting=meeting, participation=mine, now=now)}:
        raise NoRoom()
    end_visit(session, instead_of_id=meeting.id, participation_id=mine.id, now=now)
    row = Visit(run_session_id=target.id, participation_id=mine.id, instead_of_id=meeting.id, asked_at=now)
    session.add(row)
    session.flush()
    _tell(session, "visiting", row, person_id, [target.run_id], now)
    _note(session, "visit_chosen", row, target.run, person_id, now)
    replan_reminders(session, now=now, run_id=target.run_id)
    return row


def end_own_visit(session: Session, *, missed_public_id: str, person_id: int, now: datetime) -> None:
    """The same, by the participant. Raises `NoSuchSession`."""
    meeting, mine = queries.session_for_person(session, public_id=missed_public_id, person_id=person_id)
    end_visit(session, instead_of_id=meeting.id, participation_id=mine.id, now=now)


def end_visit(session: Session, *, instead_of_id: int, participation_id: int, now: datetime) -> None:
    """They do not come along after all; nothing happens where they did not."""
    row = missed.visit_instead(session, run_session_id=instead_of_id, participation_id=participation_id)
    freed = missed.end_visits(session, instead_of_id=instead_of_id, participation_id=participation_id, now=now)
    if row is None or row.participation.person_id is None:
        return
    person_id = row.participation.person_id
    _tell(session, "visit_ended", row, person_id, freed, now)
    _note(session, "visit_ended", row, row.session.run, person_id, now)
    for run_id in freed:
        replan_reminders(session, now=now, run_id=run_id)


def _tell(session: Session, template: str, row: Visit, person_id: int, run_ids: list[int], now: datetime) -> None:
    enqueue_mail(
        session,
        template=template,
        person_id=person_id,
        now=now,
        dedupe_key=f"mail:{template}:{row.id}",
        visit=row.id,
        invitations=invite(session, participation_id=row.participation_id, run_ids=run_ids, now=now),
    )


def _note(session: Session, action: str, row: Visit, run: Run, person_id: int, now: datetime) -> None:
    audit(
        session,
        action=action,
        subject_kind="visit",
        subject_id=row.id,
        actor_id=person_id,
        organisation_id=run.organisation_id,
        now=now,
        run=run.id,
    )
