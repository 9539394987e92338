"""An expert from outside assesses in one run only: no role in the organisation, no other group (OPL-05).

Not here: who trains a run (`courses.flows.plan_run`).
"""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from courses.delivery.models import Run, RunTrainer
from courses.errors import N_, Invalid
from courses.people.models import EmailAddress, Person
from courses.people.services import audit


def invite_guest(session: Session, *, run: Run, address: str, actor_id: int, now: datetime) -> Person:
    """Let whoever signs in with this confirmed address assess in this run; twice is once. Raises Invalid."""
    person = session.scalar(
        select(Person)
        .join(EmailAddress, EmailAddress.person_id == Person.id)
        .where(
            EmailAddress.address == address.strip().lower(),
            EmailAddress.verified_at.is_not(None),
            Person.erased_at.is_(None),
        )
    )
    if person is None:
        raise Invalid(
            N_("Nobody signs in here with this address yet. Let your guest sign in once, then add them."),
            field="address",
        )
    known = session.scalar(select(RunTrainer.id).where(RunTrainer.run_id == run.id, RunTrainer.person_id == person.id))
    if known is None:
        session.add(RunTrainer(run_id=run.id, person_id=person.id, guest=True))
        session.flush()
        _note(session, "guest_invited", run, person.id, actor_id, now)
    return person


def end_guest(session: Session, *, run: Run, person_id: int, actor_id: int, now: datetime) -> None:
    """This guest assesses here no longer; what they wrote stays. A trainer is left alone."""
    gone = session.execute(
        delete(RunTrainer).where(
            RunTrainer.run_id == run.id, RunTrainer.person_id == person_id, RunTrainer.guest.is_(True)
        )
    )
    if gone.rowcount:  # type: ignore[attr-defined]
        _note(session, "guest_ended", run, person_id, actor_id, now)


def _note(session: Session, action: str, run: Run, person_id: int, actor_id: int, now: datetime) -> None:
    audit(
        session,
        action=action,
        subject_kind="person",
        subject_id=person_id,
        actor_id=actor_id,
        organisation_id=run.organisation_id,
        now=now,
        run=run.id,
    )
