"""The waiting list through the pages: one press on, one press off, and plain words about one's place."""

import pytest
from sqlalchemy import select

from courses.catalogue.models import ModuleVersion
from courses.delivery.joining import Waiting, WaitingState
from courses.delivery.models import Enrolment, Run
from courses.flows.enrol import enrol, leave
from courses.flows.wait import wait
from lms.db import Database
from tests.conftest import NOW
from tests.factories import make_person, make_run

from .conftest import Learner, visible


@pytest.fixture
def full(learner: Learner, database: Database) -> str:
    """Another group of the same version, with its one seat taken."""
    with database.transaction() as session:
        run = make_run(session, session.get(ModuleVersion, learner.version_id), seats=1)
        run.name = "Voorjaar, Breda"
        enrol(session, person_id=make_person(session).id, run_id=run.id, now=NOW)
        return run.public_id


def test_one_press_puts_a_person_on_the_list(learner: Learner, database: Database, full: str) -> None:
    """GRP-01, AAN-04: they keep the seat they have, and read their place on the page and at home."""
    page = visible(learner.get(f"/inschrijven/{full}"))
    assert "Deze groep is vol" in page
    assert "Er wacht nog niemand: je bent dan de eerste." in page
    assert "Zet me op de wachtlijst" in page
    answer = learner.post(f"/inschrijven/{full}/wachtlijst")
    page = visible(learner.get(answer.headers["Location"]))
    assert "Je bent nummer 1 op de wachtlijst" in page
    assert "Tot dan houd je je plaats in “November, Geel”" in page
    assert "Je bent nummer 1 op de wachtlijst." in visible(learner.get("/mijn-leerspoor"))
    with database.reading() as session:
        mine = session.scalars(select(Enrolment).where(Enrolment.participation_id == learner.participation_id)).one()
        assert mine.ended_at is None
    learner.post(f"/inschrijven/{full}/wachtlijst/af")
    assert "Zet me op de wachtlijst" in visible(learner.get(f"/inschrijven/{full}"))
    assert learner.post(f"/inschrijven/{full}/wachtlijst/af").status_code == 404


def test_a_seat_that_came_free_meanwhile_is_simply_theirs(learner: Learner, database: Database, full: str) -> None:
    with database.transaction() as session:
        run = session.scalars(select(Run).where(Run.public_id == full)).one()
        run.seats = 2
    answer = learner.post(f"/inschrijven/{full}/wachtlijst")
    assert answer.headers["Location"] == "/mijn-leerspoor"
    assert "Je bent ingeschreven." in visible(learner.get("/mijn-leerspoor"))


def test_an_offer_is_taken_or_passed_on(learner: Learner, database: Database, full: str) -> None:
    """GRP-01: close to the start the seat is asked about, with the time until when."""
    with database.transaction() as session:
        run = session.scalars(select(Run).where(Run.public_id == full)).one()
        start = run.sessions[0]
        start.starts_local = start.starts_local.replace(day=24)
        start.ends_local = start.ends_local.replace(day=24)
        wait(session, person_id=learner.person_id, run_id=run.id, now=NOW)
        behind = wait(session, person_id=make_person(session).id, run_id=run.id, now=NOW)
        holder = run.enrolments[0].participation.person_id or 0
        leave(session, person_id=holder, run_id=run.id, now=NOW)
        behind_id = behind.id
    page = visible(learner.get(f"/inschrijven/{full}"))
    assert "Ze is van jou als je ja zegt voor ma 23 november, 10.30." in page
    assert "Nee, geef ze aan de volgende" in page
    assert "Er is een plaats voor je vrijgehouden tot ma 23 november, 10.30." in visible(learner.get("/mijn-leerspoor"))
    learner.post(f"/inschrijven/{full}/wachtlijst/af")
    with database.reading() as session:
        assert session.get_one(Waiting, behind_id).state is WaitingState.OFFERED
