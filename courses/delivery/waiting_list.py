"""The waiting list of a run: who is on it, in which order, and every change of a row.

The seats of all runs of one module version are held still together (`hold_seats`), because who moves up may leave
a seat in another of them. Not here: giving a seat, and the mails (`courses.flows.enrol`, `courses.flows.wait`).
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from courses.catalogue.models import ModuleVersion
from courses.delivery import rules
from courses.delivery.errors import BadMove, NotWaiting
from courses.delivery.joining import Waiting, WaitingState
from courses.delivery.models import Enrolment, Run
from courses.delivery.waiting_rules import REASON_MAX
from courses.errors import N_
from courses.people.models import Person


def hold_seats(session: Session, *, module_version_id: int) -> None:
    """Nobody else takes or gives back a seat in any run of this version until the transaction ends."""
    session.flush()
    session.execute(
        select(ModuleVersion.id).where(ModuleVersion.id == module_version_id).with_for_update(key_share=True)
    )


def hold_person(session: Session, *, person_id: int) -> bool:
    """Hold this person's enrolments still; False when somebody else does so right now. Never waits."""
    held = select(Person.id).where(Person.id == person_id).with_for_update(key_share=True, skip_locked=True)
    return session.scalar(held) is not None


def first_start(run: Run) -> datetime | None:
    """The first session that takes place; None for a run without sessions."""
    starts = [rules.instant(row.starts_local, row.zone) for row in run.sessions if row.cancelled_at is None]
    return min(starts, default=None)


def line(session: Session, *, run_id: int) -> Sequence[Waiting]:
    """Who waits for this run or was offered a seat, in order."""
    return session.scalars(
        select(Waiting)
        .where(Waiting.run_id == run_id, Waiting.ended_at.is_(None))
        .options(joinedload(Waiting.person), joinedload(Waiting.moved_by))
        .order_by(Waiting.rank, Waiting.id)
        .execution_options(populate_existing=True)
    ).all()


def waiting_of(session: Session, *, run_id: int, person_id: int) -> Waiting | None:
    return session.scalars(
        select(Waiting).where(Waiting.run_id == run_id, Waiting.person_id == person_id, Waiting.ended_at.is_(None))
    ).one_or_none()


def all_of(session: Session, *, person_id: int) -> Sequence[Waiting]:
    """Every list that this person is on, longest first."""
    return session.scalars(
        select(Waiting)
        .where(Waiting.person_id == person_id, Waiting.ended_at.is_(None))
        .options(joinedload(Waiting.run).joinedload(Run.module_version))
        .order_by(Waiting.asked_at, Waiting.id)
    ).all()


def seated_as(session: Session, *, enrolment_id: int) -> Waiting | None:
    """The wait that ended in this enrolment."""
    return session.scalars(select(Waiting).where(Waiting.enrolment_id == enrolment_id).limit(1)).one_or_none()


def place_of(session: Session, waiting: Waiting) -> int:
    """1 is first in line."""
    before = (Waiting.rank < waiting.rank) | ((Waiting.rank == waiting.rank) & (Waiting.id < waiting.id))
    counted = select(func.count()).where(Waiting.run_id == waiting.run_id, Waiting.ended_at.is_(None), before)
    return (session.scalar(counted) or 0) + 1


def length(session: Session, *, run_id: int) -> int:
    return session.scalar(select(func.count()).where(Waiting.run_id == run_id, Waiting.ended_at.is_(None))) or 0


def join(session: Session, *, run: Run, person_id: int, now: datetime) -> Waiting:
    """Stand at the end of the line (its seats held by the caller)."""
    last = session.scalar(select(func.max(Waiting.rank)).where(Waiting.run_id == run.id)) or 0
    waiting = Waiting(run_id=run.id, person_id=person_id, rank=last + 1, asked_at=now)
    session.add(waiting)
    session.flush()
    return waiting


def offer(session: Session, *, waiting: Waiting, until: datetime, now: datetime) -> None:
    """Keep a seat for this person until they answer."""
    waiting.state, waiting.offered_at, waiting.offer_until = WaitingState.OFFERED, now, until
    session.flush()


def end(
    session: Session, *, waiting: Waiting, state: WaitingState, now: datetime, enrolment: Enrolment | None = None
) -> None:
    """Take a name off the list."""
    waiting.state, waiting.ended_at = state, now
    waiting.enrolment_id = enrolment.id if enrolment is not None else None
    session.flush()


def move_to(session: Session, *, waiting: Waiting, place: int, reason: str, actor_id: int, now: datetime) -> None:
    """Put somebody further in front (the seats held by the caller). `BadMove` without a reason or a way forward."""
    rows = list(line(session, run_id=waiting.run_id))
    if waiting not in rows:
        raise NotWaiting()
    reason = reason.strip()
    if not reason or len(reason) > REASON_MAX:
        raise BadMove(
            N_("Say in at most %(limit)s characters why: who asks later can read it."), field="reason", limit=REASON_MAX
        )
    if not 1 <= place < rows.index(waiting) + 1:
        raise BadMove(N_("Choose a place further to the front."), field="place")
    rows.remove(waiting)
    rows.insert(place - 1, waiting)
    for rank, row in enumerate(rows, start=1):
        row.rank = rank
    waiting.moved_by_id, waiting.moved_at, waiting.moved_reason = actor_id, now, reason
    session.flush()
