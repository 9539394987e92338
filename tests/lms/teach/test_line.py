"""The waiting list on the trainer's page, and moving somebody to another group."""

from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from courses.delivery.joining import Waiting
from courses.delivery.models import Enrolment, Run
from courses.flows.enrol import enrol
from courses.flows.wait import wait
from courses.outbox.models import OutboxMessage
from courses.people.models import AuditEvent
from lms.db import Database
from tests.conftest import NOW
from tests.factories import make_person, make_run
from tests.lms.practice_site import Site, make_site


@pytest.fixture
def site(app: Flask, database: Database) -> Iterator[Site]:
    """A full group of two, and three who wait: Ans, Bo and Cas."""
    with time_machine.travel(NOW, tick=False):
        made = make_site(app, database)
        with database.transaction() as session:
            run = session.get_one(Run, made.world.run_id)
            run.seats = 2
            for name in ("Ans", "Bo", "Cas"):
                wait(session, person_id=make_person(session, name).id, run_id=run.id, now=NOW)
        yield made


def order(site: Site) -> list[str]:
    with site.database.reading() as session:
        rows = session.scalars(select(Waiting).where(Waiting.ended_at.is_(None)).order_by(Waiting.rank))
        return [row.person.display_name for row in rows]


def address(site: Site, name: str) -> str:
    with site.database.reading() as session:
        row = next(row for row in session.scalars(select(Waiting)) if row.person.display_name == name)
        return f"/groepen/{site.world.run}/wachtlijst/{row.public_id}"


def test_trainer_and_manager_see_the_list_and_change_it_with_a_reason(site: Site) -> None:
    """GRP-01: waiting list."""
    for who in ("ilse", "mia"):
        page = site.as_(who).get(f"/groepen/{site.world.run}").text
        assert "Wachtlijst" in page
        places = [page.index(f">{name}<") for name in ("Ans", "Bo", "Cas")]
        assert places == sorted(places)
    refused = site.as_(who).post(address(site, "Cas"), place="1", reason="")
    assert refused.status_code == 422
    assert "waarom" in refused.text
    wrong = site.as_("ilse").post(address(site, "Cas"), place="3", reason="Blijft staan")
    assert (wrong.status_code, 'value="Blijft staan"' in wrong.text) == (422, True)
    assert order(site) == ["Ans", "Bo", "Cas"]
    moved = site.as_("ilse").post(address(site, "Cas"), place="1", reason="Was vorige keer ziek")
    assert moved.headers["Location"] == f"/groepen/{site.world.run}#line"
    assert order(site) == ["Cas", "Ans", "Bo"]
    page = site.as_("mia").get(f"/groepen/{site.world.run}").text
    assert "Ilse Maes zette deze persoon verder naar voren: Was vorige keer ziek" in page
    with site.database.reading() as session:
        assert session.scalar(select(AuditEvent).where(AuditEvent.action == "waiting_moved_up")) is not None


def other_run(site: Site, seats: int) -> str:
    with site.database.transaction() as session:
        run = make_run(session, session.get_one(Run, site.world.run_id).module_version, seats=seats)
        run.name = "Voorjaar, Breda"
        if seats == 1:
            enrol(session, person_id=make_person(session).id, run_id=run.id, now=NOW)
        return run.public_id


def test_a_trainer_moves_somebody_and_the_next_one_has_the_seat(site: Site) -> None:
    """AAN-04, GRP-01: by the trainer, with a mail to who moved and to who moved up."""
    to = other_run(site, 5)
    path = f"/groepen/{site.world.run}/deelnemers/{site.karim_participation}/verplaatsen"
    page = site.as_("ilse").get(path).text
    assert "Voorjaar, Breda" in page
    assert "nog 5 plaatsen" in page
    assert site.as_("ilse").post(path).status_code == 422
    assert site.as_("ilse").post(path, to=to).headers["Location"] == f"/groepen/{site.world.run}"
    with site.database.reading() as session:
        open_ones = session.scalars(select(Enrolment).where(Enrolment.ended_at.is_(None)).order_by(Enrolment.id)).all()
        names = {one.participation.person.display_name: one.run.name for one in open_ones if one.participation.person}
        assert names == {"Nele Wouters": "November, Geel", "Karim Haddad": "Voorjaar, Breda", "Ans": "November, Geel"}
        told = session.scalars(select(OutboxMessage.subject_id).where(OutboxMessage.dedupe_key.like("mail:enrolled:%")))
        assert site.people["karim"] in set(told)
        moved = session.scalars(select(AuditEvent).where(AuditEvent.action == "enrolment_moved")).one()
        assert moved.actor_id == site.people["ilse"]
    assert site.as_("ilse").get(path).status_code == 404, "no longer in this group"


def test_into_a_full_group_means_its_waiting_list(site: Site) -> None:
    """AAN-04: the seat here stays until one is free there."""
    to = other_run(site, 1)
    path = f"/groepen/{site.world.run}/deelnemers/{site.karim_participation}/verplaatsen"
    ilse = site.as_("ilse")
    landed = ilse.get(ilse.post(path, to=to).headers["Location"])
    assert "Die groep is vol: deze deelnemer staat op de wachtlijst" in landed.text
    with site.database.reading() as session:
        karim = session.scalars(select(Waiting).where(Waiting.person_id == site.people["karim"])).one()
        assert karim.ended_at is None
        seat = session.scalars(select(Enrolment).where(Enrolment.participation.has(public_id=site.karim_participation)))
        assert [one.ended_at for one in seat] == [None]
