"""A group that is planned already is changed: told once where calendars hold it, and seats go to who waits."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.delivery.calendar_models import ChangeKind, Invitation, RunChange
from courses.delivery.errors import BadPlan, PlanChanged
from courses.delivery.invitations import set_right
from courses.delivery.joining import Waiting, WaitingState
from courses.delivery.models import Enrolment, MeetingMode, Run, RunSession
from courses.delivery.services import SessionPlan
from courses.flows.change_run import add_meeting
from courses.flows.enrol import enrol
from courses.flows.wait import wait
from courses.outbox.models import OutboxMessage
from courses.reminders.models import Reminder, ReminderKind, ReminderState
from lms import clock
from lms.db import Database
from tests.conftest import NOW
from tests.factories import make_person, make_run
from tests.lms.practice_site import Browser, Site, make_site


@pytest.fixture
def site(app: Flask, database: Database) -> Iterator[Site]:
    with time_machine.travel(NOW, tick=False):
        made = make_site(app, database)
        with database.transaction() as session:
            set_right(session, run_id=made.world.run_id, now=NOW)
        yield made


def address(site: Site) -> str:
    return f"/groepen/{site.world.run}/wijzigen"


def form(browser: Browser, site: Site) -> dict[str, str]:
    """The fields as the page has them, by the names that `post` takes."""
    html = browser.get(address(site)).text
    first = html[html.index(f'action="{address(site)}"') : html.index('bijeenkomsten" novalidate')]
    fields = dict(re.findall(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', first))
    ticked = set(re.findall(r'name="(trainer-\d+)" value="1" checked', first))
    fields |= dict(re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>([^<]*)<', first))
    fields |= dict(re.findall(r'<select[^>]* name="([^"]+)">.*?value="(\w+)" selected', first))
    wanted = {name: value for name, value in fields.items() if not name.startswith("trainer-") or name in ticked}
    return {name.replace("-", "__"): value for name, value in wanted.items() if name != "csrf_token"}


def only_meeting(site: Site) -> str:
    with site.database.reading() as session:
        return session.scalars(select(RunSession.public_id)).one()


def told(site: Site) -> list[int]:
    with site.database.reading() as session:
        rows = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "mail"))
        return sorted(row.payload["person_id"] for row in rows if row.payload["template"] == "run_changed")


def test_another_place_is_told_once_and_calendars_follow(site: Site) -> None:
    """LOC-01, AAN-04: place, access and address change in one save; the same save again is no change."""
    ilse, key = site.as_("ilse"), only_meeting(site)
    fields = form(ilse, site) | {
        f"place__{key}": "Bibliotheek, Mol",
        f"note__{key}": "Bel aan.",
        f"mode__{key}": "both",
        f"url__{key}": "https://video.example/mol",
        "reason": "Het lokaal is bezet.",
    }
    assert ilse.post(address(site), **fields).status_code == 302
    assert told(site) == sorted(site.people[who] for who in ("nele", "karim", "els")), "not who did it"
    with site.database.reading() as session:
        meeting = session.scalars(select(RunSession)).one()
        assert (meeting.place, meeting.access_note, meeting.mode) == ("Bibliotheek, Mol", "Bel aan.", MeetingMode.BOTH)
        (change,) = session.scalars(select(RunChange))
        assert (change.kind, change.reason) == (ChangeKind.CHANGED, "Het lokaal is bezet.")
        sequences = session.scalars(select(Invitation.sequence)).all()
        assert sorted(sequences) == [0, 0, 1, 1]
    again = form(ilse, site)
    assert ilse.post(address(site), **again).status_code == 302
    assert len(told(site)) == 3


def test_contact_seats_and_name_are_kept_and_tell_nobody(site: Site) -> None:
    """OPL-02: the contact person of a group can be another one."""
    ilse = site.as_("ilse")
    fields = form(ilse, site) | {
        "name": "Januari, Mol",
        "seats": "20",
        "contact_name": "Els Smets",
        "contact_email": "els@leerspoor.example",
    }
    ilse.post(address(site), **fields)
    with site.database.reading() as session:
        run = session.get_one(Run, site.world.run_id)
        assert (run.name, run.seats, run.contact_name) == ("Januari, Mol", 20, "Els Smets")
        assert run.version == 2
    assert told(site) == []


def test_more_seats_go_to_who_waits(site: Site) -> None:
    """GRP-01: the waiting list moves up in the same save."""
    with site.database.transaction() as session:
        run = session.get_one(Run, site.world.run_id)
        run.seats = 2
        lea = make_person(session, "Lea Maes").id
        assert wait(session, person_id=lea, run_id=run.id, now=NOW).state is WaitingState.WAITING
    ilse = site.as_("ilse")
    ilse.post(address(site), **(form(ilse, site) | {"seats": "3"}))
    with site.database.reading() as session:
        assert session.scalars(select(Waiting)).one().state is WaitingState.SEATED
        people = [row.participation.person_id for row in session.scalars(select(Enrolment))]
        assert lea in people


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"name": " "}, "Geef de groep een naam"),
        ({"seats": "1"}, "Er zijn al 2 plaatsen bezet"),
        ({"seats": "veel"}, "Vul een aantal plaatsen in"),
        ({"contact_email": "els"}, "Dit is geen e-mailadres."),
        ({"enrol_until": "morgen"}, "Dit is geen dag."),
        ({"url": "javascript:alert(1)"}, "https://"),
        ({"trainers": ""}, "Kies minstens één persoon"),
    ],
)
def test_what_cannot_be_comes_back_with_what_was_typed(site: Site, wrong: dict[str, str], says: str) -> None:
    ilse = site.as_("ilse")
    fields = form(ilse, site) | {"reason": "Blijft staan."}
    if "trainers" in wrong:
        fields = {name: value for name, value in fields.items() if not name.startswith("trainer")}
    elif "url" in wrong:
        fields[f"url__{only_meeting(site)}"] = wrong["url"]
    else:
        fields |= wrong
    refused = ilse.post(address(site), **fields)
    assert refused.status_code == 422
    assert says in refused.text
    assert "Blijft staan." in refused.text
    with site.database.reading() as session:
        assert session.get_one(Run, site.world.run_id).version == 1


def test_two_who_change_at_once_see_it(site: Site) -> None:
    ilse, els = site.as_("ilse"), site.as_("els")
    fields = form(els, site)
    ilse.post(address(site), **(form(ilse, site) | {"name": "Van Ilse"}))
    refused = els.post(address(site), **(fields | {"name": "Van Els"}))
    assert refused.status_code == 409
    assert "Van Els" in refused.text
    with site.database.reading() as session:
        assert session.get_one(Run, site.world.run_id).name == "Van Ilse"


def test_who_gives_it_changes_and_a_stranger_is_left_out(site: Site) -> None:
    """A trainer of another organisation cannot be ticked in; who gives it no longer sees it no longer."""
    ilse = site.as_("ilse")
    fields = {name: value for name, value in form(ilse, site).items() if name != f"trainer__{site.people['els']}"}
    fields |= {f"trainer__{site.people['jan']}": "1", f"trainer__{site.people['bram']}": "1"}
    ilse.post(address(site), **fields)
    with site.database.reading() as session:
        run = session.get_one(Run, site.world.run_id)
        assert {row.person_id for row in run.trainers} == {site.people["ilse"], site.people["jan"]}
        wishes = session.scalars(select(Reminder).where(Reminder.kind == ReminderKind.WISHES)).all()
        assert {row.person_id for row in wishes if row.state is ReminderState.WAITING} == {
            site.people["ilse"],
            site.people["jan"],
        }
    assert site.as_("els").get(address(site)).status_code == 404
    assert site.as_("jan").get(address(site)).status_code == 200


def a_plan(starts: datetime, unit: str = "session") -> SessionPlan:
    return SessionPlan(unit_slug=unit, starts_local=starts, ends_local=starts + timedelta(hours=2), place="Geel")


def a_group(session: Session) -> tuple[Run, Enrolment]:
    run, nele = make_run(session), make_person(session)
    return run, enrol(session, person_id=nele.id, run_id=run.id, now=NOW)


def test_a_session_more_is_told_and_comes_into_the_calendar(database: Database) -> None:
    """AAN-04, AAN-06: practice work opens after the new last session, and the return moment says so too."""
    with database.transaction() as session:
        run, enrolment = a_group(session)
        first, back = run.sessions
        assert back.return_moment is not None
        back.return_moment.opens_local = first.ends_local
        starts = first.starts_local + timedelta(weeks=1)
        change = add_meeting(session, run_id=run.id, plan=a_plan(starts), seen=1, actor_id=None, now=NOW)
        assert (change.kind, run.version) == (ChangeKind.ADDED, 2)
        assert back.return_moment.opens_local == starts + timedelta(hours=2)
        mail = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id.desc())).all()
        (row,) = [one for one in mail if one.payload.get("template") == "run_changed"]
        sent = [int(part) for part in str(row.payload["ids"]["invitations"]).split(",")]
        told = session.scalars(select(Invitation).where(Invitation.id.in_(sent))).all()
        assert sorted(one.session.starts_local for one in told) == [starts, back.starts_local]
        assert enrolment.run_id == run.id


def test_a_session_that_cannot_be_is_refused(session: Session) -> None:
    run, _enrolment = a_group(session)
    first, back = run.sessions
    cases = {
        "past": (a_plan(NOW.replace(tzinfo=None) - timedelta(days=1)), 1, BadPlan),
        "after the return moment": (a_plan(back.starts_local + timedelta(weeks=1)), 1, BadPlan),
        "no session": (a_plan(first.starts_local, unit="text"), 1, BadPlan),
        "another unit": (a_plan(first.starts_local, unit="nergens"), 1, BadPlan),
        "changed meanwhile": (a_plan(first.starts_local), 7, PlanChanged),
    }
    for name, (plan, seen, error) in cases.items():
        nested = session.begin_nested()
        with pytest.raises(error):
            add_meeting(session, run_id=run.id, plan=plan, seen=seen, actor_id=None, now=NOW)
        nested.rollback()
        assert session.scalars(select(RunSession).where(RunSession.run_id == run.id)).all() == [first, back], name


def test_a_session_more_through_the_page(site: Site) -> None:
    ilse = site.as_("ilse")
    path = f"/groepen/{site.world.run}/bijeenkomsten"
    with site.database.reading() as session:
        meeting = session.scalars(select(RunSession)).one()
        day, unit = (meeting.starts_local + timedelta(days=3)).date().isoformat(), meeting.unit.slug
    fields = {"unit": unit, "day": day, "starts": "10:00", "ends": "12:00", "place__new": "Online", "seen": 1}
    missing = ilse.post(path, **(fields | {"starts": ""}))
    assert missing.status_code == 422
    assert 'value="12:00"' in missing.text
    assert ilse.post(path, **fields).status_code == 302
    assert told(site) == sorted(site.people[who] for who in ("nele", "karim", "els"))
    with site.database.reading() as session:
        assert len(session.scalars(select(RunSession)).all()) == 2
    assert clock.now() == NOW


def test_the_answer_time_is_promised_and_read_by_participants(site: Site) -> None:
    """OPL-02: each run names a contact person, a button, and within how many working days an answer comes."""
    ilse = site.as_("ilse")
    contact = {"contact_name": "Els Smets", "contact_email": "els@leerspoor.example"}
    for wrong in ("0", "21", "gauw"):
        refused = ilse.post(address(site), **(form(ilse, site) | contact | {"answer_days": wrong}))
        assert refused.status_code == 422, wrong
    assert "antwoord binnen" not in site.as_("nele").get("/mijn-leerspoor").text
    ilse.post(address(site), **(form(ilse, site) | contact | {"answer_days": "2"}))
    home = site.as_("nele").get("/mijn-leerspoor").text
    assert "Je krijgt antwoord binnen 2 werkdagen." in home
    assert 'href="mailto:els@leerspoor.example?subject=' in home
