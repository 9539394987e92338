"""Who is excused and who did something instead, as the trainer sees and decides it."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from courses.delivery.missed_models import SubstituteState, SubstituteTask, Visit
from courses.delivery.models import Attendance, Participation, Presence, Run, RunSession
from courses.flows.apologise import apologise
from courses.outbox.models import OutboxMessage
from lms import clock
from lms.db import Database
from tests.factories import make_participation, make_person, make_run
from tests.lms.practice_site import Site, make_site

ANSWER = "Ik gaf de les aan een collega."


@pytest.fixture
def site(app: Flask, database: Database) -> Site:
    return make_site(app, database)


@pytest.fixture
def back(site: Site) -> str:
    """The public id of the return moment, for which Nele is excused."""
    with site.database.transaction() as session:
        meeting = session.scalars(select(RunSession)).one().public_id
        apologise(
            session, session_public_id=meeting, person_id=site.people["nele"], reason="Klassenraad.", now=clock.now()
        )
        return meeting


def group(site: Site) -> str:
    return f"/groepen/{site.world.run}"


def page(site: Site, back: str) -> str:
    return f"{group(site)}/bijeenkomsten/{back}/vervangtaak/{site.world.participation}"


def task(site: Site) -> SubstituteTask:
    with site.database.reading() as session:
        return session.scalars(select(SubstituteTask)).one()


def presence(site: Site) -> Presence:
    with site.database.reading() as session:
        return session.scalars(select(Attendance)).one().presence


def handed_in(site: Site, back: str) -> str:
    """A task was given and handed in; the version that a trainer reads."""
    site.as_("ilse").post(page(site, back), do="give", task="Geef de les aan een collega.")
    assert site.as_("nele").post(f"/bijeenkomsten/{back}/vervangtaak", answer=ANSWER).status_code == 302
    (seen,) = re.findall(r'name="seen" value="(\d+)"', site.as_("ilse").get(page(site, back)).text)
    return seen


def mails(site: Site) -> list[str]:
    with site.database.reading() as session:
        rows = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "mail").order_by(OutboxMessage.id))
        return [str(row.payload["template"]) for row in rows if str(row.payload["template"]).startswith("substitute")]


def test_the_group_and_the_list_say_who_is_excused(site: Site, back: str) -> None:
    """AAN-06: the trainer reads it in the group, and on the list with the reason and by whom."""
    assert "Afgemeld: Nele" in site.as_("ilse").get(group(site)).text
    listed = site.as_("ilse").get(f"{group(site)}/bijeenkomsten/{back}").text
    assert "zelf afgemeld" in listed
    assert "Klassenraad." in listed


def test_everybody_else_is_there_leaves_the_excused_alone(site: Site, back: str) -> None:
    address = f"{group(site)}/bijeenkomsten/{back}"
    html = site.as_("ilse").get(address).text
    fields = {
        name.replace("-", "__"): value
        for name, value in re.findall(r'name="((?:version|presence)-\d+)" value="(\w+)"(?: checked)?', html)
        if name.startswith("version") or f'name="{name}" value="{value}" checked' in html
    }
    site.as_("ilse").post(address, do="everybody", **fields)
    with site.database.reading() as session:
        found = sorted(row.presence.value for row in session.scalars(select(Attendance)))
        assert found == ["excused", "present"]


def test_a_task_is_given_handed_in_and_counts_as_being_there(site: Site, back: str) -> None:
    """AAN-03: yes is presence, and both read the same before and after."""
    seen = handed_in(site, back)
    assert "1 vervangtaak te lezen" in site.as_("ilse").get(group(site)).text
    assert ANSWER in site.as_("ilse").get(page(site, back)).text
    assert site.as_("ilse").post(page(site, back), do="yes", seen=seen, word="Mooi.").status_code == 302
    assert presence(site) is Presence.SUBSTITUTE
    assert task(site).state is SubstituteState.ACCEPTED
    assert "vervangtaak te lezen" not in site.as_("ilse").get(group(site)).text
    assert "Je deed de vervangtaak." in site.as_("nele").get(f"/bijeenkomsten/{back}").text
    assert mails(site) == ["substitute_given", "substitute_read"]


def test_not_yet_needs_a_word_and_comes_back(site: Site, back: str) -> None:
    seen = handed_in(site, back)
    assert site.as_("ilse").post(page(site, back), do="no", seen=seen).status_code == 422
    site.as_("ilse").post(page(site, back), do="no", seen=seen, word="Wat vroeg je collega?")
    assert presence(site) is Presence.EXCUSED
    assert "Wat vroeg je collega?" in site.as_("nele").get(f"/bijeenkomsten/{back}").text
    site.as_("nele").post(f"/bijeenkomsten/{back}/vervangtaak", answer=ANSWER + " Zij vroeg veel.")
    assert task(site).state is SubstituteState.HANDED_IN


def test_what_changed_since_it_was_read_is_not_decided(site: Site, back: str) -> None:
    """Nobody says yes to something else than what was read; of two trainers one decides."""
    seen = handed_in(site, back)
    site.as_("nele").post(f"/bijeenkomsten/{back}/vervangtaak", answer="Iets anders.")
    late = site.as_("ilse").post(page(site, back), do="yes", seen=seen, word="Een heel verhaal.")
    assert late.status_code == 409
    assert "Een heel verhaal." in late.text
    assert presence(site) is Presence.EXCUSED
    site.as_("ilse").post(page(site, back), do="yes", seen=int(seen) + 1)
    assert site.as_("els").post(page(site, back), do="no", seen=int(seen) + 1, word="Nee.").status_code == 409
    assert presence(site) is Presence.SUBSTITUTE


def test_a_trainer_who_takes_part_does_not_decide_about_themselves(site: Site, back: str) -> None:
    seen = handed_in(site, back)
    with site.database.transaction() as session:
        row = session.scalars(select(Participation).where(Participation.person_id == site.people["nele"])).one()
        row.person_id = site.people["els"]
    assert site.as_("els").post(page(site, back), do="yes", seen=seen).status_code == 403
    assert presence(site) is Presence.EXCUSED


def test_a_task_without_words_or_for_who_was_there_is_refused(site: Site, back: str) -> None:
    assert site.as_("ilse").post(page(site, back), do="give", task=" ").status_code == 422
    other = page(site, back).replace(site.world.participation, site.karim_participation)
    refused = site.as_("ilse").post(other, do="give", task="Lees dit.")
    assert refused.status_code == 409
    assert "Noteer eerst op de lijst" in refused.text
    nobody = page(site, back).replace(site.world.participation, "iemand-anders")
    assert site.as_("ilse").get(nobody).status_code == 404


def test_a_guest_of_another_group_is_on_the_list(site: Site, back: str) -> None:
    """AAN-04: who said to come along is ticked like everybody, and stays in the own group."""
    with site.database.transaction() as session:
        meeting = session.scalars(select(RunSession)).one()
        run = session.get_one(Run, meeting.run_id)
        other = make_run(session, run.module_version)
        joris = make_participation(session, make_person(session, "Joris Peeters"), other)
        missed = next(one for one in other.sessions if one.unit_id == meeting.unit_id)
        session.add(
            Visit(
                run_session_id=meeting.id,
                participation_id=joris.id,
                instead_of_id=missed.id,
                asked_at=clock.now(),
            )
        )
        number = joris.id
    address = f"{group(site)}/bijeenkomsten/{back}"
    assert "Joris Peeters" in site.as_("ilse").get(address).text
    site.as_("ilse").post(address, do="save", **{f"presence__{number}": "present", f"version__{number}": 0})
    with site.database.reading() as session:
        row = session.scalars(select(Attendance).where(Attendance.participation_id == number)).one()
        assert row.presence is Presence.PRESENT
