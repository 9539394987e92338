"""A session that somebody missed: what counts as missed, which other group fits, and the rows of what is done about it.

Not here: presence itself (`services`), and mails, reminders and badges that follow (`courses.flows`).
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, joinedload

from courses.delivery import queries, rules
from courses.delivery.checkin_models import AttendanceTick
from courses.delivery.missed_models import SubstituteState, SubstituteTask, Visit
from courses.delivery.models import Attendance, Enrolment, Participation, Presence, Run, RunSession
from courses.people.models import Person

MISSED = frozenset({Presence.EXCUSED, Presence.ABSENT, Presence.PARTIAL})
REASON_MAX = 500
"""Characters of an apology: a line on the trainer's list."""
TASK_MAX = 4_000
ANSWER_MAX = 10_000


def own_apology(known: Attendance | None, person_id: int) -> bool:
    """Whether it was the participant who said not to come."""
    return known is not None and known.presence is Presence.EXCUSED and known.recorded_by_id == person_id


def forget_attendance(session: Session, *, attendance: Attendance) -> None:
    """Nothing is recorded any more, as before an apology."""
    session.execute(delete(AttendanceTick).where(AttendanceTick.attendance_id == attendance.id))
    session.delete(attendance)
    session.flush()


def excused_from(session: Session, *, run_id: int) -> Mapping[int, Sequence[str]]:
    """The names of who is in this group and excused, by session."""
    rows = session.execute(
        select(Attendance.run_session_id, Person.display_name)
        .join(RunSession, RunSession.id == Attendance.run_session_id)
        .join(Participation, Participation.id == Attendance.participation_id)
        .join(Person, Person.id == Participation.person_id)
        .join(Enrolment, Enrolment.participation_id == Participation.id)
        .where(
            RunSession.run_id == run_id,
            Enrolment.run_id == run_id,
            Enrolment.ended_at.is_(None),
            Attendance.presence == Presence.EXCUSED,
        )
        .order_by(Person.display_name)
    )
    found: dict[int, list[str]] = {}
    for meeting_id, name in rows:
        found.setdefault(meeting_id, []).append(name)
    return found


def never_in(session: Session, *, run_id: int, participation_ids: Collection[int]) -> frozenset[int]:
    """Those of them that never had a seat in this group."""
    ever = session.scalars(
        select(Enrolment.participation_id).where(
            Enrolment.run_id == run_id, Enrolment.participation_id.in_(participation_ids)
        )
    )
    return frozenset(participation_ids) - set(ever)


def fitting(session: Session, *, meeting: RunSession, participation: Participation, now: datetime) -> list[RunSession]:
    """Sessions of other groups of this organisation that stand for `meeting`: with room, yet to start, soonest first.

    The k-th session of a unit stands for the k-th in another group. What falls together with a session of this
    person's own groups does not fit.
    """
    by_run = _same_unit(session, meeting)
    ours = [one.id for one in by_run.get(meeting.run_id, [])]
    if meeting.id not in ours:
        return []
    number = ours.index(meeting.id)
    own = {enrolment.run_id for enrolment in participation.enrolments if enrolment.ended_at is None} | {meeting.run_id}
    others = [rows[number] for run_id, rows in by_run.items() if run_id not in own and len(rows) > number]
    coming = [one for one in others if _starts(one) > now]
    busy = _own_times(session, participation.person_id)
    free = _with_room(session, coming)
    fits = [one for one in free if not any(_starts(one) < end and start < _ends(one) for start, end in busy)]
    return sorted(fits, key=lambda one: (_starts(one), one.id))


def _starts(meeting: RunSession) -> datetime:
    return rules.instant(meeting.starts_local, meeting.zone)


def _ends(meeting: RunSession) -> datetime:
    return rules.instant(meeting.ends_local, meeting.zone)


def _same_unit(session: Session, meeting: RunSession) -> dict[int, list[RunSession]]:
    """Sessions of the same unit that take place, by run, in order; only of who gives this one."""
    rows = session.scalars(
        select(RunSession)
        .join(RunSession.run)
        .where(
            RunSession.unit_id == meeting.unit_id,
            RunSession.cancelled_at.is_(None),
            Run.cancelled_at.is_(None),
            Run.organisation_id == meeting.run.organisation_id,
        )
        .options(joinedload(RunSession.run), joinedload(RunSession.unit))
        .order_by(RunSession.starts_local, RunSession.id)
    )
    found: dict[int, list[RunSession]] = {}
    for row in rows:
        found.setdefault(row.run_id, []).append(row)
    return found


def _own_times(session: Session, person_id: int | None) -> list[tuple[datetime, datetime]]:
    """When this person has sessions of groups they are in."""
    rows = session.scalars(
        select(RunSession)
        .join(Enrolment, Enrolment.run_id == RunSession.run_id)
        .join(Participation, Participation.id == Enrolment.participation_id)
        .where(Participation.person_id == person_id, Enrolment.ended_at.is_(None), RunSession.cancelled_at.is_(None))
    )
    return [(_starts(row), _ends(row)) for row in rows]


def _with_room(session: Session, meetings: Sequence[RunSession]) -> list[RunSession]:
    """Those with a chair left: seats of the group, less who is in it and who comes along that once."""
    taken = queries.seats_taken_of(session, run_ids=[one.run_id for one in meetings])
    rows = session.execute(
        select(Visit.run_session_id, func.count())
        .where(Visit.run_session_id.in_([one.id for one in meetings]), Visit.ended_at.is_(None))
        .group_by(Visit.run_session_id)
    )
    guests = {meeting_id: count for meeting_id, count in rows}  # noqa: C416 (a Row is no pair for mypy)
    return [
        one
        for one in meetings
        if rules.seats_left(one.run.seats, taken.get(one.run_id, 0) + guests.get(one.id, 0)) != 0
    ]


def visit_instead(session: Session, *, run_session_id: int, participation_id: int) -> Visit | None:
    """Where this participation comes along in place of this session, if anywhere."""
    return session.scalars(
        select(Visit)
        .join(RunSession, RunSession.id == Visit.run_session_id)
        .join(Run, Run.id == RunSession.run_id)
        .where(
            Visit.instead_of_id == run_session_id,
            Visit.participation_id == participation_id,
            Visit.ended_at.is_(None),
            RunSession.cancelled_at.is_(None),
            Run.cancelled_at.is_(None),
        )
        .options(joinedload(Visit.session).joinedload(RunSession.run))
        .order_by(Visit.id.desc())
        .limit(1)
    ).one_or_none()


def visit_of(session: Session, *, run_session_id: int, participation_id: int) -> Visit | None:
    """That this participation comes along here."""
    return session.scalars(
        select(Visit).where(
            Visit.run_session_id == run_session_id,
            Visit.participation_id == participation_id,
            Visit.ended_at.is_(None),
        )
    ).one_or_none()


def visitors(session: Session, *, run_session_ids: Collection[int]) -> Sequence[Visit]:
    """Who comes along with another group in these sessions, with who they are."""
    return session.scalars(
        select(Visit)
        .join(Participation, Participation.id == Visit.participation_id)
        .where(
            Visit.run_session_id.in_(run_session_ids), Visit.ended_at.is_(None), Participation.person_id.is_not(None)
        )
        .options(joinedload(Visit.participation).joinedload(Participation.person))
        .order_by(Visit.id)
    ).all()


def visits_of_person(session: Session, *, person_id: int, run_session_ids: Collection[int]) -> Mapping[int, int]:
    """The participation with which this person comes along, by session."""
    rows = visitors(session, run_session_ids=run_session_ids)
    return {row.run_session_id: row.participation_id for row in rows if row.participation.person_id == person_id}


def end_visits(session: Session, *, instead_of_id: int, participation_id: int, now: datetime) -> list[int]:
    """They come along nowhere in place of this session; the runs where they would have."""
    rows = session.scalars(
        select(Visit)
        .where(
            Visit.instead_of_id == instead_of_id, Visit.participation_id == participation_id, Visit.ended_at.is_(None)
        )
        .options(joinedload(Visit.session))
        .with_for_update(of=Visit)
    ).all()
    for row in rows:
        row.ended_at = now
    session.flush()
    return [row.session.run_id for row in rows]


def substitute_of(
    session: Session, *, run_session_id: int, participation_id: int, lock: bool = False
) -> SubstituteTask | None:
    query = select(SubstituteTask).where(
        SubstituteTask.run_session_id == run_session_id, SubstituteTask.participation_id == participation_id
    )
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalars(query).one_or_none()


def substitutes_to_read(session: Session, *, run_ids: Collection[int]) -> Sequence[SubstituteTask]:
    """Substitute tasks of these runs that wait for a trainer's yes, the longest first."""
    return session.scalars(
        select(SubstituteTask)
        .join(RunSession, RunSession.id == SubstituteTask.run_session_id)
        .where(RunSession.run_id.in_(run_ids), SubstituteTask.state == SubstituteState.HANDED_IN)
        .options(
            joinedload(SubstituteTask.session).joinedload(RunSession.unit),
            joinedload(SubstituteTask.session).joinedload(RunSession.run),
            joinedload(SubstituteTask.participation).joinedload(Participation.person),
        )
        .order_by(SubstituteTask.handed_in_at, SubstituteTask.id)
    ).all()
