"""Reminders follow the sessions and due dates of a group, on both databases."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.delivery.models import Enrolment, Run
from courses.flows.enrol import enrol, leave
from courses.flows.remind import replan_reminders
from courses.outbox.models import OutboxMessage
from lms.db import Database
from tests.factories import make_module_version, make_person, make_run

BEFORE = datetime(2026, 10, 1, 8, tzinfo=UTC)
SESSION, WORK = "session_reminder", "assignment_reminder"
AS_PLANNED = {
    (SESSION, 0): datetime(2026, 10, 26, 16, tzinfo=UTC),
    (SESSION, 1): datetime(2026, 11, 30, 16, tzinfo=UTC),
    (WORK, 1): datetime(2026, 11, 26, 16, tzinfo=UTC),
}


def a_group(session: Session) -> tuple[Run, Enrolment]:
    """Nele in a group with a session on 27 October and a return moment on 1 December, both at 14.00."""
    run, nele = make_run(session, starts_on=date(2026, 10, 27)), make_person(session)
    return run, enrol(session, person_id=nele.id, run_id=run.id, now=BEFORE)


def waiting(session: Session, run: Run) -> dict[tuple[str, int], datetime]:
    """Reminders that are still to be sent: (template, number of the session in the group) to moment."""
    numbers = {meeting.id: number for number, meeting in enumerate(run.sessions)}
    rows = session.scalars(select(OutboxMessage).where(OutboxMessage.done_at.is_(None))).all()
    planned = [row for row in rows if row.payload["template"] in (SESSION, WORK)]
    found = {(row.payload["template"], numbers[row.payload["ids"]["run_session"]]): row.due_at for row in planned}
    assert len(found) == len(planned), "one thing is reminded of twice"
    return found


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


def test_what_was_sent_is_sent_again_only_when_the_session_moved(session: Session) -> None:
    run, enrolment = a_group(session)
    sent = session.scalars(select(OutboxMessage).where(OutboxMessage.due_at == AS_PLANNED[SESSION, 0])).one()
    sent.done_at = AS_PLANNED[SESSION, 0]
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


def test_who_leaves_or_moves_hears_of_the_old_group_no_more(session: Session) -> None:
    """peers.md pain 12: no reminder of the wrong group."""
    version, nele = make_module_version(session), make_person(session)
    first = make_run(session, version, starts_on=date(2026, 10, 27))
    second = make_run(session, version, starts_on=date(2026, 11, 3))
    enrol(session, person_id=nele.id, run_id=first.id, now=BEFORE)
    enrol(session, person_id=nele.id, run_id=second.id, now=BEFORE)
    assert waiting(session, second) == {key: due + timedelta(weeks=1) for key, due in AS_PLANNED.items()}
    leave(session, person_id=nele.id, run_id=second.id, now=BEFORE)
    assert waiting(session, second) == {}
    enrol(session, person_id=nele.id, run_id=second.id, now=BEFORE)
    assert len(waiting(session, second)) == 3
