"""The only writers of runs, participations, enrolments, attendance and questions beforehand.

Not here: mails, audit events and awards that follow from them (`courses.flows`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.catalogue.models import Unit, UnitKind
from courses.errors import N_
from courses.people.models import Person

from . import queries, rules, waiting_list
from .errors import AttendanceChanged, BadPlan, BadQuestion, NoSuchRun, NotEnrolled, RunFull
from .joining import WaitingState
from .models import (
    Attendance,
    Enrolment,
    EnrolmentState,
    MeetingMode,
    Participation,
    Presence,
    ReturnMoment,
    Run,
    RunSession,
    RunTrainer,
    Wish,
)


@dataclass(frozen=True)
class SessionPlan:
    """One meeting as the planner writes it down: wall times at the place, no zone on the values.

    For a return moment `opens_local` and `due_local` say when practice work is taken; left out, work may come
    from the end of the last session until three days before, at 23.59.
    """

    unit_slug: str
    starts_local: datetime
    ends_local: datetime
    mode: MeetingMode = MeetingMode.ONSITE
    place: str | None = None
    access_note: str | None = None
    online_url: str | None = None
    zone: str | None = None
    """Null: the run's."""
    opens_local: datetime | None = None
    due_local: datetime | None = None


def create_run(
    session: Session,
    *,
    module_version_id: int,
    organisation_id: int,
    name: str,
    starts_on: date,
    ends_on: date,
    now: datetime,
    zone: str = "Europe/Brussels",
    place: str | None = None,
    seats: int | None = None,
    enrol_until: date | None = None,
    contact_name: str | None = None,
    contact_email: str | None = None,
    answer_days: int | None = None,
) -> Run:
    """A run without sessions yet; `BadPlan` when its dates, seats or zone cannot be."""
    rules.zone_of(zone)
    if ends_on < starts_on:
        raise BadPlan(N_("A run ends after it starts."), field="ends_on")
    if seats is not None and seats < 1:
        raise BadPlan(N_("A run has at least one seat."), field="seats")
    run = Run(
        module_version_id=module_version_id,
        organisation_id=organisation_id,
        name=name,
        starts_on=starts_on,
        ends_on=ends_on,
        zone=zone,
        place=place,
        seats=seats,
        enrol_until=enrol_until,
        contact_name=contact_name,
        contact_email=contact_email,
        answer_days=answer_days,
        created_at=now,
    )
    session.add(run)
    session.flush()
    return run


def add_trainers(session: Session, *, run_id: int, person_ids: Iterable[int]) -> None:
    """These people give the run; who already does is left alone."""
    known = set(session.scalars(select(RunTrainer.person_id).where(RunTrainer.run_id == run_id)))
    for person_id in dict.fromkeys(person_ids):
        if person_id not in known:
            session.add(RunTrainer(run_id=run_id, person_id=person_id))
    session.flush()


def add_session(session: Session, *, run: Run, unit: Unit, plan: SessionPlan) -> RunSession:
    """One meeting of `run` for `unit`, a session or return moment of the run's module version."""
    if unit.module_version_id != run.module_version_id or unit.kind not in (
        UnitKind.SESSION,
        UnitKind.RETURN_MOMENT,
    ):
        raise BadPlan(N_("“%(unit)s” is not a session of this module."), field="unit_slug", unit=unit.slug)
    rules.check_times(plan.starts_local, plan.ends_local)
    zone = plan.zone or run.zone
    rules.check_exists(plan.starts_local, zone)
    rules.check_exists(plan.ends_local, zone)
    row = RunSession(
        run_id=run.id,
        unit_id=unit.id,
        starts_local=plan.starts_local,
        ends_local=plan.ends_local,
        zone=zone,
        mode=plan.mode,
        place=plan.place if plan.place is not None else run.place,
        access_note=plan.access_note,
        online_url=plan.online_url,
    )
    session.add(row)
    session.flush()
    return row


def add_return_moment(
    session: Session,
    *,
    run_session: RunSession,
    assignment_unit_id: int | None,
    last_session_ends: datetime | None,
    plan: SessionPlan,
) -> ReturnMoment:
    """What makes a session a return moment; the times of the practice work follow from it unless planned."""
    opens = plan.opens_local if plan.opens_local is not None else last_session_ends
    due = plan.due_local if plan.due_local is not None else rules.default_due(plan.starts_local)
    if plan.due_local is None and opens is not None and due <= opens:
        due = plan.starts_local
    rules.check_return(last_session_ends=last_session_ends, starts_local=plan.starts_local, opens=opens, due=due)
    moment = ReturnMoment(
        run_session_id=run_session.id,
        assignment_unit_id=assignment_unit_id,
        opens_local=opens if assignment_unit_id else None,
        due_local=due if assignment_unit_id else None,
    )
    session.add(moment)
    session.flush()
    return moment


def lock_person_and_run(session: Session, *, person_id: int, run_id: int) -> Run:
    """The run, with its seats and this person's enrolments held still until the transaction ends.

    Always person first, run second, the seats of its version third, so two enrolments never wait for each other.
    None is a full FOR UPDATE: whoever moves up from a waiting list points at rows that others hold. SQLite has
    one writer.
    """
    session.scalars(select(Person.id).where(Person.id == person_id).with_for_update(key_share=True)).one_or_none()
    return lock_run(session, run_id=run_id)


def lock_run(session: Session, *, run_id: int) -> Run:
    """The run as it is now, with its seats held still until the transaction ends."""
    run = session.scalars(
        select(Run).where(Run.id == run_id).with_for_update(key_share=True).execution_options(populate_existing=True)
    ).one_or_none()
    if run is None:
        raise NoSuchRun()
    waiting_list.hold_seats(session, module_version_id=run.module_version_id)
    return run


def start_participation(session: Session, *, person_id: int, module_version_id: int, now: datetime) -> Participation:
    """This person's participation in this module version: the one there is, or a new one."""
    found = queries.participation_in(session, person_id=person_id, module_version_id=module_version_id)
    if found is not None:
        return found
    participation = Participation(person_id=person_id, module_version_id=module_version_id, started_at=now)
    session.add(participation)
    session.flush()
    return participation


def open_enrolment(session: Session, *, participation: Participation, run: Run, now: datetime) -> Enrolment:
    """Take a seat in `run` (locked by the caller); the enrolment this replaces ends as moved.

    Who waited asked in time, also when the last day to join is past by now, and a seat kept for them is theirs.
    Raises `RunClosed` or `RunFull`. Nothing of the participation is touched: progress goes along.
    """
    waited = waiting_list.waiting_of(session, run_id=run.id, person_id=participation.person_id or 0)
    rules.check_joinable(
        today=rules.local_day(now, run.zone),
        ends_on=run.ends_on,
        enrol_until=run.enrol_until if waited is None else None,
        cancelled=run.cancelled_at is not None,
    )
    kept = 1 if waited is not None and waited.state is WaitingState.OFFERED else 0
    if rules.seats_left(run.seats, queries.seats_taken(session, run_id=run.id) - kept) == 0:
        other = queries.next_run_with_room(session, run=run, now=now)
        raise RunFull(
            seats=run.seats or 0,
            next_run=other.public_id if other else None,
            next_name=other.name if other else None,
        )
    current = queries.open_enrolment_of(session, participation_id=participation.id)
    if current is not None:
        end_enrolment(session, enrolment=current, state=EnrolmentState.MOVED, now=now)
    enrolment = Enrolment(participation_id=participation.id, run_id=run.id, enrolled_at=now)
    session.add(enrolment)
    session.flush()
    if waited is not None:
        waiting_list.end(session, waiting=waited, state=WaitingState.SEATED, enrolment=enrolment, now=now)
    return enrolment


def end_enrolment(session: Session, *, enrolment: Enrolment, state: EnrolmentState, now: datetime) -> None:
    """Give the seat back."""
    enrolment.state = state
    enrolment.ended_at = now
    session.flush()


def hold_participation(session: Session, *, participation_id: int) -> None:
    """Nobody else writes down something about this participation until the transaction ends."""
    session.execute(
        select(Participation.id).where(Participation.id == participation_id).with_for_update(key_share=True)
    )


def set_attendance(
    session: Session,
    *,
    run_session: RunSession,
    participation_id: int,
    presence: Presence,
    actor_id: int | None,
    note: str | None,
    now: datetime,
    expected_version: int | None = None,
    guest: bool = False,
) -> Attendance:
    """Record who was there; recording the same again changes nothing.

    `expected_version` is the version that the trainer saw (0: none yet); another one is `AttendanceChanged`.
    A `guest` is in another group of the same module, and came along in this one.
    """
    if not guest and not queries.was_enrolled(session, run_id=run_session.run_id, participation_id=participation_id):
        raise NotEnrolled()
    # Two who record the first presence at once have no row yet to wait for each other on.
    hold_participation(session, participation_id=participation_id)
    row = session.scalars(
        select(Attendance)
        .where(Attendance.run_session_id == run_session.id, Attendance.participation_id == participation_id)
        .with_for_update()
    ).one_or_none()
    if expected_version is not None and expected_version != (row.version if row else 0):
        raise AttendanceChanged()
    if row is None:
        row = Attendance(run_session_id=run_session.id, participation_id=participation_id, version=0)
        session.add(row)
    elif (row.presence, row.note) == (presence, note or None):
        return row
    row.presence, row.note = presence, note or None
    row.recorded_by_id, row.recorded_at = actor_id, now
    row.version += 1
    session.flush()
    return row


def write_wish(
    session: Session, *, run_session: RunSession, participation_id: int, body: str, now: datetime
) -> Wish | None:
    """Keep a question beforehand; an empty one takes it back. `BadQuestion` when too long or too late."""
    body = body.strip()
    if len(body) > rules.QUESTION_MAX:
        raise BadQuestion(
            N_("Your question is longer than %(limit)s characters. Keep the heart of it."),
            field="body",
            limit=rules.QUESTION_MAX,
        )
    if now >= rules.instant(run_session.ends_local, run_session.zone):
        raise BadQuestion(N_("This session is over. Ask your contact person."), field="body")
    wish = queries.wish_of(session, run_session_id=run_session.id, participation_id=participation_id)
    if not body:
        if wish is not None:
            session.delete(wish)
            session.flush()
        return None
    if wish is None:
        wish = Wish(run_session_id=run_session.id, participation_id=participation_id)
        session.add(wish)
    wish.body, wish.written_at = body, now
    session.flush()
    return wish
