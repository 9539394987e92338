"""Learner, trainer and coach read the same "what is missing": one function says it, three pages show it (AAN-03).

And the coach reads it only of who said yes, in the own school, for as long as it stands.
"""

import re
from dataclasses import dataclass

import pytest
from flask import Flask
from markupsafe import Markup
from sqlalchemy import delete, select

from courses.flows import standing
from courses.people.models import AuditEvent, Consent, Membership, Organisation, Role
from courses.people.services import grant_role
from courses.progress import missing, rules
from courses.recognition.models import Award, AwardEdition
from lms import wording
from lms.db import Database
from tests import factories
from tests.conftest import NOW
from tests.crowd import Crowd, make_crowd
from tests.lms.practice_site import Browser

LEARNERS = 4
"""One handed in, one was told "not yet", one was accepted, one wrote nothing."""


@dataclass(frozen=True)
class World:
    app: Flask
    database: Database
    crowd: Crowd
    people: tuple[int, ...]
    coach: int
    elsewhere: int
    """Coach of another school."""

    def as_(self, person: int) -> Browser:
        client = self.app.test_client()
        factories.sign_in(client, person)
        return Browser(client)

    def show(self, person: int, answer: str = "ja") -> None:
        assert self.as_(person).post("/profiel/digicoach", toon=answer).status_code == 303


@pytest.fixture
def world(app: Flask, database: Database) -> World:
    with database.transaction() as session:
        crowd = make_crowd(session, LEARNERS)
        for row in (AwardEdition, Award):  # this crowd holds a badge that it did not earn
            session.execute(delete(row))
        school = factories.make_organisation(session, name="De Brug")
        other = factories.make_organisation(session, name="Elders")
        people = [row.person_id or 0 for row in session.scalars(select(factories.Participation).order_by("id"))]
        for person in people:
            grant_role(session, person_id=person, organisation_id=school.id, role=Role.LEARNER, now=NOW)
        coach = factories.make_person(session, "Cas Hermans", roles={school: [Role.COACH]}).id
        elsewhere = factories.make_person(session, "Zara Bouali", roles={other: [Role.COACH]}).id
        return World(app, database, crowd, tuple(people), coach, elsewhere)


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", Markup(html).striptags()).strip()


def as_learner(world: World, person: int) -> list[tuple[str, str]]:
    """The list on the home page: what is not done, with its sentence."""
    page = world.as_(person).get("/mijn-leerspoor").text
    items = re.search(r'id="missing".*?<ul class="missing">(.*?)</ul>', page, re.S)
    assert items is not None
    found = []
    for item in re.findall(r"<li>.*?</li>", items[1], re.S):
        title = re.search(r"<b>(.*?)</b>", item, re.S)
        note = re.search(r'class="[^"]*soft[^"]*"[^>]*>(.*?)</', item, re.S)
        if title is not None:  # what is done has no heading
            found.append((plain(title[1]), wording.sentence(plain(note[1])) if note else ""))
    return found


def as_others(page: str, name: str) -> list[tuple[str, str]]:
    """The row of this person in a table."""
    row = next(row for row in re.findall(r"<tr>.*?</tr>", page, re.S) if name in row)
    return [
        (plain(title), plain(detail))
        for title, detail in re.findall(r'<li><b>(.*?)</b>(?:\. <span class="soft">(.*?)</span>)?</li>', row, re.S)
    ]


def test_three_pages_say_the_same_of_everybody(world: World) -> None:
    for person in world.people:
        world.show(person)
    group = world.as_(world.crowd.ilse).get(f"/groepen/{world.crowd.run}").text
    school = world.as_(world.coach).get("/collegas").text
    said = []
    for at, person in enumerate(world.people):
        name = f"Mens {at:03} Peeters"
        learner = as_learner(world, person)
        assert learner == as_others(group, name) == as_others(school, name), name
        said.append(learner)
    assert all(said)
    assert len({str(one) for one in said}) == LEARNERS, "four people who stand differently"


def test_there_is_one_function(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Change what it says, and all three pages say that."""
    person = world.people[3]
    world.show(person)
    before = as_learner(world, person)
    real = rules.missing_for
    for module in (missing.rules, standing.rules):
        monkeypatch.setattr(module, "missing_for", lambda *args: real(*args)[:1])
    one = as_learner(world, person)
    assert one == before[:1] != before
    assert as_others(world.as_(world.crowd.ilse).get(f"/groepen/{world.crowd.run}").text, "Mens 003") == one
    assert as_others(world.as_(world.coach).get("/collegas").text, "Mens 003") == one


def test_a_coach_sees_only_who_said_yes_for_as_long_as_it_stands(world: World) -> None:
    first = world.people[0]
    coach = world.as_(world.coach)
    assert "Nog niemand toont iets" in coach.get("/collegas").text
    world.show(first)
    page = coach.get("/collegas").text
    assert "Mens 000 Peeters" in page
    assert "Mens 001 Peeters" not in page
    assert "Je digicoach ziet het nu." in world.as_(first).get("/profiel").text
    world.show(first, "nee")
    assert "Mens 000" not in coach.get("/collegas").text
    world.show(first)
    world.show(first)
    assert coach.get("/collegas").text.count('<th scope="row">Mens 000') == 1
    with world.database.reading() as session:
        row = session.scalars(select(Consent)).one()
        assert (row.person_id, row.withdrawn_at) == (first, None)
        assert "colleagues_read" in set(session.scalars(select(AuditEvent.action)))


def test_another_school_and_another_role_see_nothing(world: World) -> None:
    for person in world.people:
        world.show(person)
    assert "Mens" not in world.as_(world.elsewhere).get("/collegas").text
    for person in (world.people[0], world.crowd.ilse, world.crowd.mia):
        assert world.as_(person).get("/collegas").status_code == 404


def test_who_leaves_the_school_is_not_shown_any_more(world: World) -> None:
    world.show(world.people[0])
    with world.database.transaction() as session:
        for row in session.scalars(select(Membership).where(Membership.person_id == world.people[0])):
            session.delete(row)
        assert session.scalars(select(Organisation)).first() is not None
    assert "Mens 000" not in world.as_(world.coach).get("/collegas").text
