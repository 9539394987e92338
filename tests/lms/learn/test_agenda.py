"""The agenda at a secret address: what a calendar program reads there, without signing in."""

from datetime import UTC, datetime, timedelta
from html import unescape
from re import search

import vobject
from flask import Flask
from sqlalchemy import select

from courses.delivery.invitations import invite
from courses.delivery.models import Run, RunSession
from courses.flows.erase_person import erase_person
from courses.flows.export_person import export_person
from courses.flows.move_session import cancel_session
from lms.db import Database
from lms.logs import redact
from tests.conftest import NOW
from tests.factories import make_person, make_run, sign_in
from tests.lms.calendar_program import Item, item_of

from .conftest import Learner


def address(learner: Learner) -> str:
    """Make an address in the profile and read it there."""
    assert learner.post("/profiel/agenda").status_code == 303
    found = search(r'id="agenda-address" value="([^"]+)"', learner.get("/profiel"))
    assert found is not None
    return unescape(found[1]).removeprefix("http://localhost:8000").removeprefix("http://localhost")


def invited(database: Database, learner: Learner) -> None:
    with database.transaction() as session:
        invite(session, participation_id=learner.participation_id, run_ids=[learner.run_id], now=NOW)


def read(app: Flask, path: str) -> dict[str, Item]:
    """What a program that was never here finds, by title."""
    answer = app.test_client().get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = vobject.readOne(answer.text)
    assert calendar.method.value == "PUBLISH"
    return {event.summary.value: item_of(event) for event in calendar.vevent_list}


def test_it_holds_every_session_and_due_date(app: Flask, learner: Learner, database: Database) -> None:
    """AAN-10: export to the calendar, here one that keeps itself right."""
    invited(database, learner)
    found = read(app, address(learner))
    assert set(found) == {"Onderdeel 4", "Onderdeel 6", "Inleveren: Onderdeel 5"}
    assert found["Onderdeel 4"].starts == datetime(2026, 11, 29, 13, tzinfo=UTC)
    assert found["Inleveren: Onderdeel 5"].ends == found["Onderdeel 6"].starts - timedelta(days=2)


def test_what_was_cancelled_stays_in_it_marked_so(app: Flask, learner: Learner, database: Database) -> None:
    invited(database, learner)
    path = address(learner)
    with database.transaction() as session:
        meeting = session.scalars(select(RunSession).order_by(RunSession.starts_local)).first()
        assert meeting is not None
        cancel_session(session, run_session_id=meeting.id, seen=1, actor_id=None, reason=None, now=NOW)
    found = read(app, path)
    assert (found["Geannuleerd: Onderdeel 4"].cancelled, found["Geannuleerd: Onderdeel 4"].sequence) == (True, 1)
    assert not found["Onderdeel 6"].cancelled


def test_who_gives_a_group_has_its_sessions_too(app: Flask, learner: Learner, database: Database) -> None:
    with database.transaction() as session:
        trainer = make_person(session, "Ilse Maes")
        make_run(session, session.get_one(Run, learner.run_id).module_version, trainers=[trainer])
        trainer_id = trainer.id
    sign_in(learner.client, trainer_id)
    assert set(read(app, address(learner))) == {"Onderdeel 4", "Onderdeel 6"}


def test_a_stopped_or_replaced_address_answers_no_more(app: Flask, learner: Learner) -> None:
    first = address(learner)
    second = address(learner)
    stranger = app.test_client()
    assert first != second
    assert (stranger.get(first).status_code, stranger.get(second).status_code) == (404, 200)
    learner.post("/profiel/agenda/stop")
    assert stranger.get(second).status_code == 404
    assert "Maak het adres" in learner.get("/profiel")


def test_a_program_that_has_it_already_gets_nothing_again(app: Flask, learner: Learner) -> None:
    path = address(learner)
    answer = app.test_client().get(path)
    again = app.test_client().get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_the_database_and_the_log_do_not_give_the_address_away(learner: Learner, database: Database) -> None:
    path = address(learner)
    token = path.removeprefix("/agenda/").removesuffix(".ics")
    kept = database.engine.raw_connection().driver_connection
    assert kept is not None
    assert token not in "\n".join(kept.iterdump())
    assert token not in redact(f"GET {path} 200")


def test_it_goes_with_the_person_and_is_in_what_they_take_along(
    learner: Learner, database: Database, app: Flask
) -> None:
    invited(database, learner)
    path = address(learner)
    with database.transaction() as session:
        document = export_person(session, person_id=learner.person_id, actor_id=None, now=NOW).document
        assert document["person"]["calendar_address_made_at"]
        assert [one["sequence"] for one in document["participations"][0]["invitations"]] == [0, 0]
        erase_person(session, person_id=learner.person_id, actor_id=None, now=NOW)
    assert app.test_client().get(path).status_code == 404
