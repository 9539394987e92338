"""The goal picker, what is said about pupils, and looking back, as a browser without JavaScript sees them."""

import html
import re

import pytest
from flask import Flask
from sqlalchemy import select

from courses.frameworks.services import import_shipped
from courses.practice.evidence_models import AttemptGoal, Reflection
from courses.practice.models import Attempt
from lms.db import Database
from tests.conftest import NOW
from tests.lms.pictures import photo
from tests.lms.practice_site import Browser, Site, make_site

TEXT = "De leerlingen bouwden de lichtsluis in duo's."


@pytest.fixture
def site(app: Flask, database: Database) -> Site:
    with database.transaction() as session:
        import_shipped(session, now=NOW)
    return make_site(app, database)


def hand_in(site: Site, who: Browser, **more: str) -> None:
    who.post(site.work, text=TEXT, version=0)
    assert who.post(site.work, text=TEXT, version=1, do="hand_in", **more).status_code == 302


def pick(site: Site, who: Browser, words: str) -> list[tuple[str, str]]:
    """(row id, code) of what the picker finds, in order."""
    page = who.get(f"{site.work}/doelen?zoek={words}").text
    return re.findall(r'name="doel" value="(\d+)" aria-label="[^:]+: ([^"]+)"', page)


def test_goals_are_found_by_code_and_by_words(site: Site) -> None:
    """BEW-03: search by code or text."""
    nele = site.as_("nele")
    assert pick(site, nele, "4.4")[0][1].startswith("4.4")
    assert {code for _, code in pick(site, nele, "MEETINSTRUMENTEN nauwkeurigheid")} >= {"6.47"}
    assert pick(site, nele, "bestaat nergens") == []
    assert "Niets gevonden." in nele.get(f"{site.work}/doelen?zoek=zzzz").text


def test_a_goal_is_linked_in_the_draft_and_goes_along(site: Site) -> None:
    """DIF-12: choose one goal of the own curriculum, and the evidence is linked to it. No script is needed."""
    nele = site.as_("nele")
    going = nele.post(site.work, text=TEXT, version=0, do="goals")
    assert going.headers["Location"] == f"{site.work}/doelen"
    item_id, code = pick(site, nele, "6.47")[0]
    linked = nele.post(f"{site.work}/doelen", doel=item_id, zoek="6.47")
    assert linked.headers["Location"] == f"{site.work}#goals"
    page = html.unescape(nele.get(site.work).text)
    assert code in page
    assert TEXT in page, "what was typed before is still there"
    nele.post(site.work, text=TEXT, version=1, do="hand_in")
    with site.database.reading() as session:
        assert [str(row.item_id) for row in session.scalars(select(AttemptGoal))] == [item_id]
        attempt = session.scalars(select(Attempt.public_id)).one()
    assert code in nele.get(site.work).text
    assert code in site.as_("ilse").get(f"/nakijken/{attempt}").text


def test_an_expired_framework_is_said_in_plain_words(site: Site) -> None:
    nele = site.as_("nele")
    page = nele.get(f"{site.work}/doelen?zoek=6.47").text
    assert "verlopen kader" in page
    assert "Er kwamen nieuwe doelen in de plaats." in page
    nele.post(f"{site.work}/doelen", doel=pick(site, nele, "6.47")[0][0])
    assert "Uit een kader dat verlopen is:" in nele.get(site.work).text
    assert "verlopen kader" not in nele.get(f"{site.work}/doelen?zoek=2.2").text.split("DigCompEdu")[0]


def test_other_people_link_nothing(site: Site) -> None:
    item_id = pick(site, site.as_("nele"), "6.47")[0][0]
    for who in ("karim", "ilse"):
        assert site.as_(who).post(f"{site.work}/doelen", doel=item_id).status_code == 404
        assert site.as_(who).get(f"{site.work}/doelen?zoek=6.47").status_code == 404
        assert site.as_(who).post(f"{site.work}/terugblik", reflection="x", version=0).status_code == 404


def test_who_is_in_the_picture_is_asked_kept_and_shown_to_the_trainer(site: Site) -> None:
    nele = site.as_("nele")
    assert 'name="pupils"' not in nele.get(site.work).text
    nele.upload(site.work, "foto.jpg", photo(), text=TEXT, version=0)
    assert 'name="pupils"' in nele.get(site.work).text
    stopped = nele.post(site.work, text=TEXT, version=1, do="hand_in")
    assert stopped.status_code == 422
    assert "Zeg of er leerlingen herkenbaar zijn" in stopped.text
    nele.post(site.work, text=TEXT, version=1, pupils="consent")
    assert re.search(r'value="consent" checked', nele.get(site.work).text)
    assert nele.post(site.work, text=TEXT, version=1, do="hand_in").status_code == 302
    with site.database.reading() as session:
        attempt = session.scalars(select(Attempt.public_id)).one()
    assert "Zegt: er zijn leerlingen herkenbaar" in site.as_("ilse").get(f"/nakijken/{attempt}").text


def test_handing_in_at_once_shows_nothing_that_was_not_chosen(site: Site) -> None:
    """Two presses without the choice: no name, no work in the badge; it can be changed later."""
    hand_in(site, site.as_("nele"))
    with site.database.reading() as session:
        attempt = session.scalars(select(Attempt)).one()
        assert [piece.as_evidence for piece in attempt.pieces] == [False]
        assert attempt.submission.participation.show_name is False


def test_looking_back_is_for_its_maker_alone(site: Site) -> None:
    """DIF-10"""
    nele, secret = site.as_("nele"), "Ik was zenuwachtig en liet ze te lang wachten."
    hand_in(site, nele)
    assert nele.post(f"{site.work}/terugblik", reflection=secret, version=0).status_code == 302
    assert secret in nele.get(site.work).text
    with site.database.reading() as session:
        attempt = session.scalars(select(Attempt.public_id)).one()
        assert session.scalars(select(Reflection.as_evidence)).one() is False
    for who in ("ilse", "els", "mia"):
        assert secret not in site.as_(who).get(f"/nakijken/{attempt}").text
    stale = nele.post(f"{site.work}/terugblik", reflection="Een ander venster.", version=0)
    assert stale.status_code == 409
    assert secret in stale.text
    assert "Een ander venster." in stale.text
    nele.post(f"{site.work}/terugblik", reflection=secret, version=1, delen="1")
    with site.database.reading() as session:
        assert session.scalars(select(Reflection.as_evidence)).one() is True
