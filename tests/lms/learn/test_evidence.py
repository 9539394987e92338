"""Evidence of what was assessed, for its holder: a page, a PDF and JSON that say the same (BEW-01)."""

import html
import io

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select

from courses.frameworks.models import FrameworkItem
from courses.frameworks.services import import_shipped
from courses.practice.services.about_work import link_goal
from lms.db import Database
from tests.conftest import NOW
from tests.courses.practice.desk_world import hand, judge
from tests.lms.practice_site import Site, make_site

COMMENT = "Toon de meettabel er #link bij."


@pytest.fixture
def site(app: Flask, database: Database) -> Site:
    made = make_site(app, database)
    with database.transaction() as session:
        import_shipped(session, now=NOW)
        goal = session.scalars(select(FrameworkItem).where(FrameworkItem.code == "6.47")).first()
        assert goal is not None
        where = {"participation_id": made.world.participation_id, "unit_id": made.world.unit_id}
        link_goal(session, **where, person_id=made.people["nele"], item_id=goal.id, now=NOW)
        attempt = hand(session, made.world, "Ik gaf een les met een schakeling.")
        levels: dict[int, int | None] = {made.world.first: 3, made.world.second: 1}
        judge(session, attempt.id, made.people["ilse"], levels, comment=COMMENT)
    return made


def place(site: Site) -> str:
    return f"/leren/{site.world.participation}/bewijs"


def test_a_person_can_read_what_when_by_whom_and_against_which_goal(site: Site) -> None:
    """BEW-01"""
    page = html.unescape(site.as_("nele").get(place(site)).text)
    for said in ("6.47", "verlopen kader", "door Ilse Maes", "22 november", COMMENT, "nog niet", "Voeg iets toe."):
        assert said in page, said


def test_programs_read_the_same(site: Site) -> None:
    """BEW-01: page, PDF and JSON."""
    told = site.as_("nele").get(f"{place(site)}.json").get_json()
    (one,) = told["activities"]
    assert told["format"] == "leerspoor-evidence/1"
    assert (one["judged_by"], one["judged_at"], one["accepted"]) == ("Ilse Maes", NOW.isoformat(), False)
    assert [(goal["code"], goal["in_force"]) for goal in one["goals"]] == [("6.47", False)]
    assert [point["met"] for point in one["points"]] == [True, False]
    assert one["pieces"] == ["een tekst"]


def test_on_paper_the_same_and_what_people_wrote_is_never_code(site: Site) -> None:
    """BEW-01: the PDF can be read by a screen reader, and a comment stays a comment."""
    answer = site.as_("nele").get(f"{place(site)}.pdf")
    reader = PdfReader(io.BytesIO(answer.data))
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    for said in ("6.47", "Ilse Maes", "#link", "Nele Wouters"):
        assert said in text, said
    assert "pdfuaid" in (reader.xmp_metadata.stream.get_data().decode() if reader.xmp_metadata else "")


def test_before_anything_is_assessed_it_says_so_and_nobody_else_sees_it(site: Site) -> None:
    karim = site.as_("karim")
    assert "Er is nog niets nagekeken" in karim.get(f"/leren/{site.karim_participation}/bewijs").text
    for who in ("karim", "ilse", "mia"):
        for ending in ("", ".json", ".pdf"):
            assert site.as_(who).get(place(site) + ending).status_code == 404
