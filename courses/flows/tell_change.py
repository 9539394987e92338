"""Tell everybody once what one save changed: participants with their calendars set right, and who gives the group.

Reminders follow in the same transaction. Not here: making the change (`move_session`, `cancel_run`, `change_run`).
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.delivery.calendar_models import RunChange
from courses.delivery.invitations import joined, set_right
from courses.delivery.models import Participation, RunTrainer
from courses.delivery.queries import roster
from courses.flows.remind import replan_reminders
from courses.outbox.services import enqueue_mail
from courses.people.services import audit


def tell_change(session: Session, *, change: RunChange, template: str, now: datetime) -> None:
    """One mail a person: everybody in the group, whoever's calendar has to follow, and who gives the group.

    Not who made the change. Somebody who was never invited (their calendar is their own) is told all the same.
    """
    written = set_right(session, run_id=change.run_id, now=now, change_id=change.id)
    told = set(written) | {enrolment.participation_id for enrolment in roster(session, run_id=change.run_id)}
    query = select(Participation.id, Participation.person_id).where(Participation.id.in_(told))
    reached: set[int] = set()
    for participation_id, person_id in session.execute(query.order_by(Participation.id)):
        if person_id is not None:
            reached.add(person_id)
            invitations = joined(written.get(participation_id, []))
            _mail(session, change, template, person_id, now, participation=participation_id, invitations=invitations)
    trainers = session.scalars(select(RunTrainer.person_id).where(RunTrainer.run_id == change.run_id))
    for person_id in trainers.all():
        if person_id not in reached and person_id != change.actor_id:
            _mail(session, change, template, person_id, now)
    replan_reminders(session, now=now, run_id=change.run_id)
    audit(
        session,
        action=f"run_{change.kind.value}",
        subject_kind="run",
        subject_id=change.run_id,
        actor_id=change.actor_id,
        organisation_id=change.run.organisation_id,
        now=now,
        version=change.number,
        told=len(reached),
    )


def _mail(
    session: Session,
    change: RunChange,
    template: str,
    person_id: int,
    now: datetime,
    *,
    participation: int = 0,
    invitations: str = "",
) -> None:
    enqueue_mail(
        session,
        template=template,
        person_id=person_id,
        now=now,
        dedupe_key=f"mail:{template}:{change.id}:{person_id}",
        change=change.id,
        participation=participation,
        invitations=invitations,
    )
