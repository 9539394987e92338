"""Join, change and leave a group. Mails and reminders are asked for in the same transaction.

Not here: who may open the page (`lms.policy`) and what a mail says (`lms.mail_contexts`).
"""

from datetime import datetime

from sqlalchemy.orm import Session

from courses.delivery import queries, services
from courses.delivery.errors import NotEnrolled
from courses.delivery.invitations import invite
from courses.delivery.models import Enrolment, EnrolmentState
from courses.flows.remind import replan_reminders
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
        invitations=invite(
            session,
            participation_id=participation.id,
            run_ids=[before.run_id, run.id] if before else [run.id],
            now=now,
        ),
    )
    if before is not None:
        replan_reminders(session, now=now, enrolment_id=before.id)
    replan_reminders(session, now=now, enrolment_id=enrolment.id)
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
    replan_reminders(session, now=now, enrolment_id=enrolment.id)
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
    enqueue_mail(
        session,
        template="left",
        person_id=person_id,
        now=now,
        dedupe_key=f"mail:left:{enrolment.id}",
        enrolment=enrolment.id,
        invitations=invite(session, participation_id=enrolment.participation_id, run_ids=[run.id], now=now),
    )
    return enrolment
