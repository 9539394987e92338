"""AAN-05: material that opens some days before a session, by the dates of one's own group."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from courses.catalogue.models import Unit
from courses.delivery.models import Enrolment, Participation, Run
from courses.delivery.moving import meetings_of
from courses.flows.learn import answer_question
from courses.flows.move_session import Move, move_session
from courses.flows.remind import look_around
from courses.progress.errors import NotOpen
from courses.progress.facts import Conditions
from courses.progress.models import UnitProgress
from courses.progress.queries import facts_of
from courses.progress.rules import missing_for
from courses.reminders.models import Reminder, ReminderKind, ReminderState, WhyNot
from lms.db import Database
from lms.relay import drain
from lms.wiring import Wiring
from tests.conftest import NOW
from tests.factories import make_run, sign_in

from .conftest import Learner, visible

Later = Callable[[datetime], time_machine.travel]
FIRST = NOW.date() + timedelta(days=7)
"""The day of the session in the group of `learner`, at 14.00."""
OPENS = datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=UTC) - timedelta(days=3, hours=1)
"""Midnight at the place, three days before it."""
TEXT = "Lees dit vooraf."


@pytest.fixture
def closed(learner: Learner, database: Database) -> Learner:
    """The text of the module opens three days before its session."""
    with database.transaction() as session:
        for unit in session.scalars(select(Unit)):
            if unit.slug == "text":
                unit.body = {"nl": TEXT}
                unit.settings = {"opens": {"session": "session", "days_before": 3}}
    return learner


def _shows(learner: Learner) -> bool:
    sign_in(learner.client, learner.person_id)
    html = learner.get(learner.unit("text"))
    assert html.count("<h1") == 1
    return TEXT in html


def test_it_is_hidden_until_its_day(closed: Learner, database: Database, later: Later) -> None:
    """To the minute, at the place; before that its page says when, and nothing of it can be done or is recorded."""
    for moment, shown in ((OPENS - timedelta(minutes=1), False), (OPENS, True)):
        with later(moment):
            assert _shows(closed) is shown
    with database.reading() as session:
        assert len(session.scalars(select(UnitProgress)).all()) == 1


def test_its_page_says_when_it_opens(closed: Learner) -> None:
    html = visible(closed.get(closed.unit("text")))
    assert "Dit onderdeel gaat open op" in html
    assert "We mailen je als het open is" in html
    assert "Je plaats is bewaard" not in html
    home = visible(closed.get("/mijn-leerspoor"))
    assert "Gaat open op" in home


@pytest.mark.parametrize("act", ["klaar", "plaats"])
def test_nothing_can_be_done_in_it_before(closed: Learner, database: Database, act: str) -> None:
    assert closed.post(closed.unit("text", f"/{act}"), place="part-1").status_code == 403
    with database.reading() as session:
        assert session.scalars(select(UnitProgress)).all() == []


def test_a_question_is_not_answered_before(closed: Learner, database: Database) -> None:
    with database.transaction() as session:
        quiz = session.scalars(select(Unit).where(Unit.slug == "quiz")).one()
        quiz.settings = {**quiz.settings, "opens": {"session": "session", "days_before": 3}}
    with database.reading() as session, pytest.raises(NotOpen):
        answer_question(
            session,
            participation=session.get_one(Participation, closed.participation_id),
            slug="quiz",
            question="q1",
            given=["a"],
            secret=b"x",
            now=NOW,
        )
    assert "gaat open op" in visible(closed.get(closed.unit("quiz")))


def test_moving_the_session_moves_it(closed: Learner, database: Database, later: Later) -> None:
    """A week later, and back behind its lock when it was open already."""
    with later(OPENS):
        assert _shows(closed)
        _move(database, closed, timedelta(days=7))
        assert not _shows(closed)
    with later(OPENS + timedelta(days=7)):
        assert _shows(closed)


def _move(database: Database, learner: Learner, by: timedelta) -> None:
    with database.transaction() as session:
        run = session.get_one(Run, learner.run_id)
        meeting = meetings_of(session, run_id=run.id)[0]
        move = Move(meeting.id, meeting.starts_local + by, meeting.ends_local + by)
        now = datetime.now(UTC)
        assert move_session(session, move=move, seen=run.version, actor_id=None, now=now) is not None


def test_each_group_has_its_own_day(closed: Learner, database: Database, later: Later) -> None:
    """Who moves to a group that comes later reads it later."""
    with database.transaction() as session:
        run = session.get_one(Run, closed.run_id)
        other = make_run(session, run.module_version, starts_on=FIRST + timedelta(days=30))
        mine = session.get_one(Participation, closed.participation_id)
        mine.enrolments[0].ended_at = NOW
        session.flush()
        session.add(Enrolment(participation_id=mine.id, run_id=other.id, enrolled_at=NOW))
    with later(OPENS):
        assert not _shows(closed)
    with later(OPENS + timedelta(days=31)):
        assert _shows(closed)


def test_without_that_session_it_is_open(closed: Learner, database: Database) -> None:
    """Nobody stays outside because a session was cancelled: nothing is ever locked for good (AAN-02)."""
    with database.transaction() as session:
        for meeting in meetings_of(session, run_id=closed.run_id):
            meeting.cancelled_at = NOW
    assert _shows(closed)


def test_what_is_hidden_is_not_the_next_step_and_not_asked_for(closed: Learner, database: Database) -> None:
    with database.reading() as session:
        facts = facts_of(session, closed.participation_id)
        line = next(one for one in missing_for(facts, Conditions(), NOW) if one.unit_slug == "text")
    assert (line.detail, line.action) == ("Opens on %(day)s.", None)
    assert line.values == {"day": FIRST - timedelta(days=3)}
    location = closed.client.get(f"/leren/{closed.participation}").headers["Location"]
    assert location != closed.unit("text")


def _look(database: Database, moment: datetime) -> list[Reminder]:
    with database.transaction() as session:
        look_around(session, now=moment)
        return list(session.scalars(select(Reminder).where(Reminder.kind == ReminderKind.OPENS)))


def test_people_are_mailed_once_when_it_is_open(closed: Learner, wiring: Wiring, later: Later) -> None:
    """With the link, in the day's mail; not before it is open, and not again."""
    database = wiring.database
    assert _look(database, OPENS - timedelta(minutes=1)) == []
    (row,) = _look(database, OPENS)
    assert (row.person_id, row.about_at, row.state) == (closed.person_id, OPENS, ReminderState.WAITING)
    assert row.send_at >= OPENS
    with later(row.send_at + timedelta(seconds=5)):
        drain(wiring)
    (sent,) = _look(database, row.send_at + timedelta(hours=1))
    assert sent.state is ReminderState.SENT
    (mail,) = (wiring.settings.instance_dir / "outbox").glob("*.eml")
    text = mail.read_text(encoding="utf-8", errors="replace")
    assert closed.unit("text") in text.replace("=\n", "")


def test_who_read_it_already_is_not_mailed(closed: Learner, wiring: Wiring, later: Later) -> None:
    (row,) = _look(wiring.database, OPENS)
    with later(OPENS + timedelta(minutes=1)):
        assert _shows(closed)
    with later(row.send_at + timedelta(seconds=5)):
        drain(wiring)
    (let_go,) = _look(wiring.database, row.send_at + timedelta(hours=1))
    assert (let_go.state, let_go.why) == (ReminderState.NOT_SENT, WhyNot.NOTHING)
    assert not list((wiring.settings.instance_dir / "outbox").glob("*.eml"))
