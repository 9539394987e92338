"""Reminders follow the sessions and due dates as they are now: planned, moved and let go in the transaction
that changed them; and once an hour what no act announces: who stayed away, and which work waits.

Not here: when a mail may leave (`courses.reminders`), and what it says and to whom (`courses.flows.digest`).
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased, joinedload

from courses.catalogue.models import Unit, UnitKind
from courses.delivery import rules
from courses.delivery.missed import visitors
from courses.delivery.models import Attendance, Enrolment, Participation, Run, RunSession, RunTrainer
from courses.practice.queries.waiting import newest_by_trainer
from courses.progress.models import UnitProgress
from courses.progress.rules import ATTENDED
from courses.reminders import services
from courses.reminders.models import Reminder, ReminderKind, ReminderState, WhyNot
from courses.reminders.rules import AWAY_AFTER
from courses.reminders.services import Wanted

LATE = timedelta(minutes=20)
"""A reminder that waits this long after its moment has lost its mail: it gets another."""


def replan_reminders(
    session: Session, *, now: datetime, run_id: int | None = None, enrolment_id: int | None = None
) -> None:
    """Make the reminders of one run, or of one enrolment, what its sessions and due dates ask now.

    Adds what is new, moves what moved, lets go of what is off. What was sent stays sent: it is sent again only
    when its session or due date really moved. A moment that is already past is not made up for.
    """
    session.flush()
    only: Participation | None = None
    if enrolment_id is not None:
        enrolment = session.get_one(Enrolment, enrolment_id)
        run_id, only = enrolment.run_id, enrolment.participation
    run = session.get_one(Run, run_id)
    meetings = _meetings(session, run)
    wanted = [
        one
        for participation_id, person_id in _taking_part(session, run, only)
        for meeting in meetings
        for one in _for_participant(run, meeting, participation_id, person_id)
    ]
    wanted += [
        _of_session(run, meeting, participation_id, person_id)
        for meeting, participation_id, person_id in _coming_along(session, meetings, only)
    ]
    if only is None:
        trainers = session.scalars(
            select(RunTrainer.person_id).where(RunTrainer.run_id == run.id, RunTrainer.guest.is_(False))
        ).all()
        wanted += [_for_trainer(run, meeting, person_id) for meeting in meetings for person_id in trainers]
    services.plan(session, wanted=wanted, now=now)
    _let_go_of_the_rest(session, run, only, {one.key for one in wanted}, {row.id for row in meetings}, now)


def _meetings(session: Session, run: Run) -> Sequence[RunSession]:
    """Sessions that are on, as they are in the database now."""
    if run.cancelled_at is not None:
        return []
    return session.scalars(
        select(RunSession)
        .where(RunSession.run_id == run.id, RunSession.cancelled_at.is_(None))
        .options(joinedload(RunSession.return_moment))
        .execution_options(populate_existing=True)
        .order_by(RunSession.id)
    ).all()


def _taking_part(session: Session, run: Run, only: Participation | None) -> Sequence[tuple[int, int]]:
    """Who is in the group now: participation and person."""
    query = (
        select(Participation.id, Participation.person_id)
        .join(Enrolment, Enrolment.participation_id == Participation.id)
        .where(Enrolment.run_id == run.id, Enrolment.ended_at.is_(None), Participation.person_id.is_not(None))
    )
    if only is not None:
        query = query.where(Participation.id == only.id)
    rows = session.execute(query)
    return [(participation_id, person_id) for participation_id, person_id in rows if person_id is not None]


def _for_participant(run: Run, meeting: RunSession, participation_id: int, person_id: int) -> Iterator[Wanted]:
    """One the day before each session and one three days before work is due, at 17.00 at the place."""
    yield _of_session(run, meeting, participation_id, person_id)
    moment = meeting.return_moment
    if moment is not None and moment.due_local is not None and moment.assignment_unit_id is not None:
        yield Wanted(
            ReminderKind.WORK,
            person_id,
            about_at=rules.instant(moment.due_local, meeting.zone),
            due_at=rules.due_reminder_at(moment.due_local, meeting.zone),
            participation_id=participation_id,
            run_id=run.id,
            run_session_id=meeting.id,
        )


def _of_session(run: Run, meeting: RunSession, participation_id: int, person_id: int) -> Wanted:
    return Wanted(
        ReminderKind.SESSION,
        person_id,
        about_at=rules.instant(meeting.starts_local, meeting.zone),
        due_at=rules.session_reminder_at(meeting.starts_local, meeting.zone),
        participation_id=participation_id,
        run_id=run.id,
        run_session_id=meeting.id,
    )


def _coming_along(
    session: Session, meetings: Sequence[RunSession], only: Participation | None
) -> Iterator[tuple[RunSession, int, int]]:
    """Who is in another group and comes along in one of these sessions."""
    by_id = {meeting.id: meeting for meeting in meetings}
    for row in visitors(session, run_session_ids=by_id):
        if row.participation.person_id is not None and (only is None or row.participation_id == only.id):
            yield by_id[row.run_session_id], row.participation_id, row.participation.person_id


def _for_trainer(run: Run, meeting: RunSession, person_id: int) -> Wanted:
    """What the participants wish for, in time to prepare it."""
    return Wanted(
        ReminderKind.WISHES,
        person_id,
        about_at=rules.instant(meeting.starts_local, meeting.zone),
        due_at=rules.session_reminder_at(meeting.starts_local, meeting.zone),
        run_id=run.id,
        run_session_id=meeting.id,
    )


def _let_go_of_the_rest(
    session: Session, run: Run, only: Participation | None, keys: Collection[str], on: Collection[int], now: datetime
) -> None:
    """Reminders of this run's sessions that nothing asks for any more; of what opened the mail itself decides."""
    query = select(Reminder).where(
        Reminder.run_id == run.id,
        Reminder.run_session_id.is_not(None),
        Reminder.kind != ReminderKind.OPENS,
        Reminder.state.in_(services.OPEN),
    )
    if only is not None:
        query = query.where(Reminder.participation_id == only.id)
    rest = [row for row in session.scalars(query) if row.key not in keys]
    services.let_go(session, rows=[row for row in rest if row.run_session_id not in on], why=WhyNot.CANCELLED, now=now)
    services.let_go(session, rows=[row for row in rest if row.run_session_id in on], why=WhyNot.LEFT, now=now)


def look_around(session: Session, *, now: datetime) -> None:
    """Plan what no act announces: who was not here for three weeks, and work that waits for a trainer.

    Also groups that no reminder was ever planned for, as of before there were any, and a mail for whatever should
    have left and did not. Doing it twice changes nothing.
    """
    for run_id in _unplanned(session, now):
        replan_reminders(session, now=now, run_id=run_id)
    services.plan(session, wanted=[*_stayed_away(session, now), *_opened(session, now), *_to_read(session)], now=now)
    late = session.scalars(
        select(Reminder).where(Reminder.state == ReminderState.WAITING, Reminder.send_at < now - LATE)
    ).all()
    for row in late:
        row.send_at = now
    services.ask_for_mails(session, rows=late, now=now)


def _unplanned(session: Session, now: datetime) -> Sequence[int]:
    """Groups to come with people in them and no reminder at all."""
    planned = select(Reminder.id).where(Reminder.run_id == Run.id, Reminder.run_session_id.is_not(None))
    people = select(Enrolment.id).where(Enrolment.run_id == Run.id, Enrolment.ended_at.is_(None))
    return session.scalars(
        select(Run.id).where(Run.cancelled_at.is_(None), Run.ends_on >= now.date(), people.exists(), ~planned.exists())
    ).all()


def _stayed_away(session: Session, now: datetime) -> list[Wanted]:
    """Once for each participation: who is in a group that is not over and was not here for three weeks."""
    told = select(Reminder.id).where(
        Reminder.kind == ReminderKind.AWAY,
        Reminder.participation_id == Participation.id,
        Reminder.state.in_((ReminderState.SENT, ReminderState.GATHERED)),
    )
    rows = session.execute(
        select(Participation.id, Participation.person_id, *_last_acts())
        .join(Enrolment, Enrolment.participation_id == Participation.id)
        .join(Run, Run.id == Enrolment.run_id)
        .where(
            Enrolment.ended_at.is_(None),
            Participation.person_id.is_not(None),
            Run.cancelled_at.is_(None),
            Run.ends_on >= now.date(),
            ~told.exists(),
        )
    )
    seen = {(row[0], row[1]): _latest(row[2:]) for row in rows}
    return [
        Wanted(ReminderKind.AWAY, person_id, about_at=last + AWAY_AFTER, participation_id=number)
        for (number, person_id), last in seen.items()
        if person_id is not None and last <= now - AWAY_AFTER
    ]


def _opened(session: Session, now: datetime) -> list[Wanted]:
    """Once for each session: parts that opened ahead of it, for who is in the group. Looked for by the hour, since a
    mail that were planned ahead could leave before the day (AAN-05)."""
    about, opening = aliased(Unit), aliased(Unit)
    rows = session.execute(
        select(RunSession, opening.settings)
        .join(about, about.id == RunSession.unit_id)
        .join(opening, opening.module_version_id == about.module_version_id)
        .join(Run, Run.id == RunSession.run_id)
        .where(
            RunSession.cancelled_at.is_(None),
            Run.cancelled_at.is_(None),
            Run.ends_on >= now.date(),
            opening.kind.in_((UnitKind.TEXT, UnitKind.VIDEO, UnitKind.QUIZ)),
            opening.settings["opens"]["session"].as_string() == about.slug,
        )
        .order_by(RunSession.starts_local.desc(), RunSession.id.desc())
    ).all()
    first: dict[tuple[int, int], tuple[RunSession, datetime]] = {}
    for meeting, settings in rows:
        opens = rules.opens_at(meeting.starts_local, meeting.zone, settings["opens"]["days_before"])
        if opens <= now < rules.instant(meeting.starts_local, meeting.zone):
            first[meeting.run_id, meeting.unit_id] = (meeting, opens)
    return [
        Wanted(
            ReminderKind.OPENS,
            person_id,
            about_at=opens,
            participation_id=number,
            run_id=meeting.run_id,
            run_session_id=meeting.id,
        )
        for meeting, opens in first.values()
        for number, person_id in _taking_part(session, meeting.run, None)
    ]


def last_seen(session: Session, *, participation_id: int) -> datetime:
    """When somebody last enrolled, opened a part, or was at a session."""
    acts = session.execute(select(*_last_acts()).where(Participation.id == participation_id)).one()
    return _latest(acts)


def _latest(acts: Iterable[datetime | None]) -> datetime:
    return max(at for at in acts if at is not None)


def _last_acts() -> list[ColumnElement[datetime]]:
    """Of the participation in the enclosing query; null for what never happened, but for the start."""
    opened = select(func.max(UnitProgress.last_opened_at)).where(UnitProgress.participation_id == Participation.id)
    enrolled = select(func.max(Enrolment.enrolled_at)).where(Enrolment.participation_id == Participation.id)
    present = select(func.max(Attendance.recorded_at)).where(
        Attendance.participation_id == Participation.id, Attendance.presence.in_(ATTENDED)
    )
    acts = (opened, enrolled, present)
    return [Participation.started_at.expression, *(act.correlate(Participation).scalar_subquery() for act in acts)]


def _to_read(session: Session) -> list[Wanted]:
    """One for each trainer and group with work that waits; newer work is a new reason to say so."""
    return [
        Wanted(ReminderKind.TO_READ, trainer_id, about_at=newest, run_id=run_id)
        for trainer_id, run_id, newest in newest_by_trainer(session)
    ]
