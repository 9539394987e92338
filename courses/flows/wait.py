"""Stand in line for a full group, step out of the line, move somebody further to the front, close the line.

Not here: moving up, which belongs to whatever frees a seat (`enrol.fill_seats`).
"""

from datetime import UTC, datetime, time, timedelta

from sqlalchemy.orm import Session

from courses.delivery import queries, rules, services, waiting_list, waiting_rules
from courses.delivery.errors import NotWaiting, RunClosed
from courses.delivery.joining import Waiting, WaitingState
from courses.delivery.models import Run
from courses.errors import N_
from courses.flows.enrol import fill_seats, tell_waiting
from courses.outbox.services import enqueue
from courses.people.services import audit


def wait(session: Session, *, person_id: int, run_id: int, now: datetime, actor_id: int | None = None) -> Waiting:
    """Put this person on the waiting list of a run; a seat they have elsewhere stays theirs until one is free here.

    On it already: nothing changes. When a seat came free meanwhile they have it, or are asked, at once: look at
    the row's state. `actor_id` is who did it, when that is not the person. Raises `RunClosed` once the first
    session began, or when nobody can join any more.
    """
    run = services.lock_person_and_run(session, person_id=person_id, run_id=run_id)
    fill_seats(session, run_id=run.id, now=now)
    known = waiting_list.waiting_of(session, run_id=run.id, person_id=person_id)
    if known is not None:
        return known
    _check_open(run, now)
    waiting = waiting_list.join(session, run=run, person_id=person_id, now=now)
    _note(session, "waiting_joined", waiting, actor_id=actor_id or person_id, now=now)
    _close_later(session, run, now)
    fill_seats(session, run_id=run.id, now=now)
    if waiting.state is WaitingState.WAITING:
        tell_waiting(session, "waiting", waiting, now)
    return waiting


def stop_waiting(session: Session, *, person_id: int, run_id: int, now: datetime) -> None:
    """Take the own name off the list, or say no to the seat that was offered: the next one gets it. `NotWaiting`."""
    run = services.lock_person_and_run(session, person_id=person_id, run_id=run_id)
    waiting = waiting_list.waiting_of(session, run_id=run.id, person_id=person_id)
    if waiting is None:
        raise NotWaiting()
    waiting_list.end(session, waiting=waiting, state=WaitingState.GAVE_UP, now=now)
    _note(session, "waiting_left", waiting, actor_id=person_id, now=now)
    fill_seats(session, run_id=run.id, now=now)


def move_up(
    session: Session, *, run_id: int, waiting_public_id: str, place: int, reason: str, actor_id: int, now: datetime
) -> Waiting:
    """Put somebody further to the front, with a reason that stays with it. Raises `NotWaiting`, `BadMove`."""
    run = services.lock_run(session, run_id=run_id)
    rows = waiting_list.line(session, run_id=run.id)
    waiting = next((row for row in rows if row.public_id == waiting_public_id), None)
    if waiting is None:
        raise NotWaiting()
    waiting_list.move_to(session, waiting=waiting, place=place, reason=reason, actor_id=actor_id, now=now)
    _note(session, "waiting_moved_up", waiting, actor_id=actor_id, now=now, place=place)
    return waiting


def close_line(session: Session, *, run_id: int, now: datetime) -> None:
    """Nobody waits any more, because the run began or was cancelled: each is told once, with what else there is."""
    run = services.lock_run(session, run_id=run_id)
    for waiting in waiting_list.line(session, run_id=run.id):
        waiting_list.end(session, waiting=waiting, state=WaitingState.CLOSED, now=now)
        tell_waiting(session, "waiting_closed", waiting, now)


def close_when_begun(session: Session, *, run_id: int, now: datetime) -> None:
    """What the queue asks at the start of a run; when it was moved to a later day, it asks again then."""
    run = services.lock_run(session, run_id=run_id)
    if run.cancelled_at is None and now < closes(run):
        _close_later(session, run, now)
    else:
        close_line(session, run_id=run.id, now=now)


def closes(run: Run) -> datetime:
    """From when on nobody moves up: the first session, or the end of the last day of a run without sessions."""
    starts = waiting_list.first_start(run)
    if starts is not None:
        return starts.astimezone(UTC)
    return rules.instant(datetime.combine(run.ends_on + timedelta(days=1), time()), run.zone).astimezone(UTC)


def can_wait(run: Run, now: datetime) -> bool:
    """Whether a new name still makes sense: nobody can be asked any more shortly before the start."""
    late = waiting_rules.turn(starts=waiting_list.first_start(run), now=now) is waiting_rules.Turn.TOO_LATE
    return not late and queries.joinable(run, now)


def _check_open(run: Run, now: datetime) -> None:
    rules.check_joinable(
        today=rules.local_day(now, run.zone),
        ends_on=run.ends_on,
        enrol_until=run.enrol_until,
        cancelled=run.cancelled_at is not None,
    )
    if not can_wait(run, now):
        raise RunClosed(N_("This group starts, so nobody moves up from its waiting list any more. Choose another one."))


def _close_later(session: Session, run: Run, now: datetime) -> None:
    moment = closes(run)
    enqueue(
        session,
        kind="close_waiting",
        subject_id=run.id,
        dedupe_key=f"close_waiting:{run.id}:{moment.isoformat()}",
        due_at=moment,
        now=now,
    )


def _note(session: Session, action: str, waiting: Waiting, *, actor_id: int, now: datetime, **details: object) -> None:
    audit(
        session,
        action=action,
        subject_kind="waiting",
        subject_id=waiting.id,
        actor_id=actor_id,
        organisation_id=waiting.run.organisation_id,
        now=now,
        **details,
    )
