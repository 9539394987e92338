"""Reading a results sheet in, as a browser without JavaScript does it (BEW-02, T13)."""

import html
import io

import pytest
from flask import Flask
from sqlalchemy import select

from courses.frameworks.services import import_shipped
from courses.practice.models import Attempt, AttemptPiece, PieceKind
from courses.results.models import ItemGoal, ResultsRecord
from lms.db import Database
from tests.conftest import NOW
from tests.lms.practice_site import Browser, Site, make_site

SHEET = "code;item;score\nL01;Stroom meten;7,5\nL02;Stroom meten;5\nL01;Programma;9\nL02;Programma;6\n"
NAMES = "naam;item;score\nEmma Peeters;Stroom meten;7,5\n"


@pytest.fixture
def site(app: Flask, database: Database) -> Site:
    with database.transaction() as session:
        import_shipped(session, now=NOW)
    return make_site(app, database)


def send(site: Site, who: Browser, text: str, name: str = "uitslag.csv"):  # type: ignore[no-untyped-def]
    return who.post(f"{site.work}/resultaten", file=(io.BytesIO(text.encode()), name), platform="Toetsplein")


def keep(site: Site, who: Browser, **more: str):  # type: ignore[no-untyped-def]
    goals = {"goal__1": "6.47", "goal__2": "4.4"} | more
    return who.post(f"{site.work}/resultaten", sheet=SHEET, platform="Toetsplein", do="keep", **goals)


def test_totals_with_goals_go_with_the_work_and_no_pupil_does(site: Site) -> None:
    """BEW-02: person, item, score become totals per goal; T13."""
    nele = site.as_("nele")
    page = html.unescape(send(site, nele, SHEET).text)
    assert "Stroom meten" in page
    assert "gemiddeld 6,25" in page
    assert keep(site, nele).status_code == 302
    with site.database.reading() as session:
        record = session.scalars(select(ResultsRecord)).one()
        assert (record.platform, record.pupils) == ("Toetsplein", 2)
        assert [(goal["name"], goal["mean"], goal["count"]) for goal in record.goals] == [
            ("6.47", "6,25", 2),
            ("4.4", "7,5", 2),
        ]
        assert "L01" not in f"{record.items}{record.goals}", "not even the codes are kept"
    assert "Toetsplein" in nele.get(site.work).text
    nele.post(site.work, text="Mijn les.", version=0)
    assert nele.post(site.work, text="Mijn les.", version=1, do="hand_in").status_code == 302
    with site.database.reading() as session:
        piece = session.scalars(select(AttemptPiece).where(AttemptPiece.kind == PieceKind.RESULTS)).one()
        assert piece.results is not None
        assert piece.results["pupils"] == 2
        assert piece.as_evidence is False
        attempt = session.scalars(select(Attempt.public_id)).one()
    assert "6,25" in nele.get(site.work).text
    assert "6,25" in site.as_("ilse").get(f"/nakijken/{attempt}").text


def test_a_column_of_names_is_refused_with_a_sentence_and_nothing_is_kept(site: Site) -> None:
    """T13: no pupil names accepted."""
    nele = site.as_("nele")
    answer = send(site, nele, NAMES)
    assert answer.status_code == 422
    assert "De kolom “naam” lijkt op namen van leerlingen." in answer.text
    assert "Emma" not in answer.text
    sneaky = nele.post(f"{site.work}/resultaten", sheet=NAMES, platform="T", do="keep", goal__1="4.4")
    assert sneaky.status_code == 422
    with site.database.reading() as session:
        assert session.scalars(select(ResultsRecord)).all() == []


def test_the_next_sheet_of_the_platform_comes_filled_in(site: Site) -> None:
    nele = site.as_("nele")
    assert 'value="6.47"' not in send(site, nele, SHEET).text
    keep(site, nele)
    assert 'value="6.47"' in send(site, nele, SHEET).text
    with site.database.reading() as session:
        assert len(session.scalars(select(ItemGoal)).all()) == 2


def test_an_unknown_goal_or_none_is_said_and_what_was_typed_stays(site: Site) -> None:
    nele = site.as_("nele")
    wrong = keep(site, nele, goal__1="99.99")
    assert wrong.status_code == 422
    assert "Het doel 99.99 kennen we niet." in wrong.text
    assert 'value="99.99"' in wrong.text
    assert 'value="4.4"' in wrong.text
    assert keep(site, nele, goal__1="", goal__2="").status_code == 422


def test_a_record_is_taken_off_and_other_people_reach_none(site: Site) -> None:
    nele = site.as_("nele")
    keep(site, nele)
    with site.database.reading() as session:
        public_id = session.scalars(select(ResultsRecord.public_id)).one()
    for who in ("karim", "ilse"):
        assert site.as_(who).get(f"{site.work}/resultaten").status_code == 404
        assert site.as_(who).post(f"{site.work}/resultaten", weg=public_id).status_code == 404
    assert nele.post(f"{site.work}/resultaten", weg=public_id).status_code == 302
    with site.database.reading() as session:
        assert session.scalars(select(ResultsRecord)).all() == []
