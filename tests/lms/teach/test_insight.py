"""The overview of a group, the form after a module, and the sheets without names (ANA-01, ANA-03, KPI-08)."""

import csv
import io
import re
from dataclasses import dataclass, replace

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy import select, update

from courses.delivery.models import Enrolment, Participation, Run
from courses.insight.models import FeedbackGiven, ModuleFeedback
from courses.people.models import AuditEvent, Person
from courses.practice.models import QuizAnswer
from lms import clock
from lms.db import Database
from tests import factories
from tests.conftest import NOW
from tests.crowd import Crowd, make_crowd
from tests.lms.practice_site import Browser

PEOPLE = 12
WORDS = {"access": "4", "relevance": "3", "usability": "2"}


@dataclass(frozen=True)
class Site:
    app: Flask
    database: Database
    crowd: Crowd
    people: tuple[tuple[int, str], ...]
    """Person id and participation, in order."""

    @property
    def overview(self) -> str:
        return f"/groepen/{self.crowd.run}/overzicht"

    def as_(self, person: int) -> Browser:
        client = self.app.test_client()
        factories.sign_in(client, person)
        return Browser(client)

    def answer(self, at: int, **more: str) -> int:
        person, participation = self.people[at]
        return self.as_(person).post(f"/leren/{participation}/terugblik", **{**WORDS, **more}).status_code

    def end(self) -> None:
        """The group is over."""
        with self.database.transaction() as session:
            session.execute(update(Run).values(ends_on=clock.now().date().replace(year=2020)))


@pytest.fixture
def site(app: Flask, database: Database) -> Site:
    with database.transaction() as session:
        crowd = make_crowd(session, PEOPLE)
        rows = session.execute(
            select(Participation.person_id, Participation.public_id).order_by(Participation.id)
        ).all()
        return Site(app, database, crowd, tuple((person or 0, public_id) for person, public_id in rows))


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_what_waits_is_told_with_its_age(site: Site) -> None:
    """Three of twelve handed in; the oldest first, with how long it waits."""
    page = text_of(site.as_(site.crowd.ilse).get(site.overview).text)
    assert "3 werken wachten op jou" in page
    assert re.search(r"Het oudste: [^.]*\d", page)


def test_who_is_where_names_everybody_once(site: Site) -> None:
    page = site.as_(site.crowd.ilse).get(site.overview).text
    table = page[page.index("<caption") : page.index('id="items"')]
    for at in range(PEOPLE):
        assert table.count(f"Mens {at:03} Peeters") == 1
    assert f"{PEOPLE} van {PEOPLE}" in table, "everybody read the text"


def test_a_question_that_goes_wrong_stands_first_and_is_counted_by_first_try(site: Site) -> None:
    """ANA-03: per question and per version; a second, right try does not hide that the first was wrong."""
    with site.database.transaction() as session:
        session.execute(update(QuizAnswer).where(QuizAnswer.question == "q2").values(right=False))
        for row in session.scalars(select(QuizAnswer).where(QuizAnswer.question == "q2")).all():
            session.add(
                QuizAnswer(
                    participation_id=row.participation_id,
                    unit_id=row.unit_id,
                    question="q2",
                    attempt=2,
                    answer="4.7",
                    right=True,
                    answered_at=NOW,
                )
            )
    page = site.as_(site.crowd.ilse).get(site.overview).text
    table = text_of(page[page.index('id="items"') : page.index('id="feedback"')])
    assert table.index("Hoeveel volt?") < table.index("Welke poort leest een spanning?")
    assert re.search(r"Hoeveel volt\? vaak fout Onderdeel 2 0 van 12 0 van 12", table)
    assert re.search(r"Welke poort leest een spanning\? Onderdeel 2 6 van 12 6 van 12", table)


def test_another_version_stands_beside_it_and_another_organisation_does_not_count(site: Site) -> None:
    with site.database.transaction() as session:
        run = session.scalars(select(Run)).one()
        old = run.module_version
        for organisation, count in ((run.organisation_id, 6), (factories.make_organisation(session).id, 40)):
            version = factories.make_module_version(session, organisation=old.module.organisation, badge=False)
            version.module_id, version.number, version.label = old.module_id, 5 + count, f"0.{count}"
            other = factories.make_run(session, version)
            other.organisation_id = organisation
            quiz = next(unit for unit in version.units if unit.kind.value == "quiz")
            for _ in range(count):
                joined = factories.make_participation(session, run=other)
                session.add(
                    QuizAnswer(
                        participation_id=joined.id,
                        unit_id=quiz.id,
                        question="q1",
                        attempt=1,
                        answer="a",
                        right=True,
                        answered_at=NOW,
                    )
                )
    page = text_of(site.as_(site.crowd.ilse).get(site.overview).text)
    assert "0.6: 6 van 6" in page
    assert "0.40" not in page


def test_the_form_opens_when_all_is_done_or_the_group_is_over(site: Site) -> None:
    """KPI-08. Before that the page says so, and nothing that is sent is kept."""
    person, participation = site.people[0]
    browser = site.as_(person)
    assert "Je bent nog niet klaar" in browser.get(f"/leren/{participation}/terugblik").text
    assert "terugblik" not in browser.get("/mijn-leerspoor").text
    assert site.answer(0) == 409
    site.end()
    assert f"/leren/{participation}/terugblik" in browser.get("/mijn-leerspoor").text
    page = browser.get(f"/leren/{participation}/terugblik").text
    for scale in WORDS:
        assert page.count(f'name="{scale}"') == 4
    assert site.answer(0) == 302
    assert "terugblik" not in browser.get("/mijn-leerspoor").text
    assert "Je antwoord is verstuurd" in browser.get(f"/leren/{participation}/terugblik").text
    assert site.answer(0, access="1") == 409, "once"
    other = site.people[1][1]
    assert browser.get(f"/leren/{other}/terugblik").status_code == 404
    with site.database.reading() as session:
        assert len(session.scalars(select(ModuleFeedback)).all()) == 1


def test_a_form_that_is_not_complete_keeps_what_was_typed(site: Site) -> None:
    site.end()
    person, participation = site.people[0]
    answer = site.as_(person).post(f"/leren/{participation}/terugblik", access="4", remark="Meer tijd, graag.")
    assert answer.status_code == 422
    assert "Kies een van de vier antwoorden." in answer.text
    assert "Meer tijd, graag." in answer.text
    assert re.search(r'name="access" value="4" checked', answer.text)
    assert site.answer(0, relevance="5") == 422
    assert site.answer(0, remark="x" * 1001) == 422
    with site.database.reading() as session:
        assert session.scalars(select(FeedbackGiven)).all() == []


def test_nothing_shows_before_five_and_then_only_full_fives(site: Site) -> None:
    """INT-05: a minimum, and no single new answer can be read off by comparing two looks."""
    site.end()
    ilse = site.as_(site.crowd.ilse)
    seen = []
    for at in range(11):
        assert site.answer(at, access="1" if at == 10 else "4", remark=f"Opmerking {at:02}") == 302
        page = text_of(ilse.get(site.overview).text)
        seen.append(len(re.findall(r"Opmerking \d\d", page)))
    assert seen == [0, 0, 0, 0, 5, 5, 5, 5, 5, 10, 10]
    assert "Je ziet 10 van de 11 antwoorden" in page
    assert re.search(r"Toegankelijkheid 0 0 0 10 ", page), "the eleventh, who said 1, is not told apart"


def test_an_answer_does_not_say_whose_it_is(site: Site) -> None:
    """No column of the answer leads to a person or a moment, and no row of the trail names who answered."""
    columns = {column.name for column in ModuleFeedback.__table__.columns}
    assert columns == {"id", "run_id", "access", "relevance", "usability", "remark"}
    assert {column.name for column in FeedbackGiven.__table__.columns} == {"participation_id"}
    site.end()
    with site.database.reading() as session:
        before = len(session.scalars(select(AuditEvent)).all())
    assert site.answer(3) == 302
    with site.database.reading() as session:
        assert len(session.scalars(select(AuditEvent)).all()) == before


def sheets(site: Site) -> dict[str, list[list[str]]]:
    """Every sheet that can be taken along, as CSV and within the workbook."""
    ilse = site.as_(site.crowd.ilse)
    found = {}
    for part in ("deelnemers", "vragen", "terugblik"):
        answer = ilse.get(f"{site.overview}/{part}.csv")
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{part}.csv"'
        found[part] = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
    book = CalamineWorkbook.from_filelike(io.BytesIO(ilse.get(f"{site.overview}.xlsx").data))
    for name in book.sheet_names:
        found[f"xlsx {name}"] = [[str(cell) for cell in row] for row in book.get_sheet_by_name(name).to_python()]
    return found


def names(site: Site) -> set[str]:
    """Everything that tells who somebody is: names, their parts, addresses, public ids."""
    with site.database.reading() as session:
        people = session.scalars(select(Person)).all()
        found = {part for one in people for part in (one.display_name, one.public_id)}
        found |= {address.address for one in people for address in one.addresses}
        return found | {row.public_id for row in session.scalars(select(Participation))}


def test_the_sheets_hold_the_figures_and_no_name(site: Site) -> None:
    """BEW-02, ANA-01: what each participant did, without who it is; that the sheet left is in the trail."""
    site.end()
    for at in range(5):
        assert site.answer(at, remark="=HYPERLINK(1)" if at == 0 else "") == 302
    found = sheets(site)
    everything = "\n".join(cell for rows in found.values() for row in rows for cell in row)
    assert not [name for name in names(site) if name in everything]
    people = found["deelnemers"]
    assert people[0] == ["Deelnemer", *(f"Onderdeel {n}" for n in range(1, 6)), *people[0][6:]]
    assert [row[0] for row in people[1:]] == [str(n) for n in range(1, PEOPLE + 1)]
    assert sorted(row[4] for row in people[1:]).count("klaar") == 3, "three were accepted"
    assert sorted(row[6] for row in people[1:]) == [""] * 6 + ["2"] * 6
    assert found["vragen"][1][2:] == ["November, Geel", "12", "6"]
    assert found["terugblik"][1] == ["Toegankelijkheid", "0", "0", "0", "5"]
    assert found["terugblik"][-1] == ["Opmerking", "'=HYPERLINK(1)"]
    assert found["xlsx Hoe was het"][-1][1] == "=HYPERLINK(1)", "text in a cell that is marked as text"
    with site.database.reading() as session:
        actions = session.scalars(select(AuditEvent.action)).all()
        assert actions.count("group_exported") == 4


def test_the_order_of_the_sheet_says_nothing(site: Site) -> None:
    """Whoever has the list of names beside it cannot lay it along the sheet."""
    ilse = site.as_(site.crowd.ilse)
    orders = {ilse.get(f"{site.overview}/deelnemers.csv").data for _ in range(8)}
    assert len(orders) > 1


def test_a_sheet_that_does_not_exist_and_a_group_that_is_empty(site: Site) -> None:
    ilse = site.as_(site.crowd.ilse)
    assert ilse.get(f"{site.overview}/namen.csv").status_code == 404
    with site.database.transaction() as session:
        session.execute(update(Enrolment).values(ended_at=NOW))
    site = replace(site)
    assert "Nog niemand" in ilse.get(site.overview).text
    assert sheets(site)["deelnemers"] == [["Deelnemer"]]
