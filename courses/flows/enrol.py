"""Join, change and leave a group, and move up from its waiting list. Mails are asked for in the same transaction.

Not here: who may open the page (`lms.policy`) and what a mail says (`lms.mail_contexts`).
"""

from datetime import datetime

from sqlalchemy.orm import Session

from courses.delivery import queries, rules, services, waiting_list, waiting_rules
from courses.delivery.errors import NotEnrolled
from courses.delivery.invitations import invite
from courses.delivery.joining import Waiting, WaitingState
from courses.delivery.models import Enrolment, EnrolmentState, Run
from courses.delivery.waiting_rules import Turn
from courses.flows.remind import replan_reminders
from courses.outbox.services import enqueue, enqueue_mail
from courses.people.services import audit


def enrol(session: Session, *, person_id: int, run_id: int, now: datetime, actor_id: int | None = None) -> Enrolment:
    """Take a seat for this person. Already in this group: nothing changes.

    In another group of the same module version: moves, and everything done so far goes along. Raises
    `NoSuchRun`, `RunClosed`, or `RunFull` (which names the next group with room). Of two who want the last
    seat at the same time exactly one gets it: the run is held still while its seats are counted, and who
    waited for one goes first. `actor_id` is who did it, when that is not the person.
    """
    run = services.lock_person_and_run(session, person_id=person_id, run_id=run_id)
    fill_seats(session, run_id=run.id, now=now)
    participation = services.start_participation(
        session, person_id=person_id, module_version_id=run.module_version_id, now=now
    )
    before = queries.open_enrolment_of(session, participation_id=participation.id)
    if before is not None and before.run_id == run.id:
        return before
    enrolment = _seat(session, run=run, person_id=person_id, actor_id=actor_id or person_id, now=now)
    if before is not None:
        fill_seats(session, run_id=before.run_id, now=now)
    return enrolment


def _seat(session: Session, *, run: Run, person_id: int, actor_id: int | None, now: datetime) -> Enrolment:
    """The one place where somebody comes into a group, by themselves or from its waiting list."""
    participation = services.start_participation(
        session, person_id=person_id, module_version_id=run.module_version_id, now=now
    )
    before = queries.open_enrolment_of(session, participation_id=participation.id)
    enrolment = services.open_enrolment(session, participation=participation, run=run, now=now)
    audit(
        session,
        action="enrolment_moved" if before else "enrolled",
        subject_kind="enrolment",
        subject_id=enrolment.id,
        actor_id=actor_id,
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
    fill_seats(session, run_id=run.id, now=now)
    return enrolment


def fill_seats(session: Session, *, run_id: int, now: datetime) -> None:
    """Give the free seats of this run to who waits for them, first come first served; call it when one comes free.

    Well before the first session who is first has the seat at once. Close to it they are asked, and the seat is
    kept for a stated time; then the next is asked. Once it began nobody moves up. Who leaves a seat in another
    group by moving up makes room there, and that is filled too.
    """
    todo = [run_id]
    while todo:
        run = session.get_one(Run, todo.pop())
        waiting_list.hold_seats(session, module_version_id=run.module_version_id)
        todo += _fill(session, run, now)


def _fill(session: Session, run: Run, now: datetime) -> list[int]:
    """The groups in which somebody gave up a seat for one here."""
    freed: list[int] = []
    everybody = waiting_list.line(session, run_id=run.id)
    for waiting in everybody:
        if waiting.state is WaitingState.OFFERED and waiting.offer_until and waiting.offer_until <= now:
            waiting_list.end(session, waiting=waiting, state=WaitingState.LAPSED, now=now)
            tell_waiting(session, "waiting_lapsed", waiting, now)
    line = [waiting for waiting in everybody if waiting.state is WaitingState.WAITING]
    if not line or run.cancelled_at is not None or rules.local_day(now, run.zone) > run.ends_on:
        return freed
    starts = waiting_list.first_start(run)
    turn = waiting_rules.turn(starts=starts, now=now)
    free = rules.seats_left(run.seats, queries.seats_taken(session, run_id=run.id))
    for waiting in line if free is None else line[:free]:
        if turn is Turn.TOO_LATE:
            break
        if not waiting_list.hold_person(session, person_id=waiting.person_id):
            _look_again(session, run.id, f"{waiting.id}:{now.isoformat()}", now, now)
            break
        if turn is Turn.OFFER and starts is not None:
            _ask_first(session, waiting, waiting_rules.answer_by(starts=starts, now=now), now)
        else:
            freed += _move_up(session, run, waiting, now)
    return freed


def _ask_first(session: Session, waiting: Waiting, until: datetime, now: datetime) -> None:
    waiting_list.offer(session, waiting=waiting, until=until, now=now)
    tell_waiting(session, "waiting_offer", waiting, now)
    _look_again(session, waiting.run_id, str(waiting.id), until, now)


def _move_up(session: Session, run: Run, waiting: Waiting, now: datetime) -> list[int]:
    """Seat the first in line; other lists of the module are done with, and a seat elsewhere is given back."""
    before = queries.enrolment_of_person(session, person_id=waiting.person_id, module_version_id=run.module_version_id)
    if before is not None and before.run_id == run.id:
        waiting_list.end(session, waiting=waiting, state=WaitingState.SEATED, enrolment=before, now=now)
        return []
    _seat(session, run=run, person_id=waiting.person_id, actor_id=None, now=now)
    freed = [before.run_id] if before is not None else []
    for other in waiting_list.all_of(session, person_id=waiting.person_id):
        if other.run.module_version_id == run.module_version_id:
            freed += [other.run_id] if other.state is WaitingState.OFFERED else []
            waiting_list.end(session, waiting=other, state=WaitingState.GAVE_UP, now=now)
    return freed


def tell_waiting(session: Session, template: str, waiting: Waiting, now: datetime) -> None:
    """One mail of each kind about one place on a list."""
    enqueue_mail(
        session,
        template=template,
        person_id=waiting.person_id,
        now=now,
        dedupe_key=f"mail:{template}:{waiting.id}",
        waiting=waiting.id,
    )


def _look_again(session: Session, run_id: int, mark: str, due_at: datetime, now: datetime) -> None:
    """When an offer ends, or when who is first was busy in another transaction just now."""
    enqueue(
        session,
        kind="fill_seats",
        subject_id=run_id,
        dedupe_key=f"fill_seats:{run_id}:{mark}",
        due_at=due_at,
        now=now,
    )
