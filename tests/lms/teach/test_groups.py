"""Groups and attendance: the own ones, in the words of the participants, one save for all."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from courses.catalogue.models import UnitKind
from courses.delivery.models import Attendance, Presence, RunSession, Wish
from courses.delivery.rules import instant
from lms import clock
from lms.db import Database
from tests.lms.practice_site import Site, make_site


@pytest.fixture
def site(app: Flask, database: Database) -> Site:
    return make_site(app, database)


@pytest.fixture
def meeting(site: Site) -> str:
    """The address of the return moment's attendance."""
    with site.database.reading() as session:
        row = session.scalars(select(RunSession).join(RunSession.unit)).one()
        assert row.unit.kind is UnitKind.RETURN_MOMENT
        return f"/groepen/{site.world.run}/bijeenkomsten/{row.public_id}"


def participations(site: Site) -> dict[str, int]:
    from courses.delivery.models import Participation

    with site.database.reading() as session:
        rows = session.scalars(select(Participation)).all()
        return {row.person.display_name.split()[0]: row.id for row in rows if row.person}


def recorded(site: Site) -> dict[int, tuple[Presence, str | None, int]]:
    with site.database.reading() as session:
        rows = session.scalars(select(Attendance)).all()
        return {row.participation_id: (row.presence, row.note, row.version) for row in rows}


def test_trainers_and_managers_see_their_groups_and_nobody_else_does(site: Site, meeting: str) -> None:
    group = f"/groepen/{site.world.run}"
    for who in ("ilse", "els", "mia"):
        assert group in site.as_(who).get("/groepen").text
        assert site.as_(who).get(group).status_code == 200
        assert site.as_(who).get(meeting).status_code == 200
    for who in ("jan", "bram", "zita"):
        assert group not in site.as_(who).get("/groepen").text
        assert site.as_(who).get(group).status_code == 404
        assert site.as_(who).get(meeting).status_code == 404
        assert site.as_(who).post(meeting, do="everybody").status_code == 404
    for who in ("nele", "karim"):
        assert site.as_(who).get("/groepen").status_code == 404
        assert site.as_(who).get(group).status_code == 404
    assert recorded(site) == {}


def test_what_is_missing_reads_as_the_participant_reads_it(site: Site) -> None:
    """AAN-03: one function says it; the trainer's page and the teacher's home use the same sentence."""
    page = site.as_("ilse").get(f"/groepen/{site.world.run}").text
    home = site.as_("nele").get("/mijn-leerspoor").text
    titles = set(re.findall(r"<li><b>([^<]+)</b>", page))
    assert titles
    for title in titles:
        assert title in home


def test_work_that_waits_is_linked_from_the_group(site: Site) -> None:
    nele = site.as_("nele")
    nele.post(site.work, text="Een les.", version=0)
    nele.post(f"{site.work}/keuze", version=1)
    page = site.as_("mia").get(f"/groepen/{site.world.run}").text
    (address,) = re.findall(r'href="(/nakijken/[^"]+)"', page)
    assert "na te kijken" in page
    assert site.as_("mia").get(address).status_code == 200


def test_exceptions_first_then_everybody_else(site: Site, meeting: str) -> None:
    """AAN-06, OPL-06: attendance is recorded per session, for a group in two presses."""
    who = participations(site)
    ilse = site.as_("ilse")
    answer = ilse.post(
        meeting,
        do="everybody",
        **{f"presence__{who['Karim']}": "excused", f"note__{who['Karim']}": "Is ziek.", f"version__{who['Karim']}": 0},
        **{f"version__{who['Nele']}": 0},
    )
    assert answer.status_code == 303
    assert recorded(site) == {
        who["Nele"]: (Presence.PRESENT, None, 1),
        who["Karim"]: (Presence.EXCUSED, "Is ziek.", 1),
    }
    assert "1 van 2 aanwezig" in ilse.get(f"/groepen/{site.world.run}").text


def test_saving_leaves_open_what_was_not_chosen(site: Site, meeting: str) -> None:
    who = participations(site)
    site.as_("ilse").post(
        meeting, do="save", **{f"presence__{who['Nele']}": "substitute", f"version__{who['Nele']}": 0}
    )
    assert recorded(site) == {who["Nele"]: (Presence.SUBSTITUTE, None, 1)}


def test_two_trainers_at_once_see_both_and_nothing_is_half_saved(site: Site, meeting: str) -> None:
    who = participations(site)
    ilse, els = site.as_("ilse"), site.as_("els")
    ilse.post(meeting, do="save", **{f"presence__{who['Nele']}": "absent", f"version__{who['Nele']}": 0})
    clash = els.post(
        meeting,
        do="save",
        **{f"presence__{who['Karim']}": "present", f"version__{who['Karim']}": 0},
        **{f"presence__{who['Nele']}": "present", f"version__{who['Nele']}": 0},
    )
    assert clash.status_code == 409
    assert "Intussen bewaard: Afwezig." in clash.text
    assert recorded(site) == {who["Nele"]: (Presence.ABSENT, None, 1)}, "Karim was not saved by half"
    again = dict(re.findall(r'name="(version-\d+)" value="(\d+)"', clash.text))
    fields = {name.replace("-", "__"): value for name, value in again.items()}
    els.post(
        meeting,
        do="save",
        **fields,
        **{f"presence__{who['Karim']}": "present", f"presence__{who['Nele']}": "present"},
    )
    assert recorded(site) == {
        who["Nele"]: (Presence.PRESENT, None, 2),
        who["Karim"]: (Presence.PRESENT, None, 1),
    }


def test_nonsense_in_the_form_is_left_out(site: Site, meeting: str) -> None:
    who = participations(site)
    site.as_("ilse").post(
        meeting, do="save", **{f"presence__{who['Nele']}": "boss", "presence__999": "present", "presence__x": "present"}
    )
    assert recorded(site) == {}


def test_questions_sent_ahead_stand_on_the_return_moments_page(site: Site, meeting: str) -> None:
    who = participations(site)
    with site.database.transaction() as session:
        row = session.scalars(select(RunSession)).one()
        session.add(
            Wish(
                run_session_id=row.id,
                participation_id=who["Nele"],
                body="Hoe meet ik <stroom>?",
                written_at=clock.now(),
            )
        )
    page = site.as_("ilse").get(meeting).text
    assert "Hoe meet ik &lt;stroom&gt;?" in page
    assert page.index("Vragen vooraf") < page.index("Hoe meet ik")
    assert "Nele Wouters" in page


def test_a_session_of_another_group_is_not_found_through_ones_own(site: Site, meeting: str) -> None:
    from courses.delivery.models import Run
    from tests import factories

    with site.database.transaction() as session:
        other = factories.make_run(session, session.get_one(Run, site.world.run_id).module_version)
        address = f"/groepen/{site.world.run}/bijeenkomsten/{other.sessions[0].public_id}"
    assert site.as_("ilse").get(address).status_code == 404


def test_of_two_sessions_at_once_one_button_is_yellow(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Look: one button that says "do this now" on a page; the other session is there too."""
    with site.database.transaction() as session:
        first = session.scalars(select(RunSession)).one()
        session.add(
            RunSession(
                run_id=first.run_id,
                unit_id=first.unit_id,
                starts_local=first.starts_local + timedelta(minutes=5),
                ends_local=first.ends_local,
                zone=first.zone,
                mode=first.mode,
            )
        )
        moment = instant(first.starts_local, first.zone) + timedelta(minutes=10)
    monkeypatch.setattr(clock, "now", lambda: moment)
    for address in ("/groepen", "/nakijken"):
        page = site.as_("ilse").get(address).text
        assert page.count("Toon de code") == 2
        assert len(re.findall(r'class="btn now[" ]', page)) == 1
