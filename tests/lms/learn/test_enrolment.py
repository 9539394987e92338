"""Joining, moving and leaving through the pages: each asked once more, each refused in words."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from courses.catalogue.models import ModuleVersion
from courses.delivery.models import Enrolment, Run, Wish
from courses.people.models import Person
from lms.db import Database
from tests.factories import make_participation, make_person, make_run, sign_in, token

from .conftest import Learner, visible


@pytest.fixture
def other(learner: Learner, database: Database) -> str:
    """Another group of the same module version."""
    with database.transaction() as session:
        version = session.get(ModuleVersion, learner.version_id)
        run = make_run(session, version, seats=1)
        run.name = "Voorjaar, Breda"
        return run.public_id


def test_moving_is_explained_and_loses_nothing(learner: Learner, database: Database, other: str) -> None:
    """AAN-04."""
    learner.post(learner.unit("text", "/klaar"))
    page = visible(learner.get(f"/inschrijven/{other}"))
    assert "Overstappen naar “Voorjaar, Breda”?" in page
    assert "Je verlaat “November, Geel”. Alles wat je deed, gaat mee" in page
    assert "nog 1 plaats" in page
    answer = learner.post(f"/inschrijven/{other}")
    assert answer.headers["Location"] == f"/mijn-leerspoor?spoor={learner.participation}"
    page = visible(learner.get(answer.headers["Location"]))
    assert "Je bent ingeschreven." in page
    assert "Al 1 onderdeel klaar" in page
    with database.reading() as session:
        open_ones = session.scalars(select(Enrolment).where(Enrolment.ended_at.is_(None))).all()
        assert [one.run.public_id for one in open_ones] == [other]


def test_looking_at_the_page_changes_nothing(learner: Learner, database: Database, other: str) -> None:
    learner.get(f"/inschrijven/{other}")
    learner.get(f"/inschrijven/{learner.run}/uitschrijven")
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Enrolment)) == 1


def test_a_full_group_says_so_and_names_the_next(learner: Learner, database: Database, other: str) -> None:
    """GRP-01."""
    with database.transaction() as session:
        run = session.scalars(select(Run).where(Run.public_id == other)).one()
        make_participation(session, run=run)
        third = make_run(session, run.module_version)
        third.name = "Mei, Turnhout"
        session.get_one(Run, learner.run_id).seats = 1
        href = f"/inschrijven/{third.public_id}"
    for html in (learner.get(f"/inschrijven/{other}"), _refused(learner, other)):
        assert "Deze groep is vol" in visible(html)
        assert "Bekijk “Mei, Turnhout”" in visible(html)
        assert f'href="{href}"' in html
        assert "Stap over" not in visible(html)


def _refused(learner: Learner, run: str) -> str:
    answer = learner.post(f"/inschrijven/{run}")
    assert answer.status_code == 409
    return answer.text


def test_leaving_is_asked_once_more_and_keeps_everything(learner: Learner, database: Database) -> None:
    learner.post(learner.unit("text", "/klaar"))
    path = f"/inschrijven/{learner.run}/uitschrijven"
    assert "Wat je deed, blijft bewaard." in visible(learner.get(path))
    learner.post(path)
    page = visible(learner.get("/mijn-leerspoor"))
    assert "Je bent uitgeschreven." in page
    assert "Al 1 onderdeel klaar" in page
    assert "Je zit nu in geen groep. Kies er een met een datum die past." in page
    assert learner.post(path).status_code == 404
    assert "Je zit niet in “November, Geel”" in visible(learner.get(path))


def test_enrolling_needs_a_person_a_token_and_a_group_that_exists(
    learner: Learner, database: Database, other: str
) -> None:
    assert learner.client.post(f"/inschrijven/{other}").status_code == 400
    assert learner.post("/inschrijven/0000").status_code == 404
    learner.client.delete_cookie("leerspoor")
    assert learner.client.get(f"/inschrijven/{other}").headers["Location"].startswith("/aanmelden")


def test_a_newcomer_joins_and_lands_on_the_first_step(learner: Learner, database: Database, other: str) -> None:
    with database.transaction() as session:
        els = make_person(session, "Els Peeters").id
    sign_in(learner.client, els)
    assert "Inschrijven voor “Voorjaar, Breda”?" in visible(learner.get(f"/inschrijven/{other}"))
    landed = learner.get(learner.post(f"/inschrijven/{other}").headers["Location"])
    assert "Begin aan “Onderdeel 1”" in visible(landed)
    with database.reading() as session:
        assert session.get(Person, els) is not None


def test_a_wish_is_sent_while_joining_and_changed_later(database: Database, client: FlaskClient, at_noon: None) -> None:
    """DIF-05: what somebody wants to know more about goes to the trainer of the first session; nothing is fine too."""
    with database.transaction() as session:
        run = make_run(session)
        first, address = run.sessions[0].public_id, f"/inschrijven/{run.public_id}"
        nele, tom = make_person(session).id, make_person(session, "Tom Aerts").id
    sign_in(client, tom)
    client.post(address, data={"csrf_token": token(client), "wish": " "})
    sign_in(client, nele)
    assert "Waarover wil je meer weten?" in client.get(address).text
    long = client.post(address, data={"csrf_token": token(client), "wish": "x" * 1001})
    assert long.status_code == 422
    assert "x" * 1001 in long.text
    client.post(address, data={"csrf_token": token(client), "wish": "Hoe laat ik ze meten?"})
    with database.reading() as session:
        (kept,) = session.scalars(select(Wish))
        assert (kept.body, kept.session.public_id) == ("Hoe laat ik ze meten?", first)
    assert "Hoe laat ik ze meten?</textarea>" in client.get(f"/bijeenkomsten/{first}").text
