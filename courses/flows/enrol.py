"""Join, change and leave a group. Mails and reminders are asked for in the same transaction.

Not here: who may open the page (`lms.policy`) and what a mail says (`lms.mail_contexts`).
"""

from datetime import datetime

from sqlalchemy.orm import Session

from courses.delivery import queries, rules, services
from courses.delivery.errors import NotEnrolled
from courses.delivery.models import Enrolment, EnrolmentState, RunSession
from courses.outbox.services import enqueue_mail
from courses.people.services import audit


def enrol(session: Session, *, person_id: int, run_id: int, now: datetime) -> Enrolment:
    """Take a seat for this person. Already in this group: nothing changes.

    In another group of the same module version: moves, and everything done so far goes along. Raises
    `NoSuchRun`, `RunClosed`, or `RunFull` (which names the next group with room). Of two who want the last
    seat at the same time exactly one gets it: the run is held still while its seats are counted.
    """
    run = services.lock_person_and_run(session, person_id=person_id, run_id=run_id)
    participation = services.start_participation(
        session, person_id=person_id, module_version_id=run.module_version_id, now=now
    )
    before = queries.open_enrolment_of(session, participation_id=participation.id)
    if before is not None and before.run_id == run.id:
        return before
    enrolment = services.open_enrolment(session, participation=participation, run=run, now=now)
    audit(
        session,
        action="enrolment_moved" if before else "enrolled",
        subject_kind="enrolment",
        subject_id=enrolment.id,
        actor_id=person_id,
        organisation_id=run.organisation_id,
        now=now,
        run=run.id,
        **({"from_run": before.run_id} if before else {}),
    )
    enqueue_mail(
        session,
        template="enrolled",
        person_id=person_id,
        now=now,
        dedupe_key=f"mail:enrolled:{enrolment.id}",
        enrolment=enrolment.id,
    )
    _ask_for_reminders(session, enrolment=enrolment, person_id=person_id, now=now)
    return enrolment


def leave(session: Session, *, person_id: int, run_id: int, now: datetime) -> Enrolment:
    """Give the seat back. Progress and handed-in work stay; joining again goes on from there."""
    run = services.lock_person_and_run(session, person_id=person_id, run_id=run_id)
    participation = queries.participation_in(session, person_id=person_id, module_version_id=run.module_version_id)
    enrolment = (
        queries.open_enrolment_of(session, participation_id=participation.id) if participation is not None else None
    )
    if enrolment is None or enrolment.run_id != run.id:
        raise NotEnrolled()
    services.end_enrolment(session, enrolment=enrolment, state=EnrolmentState.LEFT, now=now)
    audit(
        session,
        action="enrolment_left",
        subject_kind="enrolment",
        subject_id=enrolment.id,
        actor_id=person_id,
        organisation_id=run.organisation_id,
        now=now,
        run=run.id,
    )
    return enrolment


def _ask_for_reminders(session: Session, *, enrolment: Enrolment, person_id: int, now: datetime) -> None:
    """One reminder the day before each session and one before work is due, at 17.00 at the place.

    Written now and sent later; whether it still applies then (left, cancelled, handed in) is looked at when
    it is sent. A moment that is already past is not made up for: the mail about the enrolment says it all.
    """
    for meeting in enrolment.run.sessions:
        if meeting.cancelled_at is not None:
            continue
        _remind(session, enrolment, person_id, now, meeting, "session_reminder", _session_reminder(meeting))
        moment = meeting.return_moment
        if moment is not None and moment.due_local is not None:
            due_at = rules.due_reminder_at(moment.due_local, meeting.zone)
            _remind(session, enrolment, person_id, now, meeting, "assignment_reminder", due_at)


def _session_reminder(meeting: RunSession) -> datetime:
    return rules.session_reminder_at(meeting.starts_local, meeting.zone)


def _remind(
    session: Session,
    enrolment: Enrolment,
    person_id: int,
    now: datetime,
    meeting: RunSession,
    template: str,
    due_at: datetime,
) -> None:
    if due_at <= now:
        return
    enqueue_mail(
        session,
        template=template,
        person_id=person_id,
        now=now,
        due_at=due_at,
        dedupe_key=f"mail:{template}:{enrolment.id}:{meeting.id}",
        enrolment=enrolment.id,
        run_session=meeting.id,
    )
