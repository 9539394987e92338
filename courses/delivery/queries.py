"""Reads of delivery: runs with their seats, sessions, who takes part, and when practice work is due.

Not here: what a page says about them, and how far a participation is (`courses.progress`).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, union_all
from sqlalchemy.orm import Session, joinedload, selectinload

from courses.catalogue.models import ModuleVersion
from courses.people.models import Person

from . import rules
from .errors import NoSuchParticipation, NoSuchRun, NoSuchSession, NotEnrolled, RunClosed
from .joining import Waiting, WaitingState
from .missed_models import Visit
from .models import (
    Attendance,
    Enrolment,
    EnrolmentState,
    Participation,
    ReturnMoment,
    Run,
    RunSession,
    Wish,
)


@dataclass(frozen=True)
class RunOffer:
    """A run as one chooses it: `seats_left` is None when there is no limit."""

    run: Run
    seats_left: int | None
    open: bool
    """Somebody can join now: not full, not over, not cancelled, not past the last day."""


@dataclass(frozen=True)
class Window:
    """When practice work is taken; aware, in the zone of the place. Late work is still accepted."""

    opens_at: datetime | None
    due_at: datetime | None


def run_by_public_id(session: Session, public_id: str) -> Run:
    run = session.scalars(
        select(Run)
        .where(Run.public_id == public_id)
        .options(joinedload(Run.module_version).joinedload(ModuleVersion.module), selectinload(Run.sessions))
    ).one_or_none()
    if run is None:
        raise NoSuchRun()
    return run


def seats_taken(session: Session, *, run_id: int) -> int:
    """Seats that nobody else can take: those of who is in, and those kept for who was asked."""
    return seats_taken_of(session, run_ids=[run_id]).get(run_id, 0)


def seats_taken_of(session: Session, *, run_ids: Collection[int]) -> Mapping[int, int]:
    """The same for many runs, by run id; a run with all its seats free is left out."""
    held = union_all(
        select(Enrolment.run_id).where(Enrolment.run_id.in_(run_ids), Enrolment.ended_at.is_(None)),
        select(Waiting.run_id).where(
            Waiting.run_id.in_(run_ids), Waiting.ended_at.is_(None), Waiting.state == WaitingState.OFFERED
        ),
    ).subquery()
    rows = session.execute(select(held.c.run_id, func.count()).group_by(held.c.run_id))
    return {run_id: count for run_id, count in rows}  # noqa: C416 (a Row is a tuple that mypy does not know as a pair)


def offer(session: Session, *, run: Run, now: datetime) -> RunOffer:
    """`run` with what matters to whoever wants to join."""
    left = rules.seats_left(run.seats, seats_taken(session, run_id=run.id))
    return RunOffer(run=run, seats_left=left, open=left != 0 and joinable(run, now))


def joinable(run: Run, now: datetime) -> bool:
    """Whether the dates of `run` still let somebody join (seats aside)."""
    try:
        rules.check_joinable(
            today=rules.local_day(now, run.zone),
            ends_on=run.ends_on,
            enrol_until=run.enrol_until,
            cancelled=run.cancelled_at is not None,
        )
    except RunClosed:
        return False
    return True


def offers(session: Session, *, module_id: int, now: datetime) -> list[RunOffer]:
    """Runs of any version of a module that are not over or cancelled, soonest first."""
    runs = session.scalars(
        select(Run)
        .join(ModuleVersion, ModuleVersion.id == Run.module_version_id)
        .where(ModuleVersion.module_id == module_id, Run.cancelled_at.is_(None))
        .options(selectinload(Run.sessions).joinedload(RunSession.return_moment))
        .order_by(Run.starts_on, Run.id)
    ).unique()
    return [offer(session, run=run, now=now) for run in runs if rules.local_day(now, run.zone) <= run.ends_on]


def other_runs(session: Session, *, run: Run, now: datetime) -> list[RunOffer]:
    """Other runs of the same version that one may still move to, full ones too; soonest first."""
    found = offers(session, module_id=run.module_version.module_id, now=now)
    return [
        one
        for one in found
        if one.run.module_version_id == run.module_version_id and one.run.id != run.id and joinable(one.run, now)
    ]


def next_run_with_room(session: Session, *, run: Run, now: datetime) -> Run | None:
    """The first other run of the same module that somebody can join now; one yet to start before one under way."""
    module_id = session.scalars(select(ModuleVersion.module_id).where(ModuleVersion.id == run.module_version_id)).one()
    others = [
        other.run for other in offers(session, module_id=module_id, now=now) if other.open and other.run.id != run.id
    ]
    return min(
        others, key=lambda other: (other.starts_on < rules.local_day(now, other.zone), other.starts_on), default=None
    )


def participation_of(session: Session, *, public_id: str, person_id: int) -> Participation:
    """This person's own participation by its public name; anybody else's is `NoSuchParticipation`."""
    found = session.scalars(
        select(Participation)
        .where(Participation.public_id == public_id, Participation.person_id == person_id)
        .options(joinedload(Participation.module_version).joinedload(ModuleVersion.module))
    ).one_or_none()
    if found is None:
        raise NoSuchParticipation()
    return found


def participation_named(session: Session, *, public_id: str) -> Participation | None:
    """Anybody's, for who gives their group."""
    return session.scalars(
        select(Participation).where(Participation.public_id == public_id).options(joinedload(Participation.person))
    ).one_or_none()


def participations_of(session: Session, *, person_id: int) -> Sequence[Participation]:
    """Everything this person takes or took part in, newest first."""
    return session.scalars(
        select(Participation)
        .where(Participation.person_id == person_id)
        .options(
            joinedload(Participation.module_version).joinedload(ModuleVersion.module),
            selectinload(Participation.enrolments),
        )
        .order_by(Participation.started_at.desc(), Participation.id.desc())
    ).all()


def participation_in(session: Session, *, person_id: int, module_version_id: int) -> Participation | None:
    return session.scalars(
        select(Participation).where(
            Participation.person_id == person_id, Participation.module_version_id == module_version_id
        )
    ).one_or_none()


def open_enrolment_of(session: Session, *, participation_id: int) -> Enrolment | None:
    return session.scalars(
        select(Enrolment)
        .where(Enrolment.participation_id == participation_id, Enrolment.ended_at.is_(None))
        .options(joinedload(Enrolment.run))
    ).one_or_none()


def enrolment_of_person(session: Session, *, person_id: int, module_version_id: int) -> Enrolment | None:
    """The seat that this person has now in a run of this version."""
    participation = participation_in(session, person_id=person_id, module_version_id=module_version_id)
    return open_enrolment_of(session, participation_id=participation.id) if participation is not None else None


def latest_enrolment_of(session: Session, *, participation_id: int) -> Enrolment | None:
    """The open enrolment, or the last one that ended."""
    return session.scalars(
        select(Enrolment)
        .where(Enrolment.participation_id == participation_id)
        .options(joinedload(Enrolment.run))
        .order_by(Enrolment.ended_at.is_not(None), Enrolment.id.desc())
        .limit(1)
    ).one_or_none()


def enrolment_before(session: Session, *, enrolment: Enrolment) -> Enrolment | None:
    """The seat in another group that was left the moment this one was taken."""
    return session.scalars(
        select(Enrolment)
        .where(
            Enrolment.participation_id == enrolment.participation_id,
            Enrolment.ended_at == enrolment.enrolled_at,
            Enrolment.state == EnrolmentState.MOVED,
        )
        .options(joinedload(Enrolment.run))
        .order_by(Enrolment.id.desc())
        .limit(1)
    ).one_or_none()


def was_enrolled(session: Session, *, run_id: int, participation_id: int) -> bool:
    """Whether this participation is or was in this run: who moved on may have been at its first session."""
    found = session.scalar(
        select(Enrolment.id).where(Enrolment.run_id == run_id, Enrolment.participation_id == participation_id).limit(1)
    )
    return found is not None


def seat_in(session: Session, *, run_id: int, participation_public_id: str) -> Enrolment:
    """The seat of this participation in this run, with who it is; `NotEnrolled` when there is none."""
    found = session.scalars(
        select(Enrolment)
        .join(Participation, Participation.id == Enrolment.participation_id)
        .where(
            Enrolment.run_id == run_id,
            Enrolment.ended_at.is_(None),
            Participation.public_id == participation_public_id,
            Participation.person_id.is_not(None),
        )
        .options(joinedload(Enrolment.participation).joinedload(Participation.person), joinedload(Enrolment.run))
    ).one_or_none()
    if found is None:
        raise NotEnrolled()
    return found


def roster(session: Session, *, run_id: int) -> Sequence[Enrolment]:
    """Open enrolments of a run with participation and person, in the order in which they came."""
    return session.scalars(
        select(Enrolment)
        .where(Enrolment.run_id == run_id, Enrolment.ended_at.is_(None))
        .options(joinedload(Enrolment.participation).joinedload(Participation.person))
        .order_by(Enrolment.id)
    ).all()


def session_by_public_id(session: Session, public_id: str) -> RunSession:
    found = session.scalars(
        select(RunSession)
        .where(RunSession.public_id == public_id)
        .options(joinedload(RunSession.run), joinedload(RunSession.unit), joinedload(RunSession.return_moment))
    ).one_or_none()
    if found is None:
        raise NoSuchSession()
    return found


def session_for_person(session: Session, *, public_id: str, person_id: int) -> tuple[RunSession, Participation]:
    """A session of a group this person is or was in, or comes along with, and the participation.

    Anything else is `NoSuchSession`.
    """
    found = session_by_public_id(session, public_id)
    enrolled = select(Enrolment.participation_id).where(Enrolment.run_id == found.run_id)
    visited = select(Visit.participation_id).where(Visit.run_session_id == found.id)
    participation = session.scalars(
        select(Participation)
        .where(Participation.person_id == person_id, Participation.id.in_(enrolled.union(visited)))
        .options(joinedload(Participation.module_version).joinedload(ModuleVersion.module))
        .limit(1)
    ).one_or_none()
    if participation is None:
        raise NoSuchSession()
    return found, participation


def attendance_of(session: Session, *, run_session_id: int, participation_id: int) -> Attendance | None:
    return session.scalars(
        select(Attendance).where(
            Attendance.run_session_id == run_session_id, Attendance.participation_id == participation_id
        )
    ).one_or_none()


@dataclass(frozen=True)
class Recorded:
    """One line of a list of attendance, with who recorded it."""

    attendance: Attendance
    by: str
    """Name; empty where nobody is known any more."""
    self: bool
    """Checked in without a trainer."""
    guest: bool
    """Never was in the group of this session."""


def recorded(session: Session, *, run_session: RunSession) -> list[Recorded]:
    """What is recorded about a session, with people, in two queries."""
    ever = set(session.scalars(select(Enrolment.participation_id).where(Enrolment.run_id == run_session.run_id)))
    rows = session.execute(
        select(Attendance, Person)
        .outerjoin(Person, Person.id == Attendance.recorded_by_id)
        .where(Attendance.run_session_id == run_session.id)
        .options(joinedload(Attendance.participation).joinedload(Participation.person))
        .order_by(Attendance.id)
    )
    return [
        Recorded(
            attendance=row,
            by=by.display_name if by is not None else "",
            self=by is not None and by.id == row.participation.person_id,
            guest=row.participation_id not in ever,
        )
        for row, by in rows
    ]


def attendance_in(session: Session, *, run_session_id: int, person_id: int) -> Attendance | None:
    """What is recorded about a person at a session, in whichever group the person is."""
    return session.scalars(
        select(Attendance)
        .join(Participation, Participation.id == Attendance.participation_id)
        .where(Attendance.run_session_id == run_session_id, Participation.person_id == person_id)
    ).one_or_none()


def wish_of(session: Session, *, run_session_id: int, participation_id: int) -> Wish | None:
    return session.scalars(
        select(Wish).where(Wish.run_session_id == run_session_id, Wish.participation_id == participation_id)
    ).one_or_none()


def wishes(session: Session, *, run_session_id: int) -> Sequence[Wish]:
    """All questions for a session with who asked, oldest first."""
    return session.scalars(
        select(Wish)
        .where(Wish.run_session_id == run_session_id)
        .options(joinedload(Wish.participation).joinedload(Participation.person))
        .order_by(Wish.written_at, Wish.id)
    ).all()


def assignment_window(session: Session, *, participation_id: int, unit_id: int) -> Window | None:
    """When this participation's group takes work for this assignment; None when no return moment says so."""
    enrolment = latest_enrolment_of(session, participation_id=participation_id)
    if enrolment is None:
        return None
    row = session.scalars(
        select(ReturnMoment)
        .join(RunSession, RunSession.id == ReturnMoment.run_session_id)
        .where(
            RunSession.run_id == enrolment.run_id,
            RunSession.cancelled_at.is_(None),
            ReturnMoment.assignment_unit_id == unit_id,
        )
        .options(joinedload(ReturnMoment.session))
        .order_by(RunSession.starts_local)
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    zone = row.session.zone
    return Window(
        opens_at=rules.instant(row.opens_local, zone) if row.opens_local else None,
        due_at=rules.instant(row.due_local, zone) if row.due_local else None,
    )
