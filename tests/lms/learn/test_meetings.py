"""A session's page, and the question ahead of a return moment."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select

from courses.delivery.models import Presence, Wish
from courses.delivery.queries import session_by_public_id
from courses.flows.attend import record_attendance
from lms.db import Database
from tests.conftest import NOW

from .conftest import Learner, visible


def test_when_where_how_and_with_whom(learner: Learner) -> None:
    """LOC-01: place and a note on how to get in; OPL-02: with whom."""
    page = visible(learner.get(f"/bijeenkomsten/{learner.sessions[0]}"))
    assert "Wanneer zo 29 november, 14.00–17.00 Waar Geel Groep November, Geel Met Ilse Maes" in page
    assert "Zo kom je binnen Parkeer achteraan." in page


def test_the_online_address_is_for_who_is_in_the_group_now(learner: Learner) -> None:
    path = f"/bijeenkomsten/{learner.sessions[1]}"
    assert "https://video.example/terug" in learner.get(path)
    learner.post(f"/inschrijven/{learner.run}/uitschrijven")
    html = learner.get(path)
    assert "https://video.example/terug" not in html
    assert "Waar en wanneer" in visible(html), "who left can still look it up"


def test_a_question_is_sent_changed_and_taken_back(learner: Learner, database: Database) -> None:
    """AAN-03, DIF-05."""
    path = f"/bijeenkomsten/{learner.sessions[1]}"
    assert "Welke vraag wil je bespreken?" in visible(learner.get(path))
    sent = learner.post(f"{path}/vraag", body="Hoe meet ik <dat>?")
    assert sent.headers["Location"] == f"{path}#question"
    html = learner.get(path)
    assert "Je vraag is bij je trainer." in visible(html)
    assert "Hoe meet ik &lt;dat&gt;?</textarea>" in html
    assert "Wijzig mijn vraag" in visible(html)
    learner.post(f"{path}/vraag", body=" ")
    assert "Je hebt nu geen vraag." in visible(learner.get(path))
    with database.reading() as session:
        assert session.scalars(select(Wish)).all() == []


def test_a_question_that_is_too_long_comes_back_with_its_text(learner: Learner) -> None:
    reply = learner.post(f"/bijeenkomsten/{learner.sessions[1]}/vraag", body="x" * 1001)
    assert reply.status_code == 422
    assert "Hou de kern over." in visible(reply.text)
    assert "x" * 1001 in reply.text


def test_once_it_is_over_the_page_says_who_still_has_to_do_what(
    learner: Learner, database: Database, later: Callable[[datetime], object]
) -> None:
    path = f"/bijeenkomsten/{learner.sessions[0]}"
    with database.transaction() as session:
        row = session_by_public_id(session, learner.sessions[0])
        row.starts_local -= timedelta(days=8)
        row.ends_local -= timedelta(days=8)
    assert "Je trainer noteert nog wie er was." in visible(learner.get(path))
    with database.transaction() as session:
        record_attendance(
            session,
            run_session_id=session_by_public_id(session, learner.sessions[0]).id,
            participation_id=learner.participation_id,
            presence=Presence.SUBSTITUTE,
            actor_id=None,
            note=None,
            now=NOW,
        )
    assert "Je deed de vervangtaak." in visible(learner.get(path))
    assert "Je deed de vervangtaak." in visible(learner.get("/mijn-leerspoor"))
