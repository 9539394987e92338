"""Reminders follow the sessions and due dates of a group, on both databases."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.delivery.models import Enrolment, Presence, Run
from courses.flows.attend import record_attendance
from courses.flows.enrol import enrol, leave
from courses.flows.remind import look_around, replan_reminders
from courses.outbox.models import OutboxMessage
from courses.progress import services as progress
from courses.reminders.models import Pace, Reminder, ReminderKind, ReminderState, WhyNot
from courses.reminders.rules import Choice
from courses.reminders.services import choose
from lms.db import Database
from tests.factories import make_module_version, make_person, make_run

BEFORE = datetime(2026, 10, 1, 8, tzinfo=UTC)
SESSION, WORK = ReminderKind.SESSION, ReminderKind.WORK
#: 17.00 in Brussels, the day before and three days before; summer time ends on 25 October. A Sunday becomes Friday.
AS_PLANNED = {
    (SESSION, 0): datetime(2026, 10, 26, 16, tzinfo=UTC),
    (SESSION, 1): datetime(2026, 11, 30, 16, tzinfo=UTC),
    (WORK, 1): datetime(2026, 11, 26, 16, tzinfo=UTC),
}


def a_group(session: Session) -> tuple[Run, Enrolment]:
    """Nele in a group with a session on Tuesday 27 October and a return moment on 1 December, both at 14.00."""
    run, nele = make_run(session, starts_on=date(2026, 10, 27)), make_person(session)
    return run, enrol(session, person_id=nele.id, run_id=run.id, now=BEFORE)


def waiting(session: Session, run: Run) -> dict[tuple[ReminderKind, int], datetime]:
    """Reminders that are still to be sent: (kind, number of the session in the group) to the moment of the mail."""
    numbers = {meeting.id: number for number, meeting in enumerate(run.sessions)}
    rows = session.scalars(select(Reminder).where(Reminder.state == ReminderState.WAITING)).all()
    mails = {tuple(row) for row in session.execute(select(OutboxMessage.subject_id, OutboxMessage.due_at))}
    assert {(row.person_id, row.send_at) for row in rows} <= mails, "a reminder that no mail takes along"
    return {(row.kind, numbers[row.run_session_id or 0]): row.send_at for row in rows}


def test_a_session_that_moves_takes_its_reminders_along(anywhere: Database) -> None:
    """AAN-03: a week later means reminders a week later, also over the change of the clocks, and none twice."""
    with anywhere.transaction() as session:
        run, _ = a_group(session)
        assert waiting(session, run) == AS_PLANNED
        back, week = run.sessions[1], timedelta(weeks=1)
        assert back.return_moment is not None
        assert back.return_moment.due_local is not None
        back.starts_local, back.ends_local = back.starts_local + week, back.ends_local + week
        back.return_moment.due_local += week
        replan_reminders(session, run_id=run.id, now=BEFORE)
        assert waiting(session, run) == {
            (SESSION, 0): AS_PLANNED[SESSION, 0],
            (SESSION, 1): AS_PLANNED[SESSION, 1] + week,
            (WORK, 1): AS_PLANNED[WORK, 1] + week,
        }
        back.starts_local, back.ends_local = back.starts_local - week, back.ends_local - week
        back.return_moment.due_local -= week
        for _ in range(2):
            replan_reminders(session, run_id=run.id, now=BEFORE)
            assert waiting(session, run) == AS_PLANNED
        assert len(session.scalars(select(Reminder)).all()) == 3


def test_what_falls_at_a_weekend_comes_before_it(session: Session) -> None:
    """PRI-03: nobody is mailed on Sunday for Monday; who joins on Saturday hears on Monday morning."""
    run, nele = make_run(session, starts_on=date(2026, 10, 26)), make_person(session)
    enrol(session, person_id=nele.id, run_id=run.id, now=BEFORE)
    friday = datetime(2026, 10, 23, 15, tzinfo=UTC)
    assert waiting(session, run)[SESSION, 0] == friday
    tom = make_person(session)
    enrol(session, person_id=tom.id, run_id=run.id, now=friday + timedelta(days=1))
    late = session.scalars(select(Reminder).where(Reminder.person_id == tom.id, Reminder.kind == SESSION)).first()
    assert late is not None
    assert late.send_at == datetime(2026, 10, 26, 6, tzinfo=UTC), "7.00, when quiet hours end"


def test_who_joins_late_is_not_reminded_of_what_is_past(session: Session) -> None:
    run, nele = make_run(session, starts_on=date(2026, 10, 27)), make_person(session)
    enrol(session, person_id=nele.id, run_id=run.id, now=datetime(2026, 10, 26, 18, tzinfo=UTC))
    assert waiting(session, run).keys() == {(SESSION, 1), (WORK, 1)}


def test_what_was_sent_is_sent_again_only_when_the_session_moved(session: Session) -> None:
    run, enrolment = a_group(session)
    sent = session.scalars(select(Reminder).where(Reminder.send_at == AS_PLANNED[SESSION, 0])).one()
    sent.state = ReminderState.SENT
    later = AS_PLANNED[SESSION, 0] + timedelta(hours=1)
    replan_reminders(session, enrolment_id=enrolment.id, now=later)
    assert (SESSION, 0) not in waiting(session, run)
    run.sessions[0].starts_local += timedelta(days=2)
    run.sessions[0].ends_local += timedelta(days=2)
    replan_reminders(session, enrolment_id=enrolment.id, now=later)
    assert waiting(session, run)[SESSION, 0] == AS_PLANNED[SESSION, 0] + timedelta(days=2)


def test_a_session_or_group_that_is_off_reminds_nobody(session: Session) -> None:
    run, _ = a_group(session)
    run.sessions[0].cancelled_at = BEFORE
    replan_reminders(session, run_id=run.id, now=BEFORE)
    assert waiting(session, run).keys() == {(SESSION, 1), (WORK, 1)}
    run.cancelled_at = BEFORE
    replan_reminders(session, run_id=run.id, now=BEFORE)
    assert waiting(session, run) == {}
    assert {row.why for row in session.scalars(select(Reminder))} == {WhyNot.CANCELLED}
    run.cancelled_at = run.sessions[0].cancelled_at = None
    replan_reminders(session, run_id=run.id, now=BEFORE)
    assert waiting(session, run) == AS_PLANNED, "it is on again after all"


def test_who_leaves_or_moves_hears_of_the_old_group_no_more(session: Session) -> None:
    """peers.md pain 12: no reminder of the wrong group, and none twice for who leaves and comes back."""
    version, nele = make_module_version(session), make_person(session)
    first = make_run(session, version, starts_on=date(2026, 10, 27))
    second = make_run(session, version, starts_on=date(2026, 11, 3))
    enrol(session, person_id=nele.id, run_id=first.id, now=BEFORE)
    enrol(session, person_id=nele.id, run_id=second.id, now=BEFORE)
    assert waiting(session, second) == {key: due + timedelta(weeks=1) for key, due in AS_PLANNED.items()}
    leave(session, person_id=nele.id, run_id=second.id, now=BEFORE)
    assert waiting(session, second) == {}
    session.scalars(select(Reminder).where(Reminder.run_id == second.id)).first().state = ReminderState.SENT  # type: ignore[union-attr]
    enrol(session, person_id=nele.id, run_id=second.id, now=BEFORE)
    assert len(waiting(session, second)) == 2


def test_a_group_from_before_there_were_reminders_gets_them(session: Session) -> None:
    run, _ = a_group(session)
    for row in session.scalars(select(Reminder)):
        session.delete(row)
    session.flush()
    look_around(session, now=BEFORE)
    assert waiting(session, run) == AS_PLANNED


def test_a_reminder_whose_mail_was_lost_gets_another(session: Session) -> None:
    a_group(session)
    for message in session.scalars(select(OutboxMessage)):
        message.done_at = AS_PLANNED[SESSION, 0]
    now = AS_PLANNED[SESSION, 0] + timedelta(minutes=30)
    look_around(session, now=now)
    again = session.scalars(select(OutboxMessage).where(OutboxMessage.done_at.is_(None))).all()
    assert [row.kind for row in again if row.due_at == now] == ["digest"]


def away(session: Session) -> list[Reminder]:
    return list(session.scalars(select(Reminder).where(Reminder.kind == ReminderKind.AWAY)))


@pytest.mark.parametrize("act", ["nothing", "read", "was there"])
def test_who_was_not_here_for_three_weeks_is_asked_once(session: Session, act: str) -> None:
    """ANA-02: inactivity is signalled, kindly and at most once; being at a session is being here."""
    run, enrolment = a_group(session)
    joined = BEFORE + timedelta(days=10)
    if act == "read":
        unit = run.module_version.units[0]
        progress.open_unit(session, participation_id=enrolment.participation_id, unit_id=unit.id, now=joined)
    if act == "was there":
        record_attendance(
            session,
            run_session_id=run.sessions[0].id,
            participation_id=enrolment.participation_id,
            presence=Presence.PRESENT,
            actor_id=None,
            note=None,
            now=joined,
        )
    start = BEFORE if act == "nothing" else joined
    look_around(session, now=start + timedelta(days=20))
    assert away(session) == []
    for day in range(21, 60):
        look_around(session, now=start + timedelta(days=day))
    (row,) = away(session)
    assert row.about_at == start + timedelta(weeks=3)
    row.state = ReminderState.SENT
    look_around(session, now=start + timedelta(days=61))
    assert away(session) == [row]


def test_a_choice_moves_what_waits(session: Session) -> None:
    """PRI-03: own choice of when; what is late already leaves as soon as it may."""
    run, enrolment = a_group(session)
    nele = enrolment.participation.person_id
    assert nele is not None
    choose(session, person_id=nele, choice=Choice(hour=8, quiet_from=20, quiet_until=6), now=BEFORE)
    assert waiting(session, run)[SESSION, 0] == datetime(2026, 10, 26, 7, tzinfo=UTC)
    choose(session, person_id=nele, choice=Choice(pace=Pace.AT_ONCE), now=BEFORE)
    assert waiting(session, run) == AS_PLANNED


def test_what_opens_before_a_session_is_told_once_and_again_when_it_moves(anywhere: Database) -> None:
    """AAN-05: planned by the hour once it is open, for who is in the group, and about the day as it is now."""
    opened = datetime(2026, 10, 23, 22, tzinfo=UTC)
    with anywhere.transaction() as session:
        run, nele = a_group(session)
        meeting = run.sessions[0]
        first = run.module_version.units[0]
        first.settings = {"opens": {"session": meeting.unit.slug, "days_before": 3}}

        def told(now: datetime) -> list[tuple[int | None, datetime]]:
            look_around(session, now=now)
            replan_reminders(session, run_id=run.id, now=now)
            rows = session.scalars(select(Reminder).where(Reminder.kind == ReminderKind.OPENS)).all()
            return [(row.participation_id, row.about_at) for row in rows if row.state is ReminderState.WAITING]

        assert told(opened - timedelta(minutes=1)) == []
        assert told(opened) == told(opened + timedelta(hours=1)) == [(nele.participation_id, opened)]
        week = timedelta(weeks=1)
        meeting.starts_local, meeting.ends_local = meeting.starts_local + week, meeting.ends_local + week
        moved = opened + week + timedelta(hours=1)
        assert told(moved) == [(nele.participation_id, moved)]
