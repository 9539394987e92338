"""Visits and comments on the use in class (OPL-04), and experts from outside for one run only (OPL-05)."""

import pytest
from flask import Flask
from sqlalchemy import select

from courses.delivery.models import Run, RunTrainer
from courses.people.models import AuditEvent, EmailAddress, Organisation
from courses.practice.marking_models import FollowUp, FollowUpKind
from courses.practice.models import SubmissionState
from lms.db import Database
from tests import factories
from tests.lms.practice_site import Site, make_site
from tests.lms.teach.test_grading import attempt, marks, state  # noqa: F401 (a fixture)


@pytest.fixture
def site(app: Flask, database: Database) -> Site:
    return make_site(app, database)


def notes(site: Site) -> list[tuple[FollowUpKind, str, str]]:
    with site.database.reading() as session:
        rows = session.scalars(select(FollowUp).order_by(FollowUp.id)).all()
        return [(row.kind, row.happened_on.isoformat(), row.text) for row in rows]


def test_a_trainer_notes_a_visit_and_what_came_of_it(site: Site) -> None:
    """OPL-04"""
    address = f"/groepen/{site.world.run}/deelnemers/{site.world.participation}"
    ilse = site.as_("ilse")
    assert (
        ilse.post(address, kind="visit", happened_on="2026-11-20", text=" Sterke les <b>gezien</b>. ").status_code
        == 302
    )
    assert notes(site) == [(FollowUpKind.VISIT, "2026-11-20", "Sterke les <b>gezien</b>.")]
    page = site.as_("els").get(address).text
    assert "Sterke les &lt;b&gt;gezien&lt;/b&gt;." in page
    assert "Ilse Maes" in page
    with site.database.reading() as session:
        assert "follow_up_noted" in session.scalars(select(AuditEvent.action)).all()


@pytest.mark.parametrize("fields", [{"text": ""}, {"text": "Morgen.", "happened_on": "2999-01-01"}])
def test_what_cannot_be_written_down_is_said_and_kept(site: Site, fields: dict[str, str]) -> None:
    answer = site.as_("ilse").post(f"/groepen/{site.world.run}/deelnemers/{site.world.participation}", **fields)
    assert answer.status_code == 422
    assert fields["text"] in answer.text
    assert notes(site) == []


def test_others_find_no_such_page(site: Site) -> None:
    address = f"/groepen/{site.world.run}/deelnemers/{site.world.participation}"
    for who in ("nele", "karim", "jan", "bram", "zita"):
        assert site.as_(who).get(address).status_code == 404
        assert site.as_(who).post(address, text="x").status_code == 404
    assert site.as_("ilse").get(f"/groepen/{site.world.run}/deelnemers/weg").status_code == 404
    assert notes(site) == []


def guest(site: Site) -> int:
    """An expert who signs in and has no role anywhere."""
    with site.database.transaction() as session:
        person = factories.make_person(session, "Gerda Gast")
        for row in session.scalars(select(EmailAddress).where(EmailAddress.person_id == person.id)):
            row.address = "gerda@gast.example"
        return person.id


def test_a_guest_assesses_in_this_run_and_in_no_other(site: Site, attempt: str) -> None:  # noqa: F811
    """OPL-05: no role, no list of the group, only the work of one run."""
    who = guest(site)
    site.people["gerda"] = who  # type: ignore[index]
    gerda = site.as_("gerda")
    assert gerda.get("/nakijken").status_code == 404
    answer = site.as_("ilse").post(f"/groepen/{site.world.run}/gasten", address="Gerda@gast.example")
    assert answer.status_code == 302
    assert attempt in gerda.get("/nakijken").text
    assert gerda.get(f"/groepen/{site.world.run}").status_code == 404
    assert gerda.get("/groepen").status_code == 404
    assert gerda.post(attempt, do="decide", version=0, **marks(site, 2, 3)).status_code == 302
    assert state(site) is SubmissionState.ACCEPTED
    assert "Gerda" not in site.as_("nele").get(f"/leren/{site.world.participation}/{site.world.unit}").text
    with site.database.transaction() as session:
        other = factories.make_run(session, session.get_one(Run, site.world.run_id).module_version)
        home = session.get_one(Organisation, site.world.organisation)
        assert other.organisation_id == home.id
        assert [row.run_id for row in session.scalars(select(RunTrainer).where(RunTrainer.person_id == who))] == [
            site.world.run_id
        ]


def test_a_guest_who_is_let_go_reaches_nothing_any_more(site: Site, attempt: str) -> None:  # noqa: F811
    who = guest(site)
    site.people["gerda"] = who  # type: ignore[index]
    ilse, gerda = site.as_("ilse"), site.as_("gerda")
    ilse.post(f"/groepen/{site.world.run}/gasten", address="gerda@gast.example")
    ilse.post(f"/groepen/{site.world.run}/gasten", end=site.people["els"])
    ilse.post(f"/groepen/{site.world.run}/gasten", end=who)
    assert gerda.get(attempt).status_code == 404
    assert site.as_("els").get(attempt).status_code == 200, "a trainer is no guest"


def test_an_unknown_address_is_said(site: Site) -> None:
    ilse = site.as_("ilse")
    ilse.post(f"/groepen/{site.world.run}/gasten", address="weg@x.example")
    assert "Laat je gast zich één keer aanmelden" in ilse.get(f"/groepen/{site.world.run}/inleveringen").text
