"""What waits on the home page and in the queue, who handed in (ANA-04), and how many assess it."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from courses.flows.digest import gather_digest
from courses.outbox.models import OutboxMessage
from courses.people.models import AuditEvent
from courses.practice.models import Assignment, Attempt
from courses.reminders.models import Reminder, ReminderKind
from lms import clock
from lms.db import Database
from tests.lms.practice_site import Site, make_site
from tests.lms.teach.test_grading import attempt, marks  # noqa: F401 (a fixture)


@pytest.fixture
def site(app: Flask, database: Database) -> Site:
    return make_site(app, database)


def asked(site: Site) -> dict[int, int]:
    """Reminders of the trainer by person."""
    with site.database.reading() as session:
        rows = session.scalars(
            select(Reminder).where(Reminder.kind == ReminderKind.WORK, Reminder.run_session_id.is_(None))
        ).all()
        found: dict[int, int] = {}
        for row in rows:
            found[row.person_id] = found.get(row.person_id, 0) + 1
        return found


def test_what_waits_stands_on_the_home_page_with_its_age(site: Site, attempt: str) -> None:  # noqa: F811
    """No step at all: the trainer's goal in peers.md part D."""
    with site.database.transaction() as session:
        row = session.scalars(select(Attempt)).one()
        row.handed_in_at = clock.now() - timedelta(days=3, hours=2)
    page = site.as_("ilse").get("/mijn-leerspoor").text
    assert "1 werk wacht op jou" in page
    assert attempt in page
    assert "3 dagen" in page
    for who in ("nele", "jan", "mia"):
        assert attempt not in site.as_(who).get("/mijn-leerspoor").text


def test_the_queue_shows_one_group_or_one_assignment(site: Site, attempt: str) -> None:  # noqa: F811
    ilse = site.as_("ilse")
    assert attempt in ilse.get(f"/nakijken?groep={site.world.run}&opdracht={site.world.unit}").text
    assert attempt in ilse.get("/nakijken?groep=weg&opdracht=weg").text, "what is not there filters nothing"
    assert re.search(r"<b class=\"num\">\s*(net|\d+ min)", ilse.get("/nakijken").text)


def test_a_hidden_name_is_on_no_page_of_who_assesses(site: Site, attempt: str) -> None:  # noqa: F811
    with site.database.transaction() as session:
        session.get_one(Assignment, site.world.assignment_id).blind = True
    ilse = site.as_("ilse")
    for page in ("/nakijken", "/mijn-leerspoor", attempt):
        text = ilse.get(page).text
        assert "Nele" not in text
        assert f"Werk {attempt.rpartition('/')[2][:4].upper()}" in text
    assert attempt not in ilse.get(f"/groepen/{site.world.run}").text, "a list of names leads to no hidden work"
    assert attempt not in ilse.get(f"/groepen/{site.world.run}/inleveringen").text
    ilse.post(attempt, do="decide", version=0, **marks(site, 2, 3))
    assert "Nele Wouters" in ilse.get(attempt).text


def test_who_handed_in_is_seen_at_a_glance(site: Site, attempt: str) -> None:  # noqa: F811
    """ANA-04"""
    page = site.as_("ilse").get(f"/groepen/{site.world.run}/inleveringen").text
    assert "1 van 2 leverden alles in" in page
    assert "Herinner 1 persoon" in page
    rows = dict(
        re.findall(
            r'<th scope="row"><a[^>]*>([^<]+)</a></th>.*?<span class="tag[^>]*>(?:<svg.*?</svg>)?([^<]+)</span>',
            page,
            re.S,
        )
    )
    assert rows == {"Karim Haddad": "nog niets", "Nele Wouters": "na te kijken"}


def test_only_who_did_not_hand_in_is_reminded_and_once_a_day(site: Site, attempt: str) -> None:  # noqa: F811
    """ANA-04: through the reminder rows, so quiet hours and the choice of the reader hold."""
    ilse, address = site.as_("ilse"), f"/groepen/{site.world.run}/herinneren"
    for _press in range(2):
        assert ilse.post(address).status_code == 302
    assert asked(site) == {site.people["karim"]: 1}
    with site.database.reading() as session:
        mails = session.scalars(
            select(OutboxMessage).where(
                OutboxMessage.kind == "digest", OutboxMessage.subject_id == site.people["karim"]
            )
        ).all()
        actions = session.scalars(select(AuditEvent.action).where(AuditEvent.action == "group_nudged")).all()
    assert len({row.due_at for row in mails}) == len(mails)
    assert len(actions) == 2


def test_who_hands_in_before_the_mail_leaves_gets_nothing(site: Site, attempt: str) -> None:  # noqa: F811
    site.as_("ilse").post(f"/groepen/{site.world.run}/herinneren")
    karim = site.as_("karim")
    where = site.work.replace(site.world.participation, site.karim_participation)
    with site.database.transaction() as session:
        row = session.scalars(select(Reminder).where(Reminder.run_session_id.is_(None))).one()
        outbox = session.scalars(
            select(OutboxMessage.id).where(OutboxMessage.kind == "digest", OutboxMessage.due_at == row.send_at)
        ).one()
        later = row.send_at
    karim.post(where, text="Toch nog.", version=0)
    karim.post(f"{where}/keuze", version=1)
    with site.database.transaction() as session:
        digest = gather_digest(session, person_id=site.people["karim"], outbox_id=outbox, now=later)
        assert digest.lines == ()


def test_a_trainer_lets_two_assess_the_work_of_the_group(site: Site, attempt: str) -> None:  # noqa: F811
    ilse = site.as_("ilse")
    unit = site.world.unit_id
    assert ilse.post(f"/groepen/{site.world.run}/beoordelaars", unit=unit, assessors=2).status_code == 302
    assert "Laat één beoordelen" in ilse.get(f"/groepen/{site.world.run}/inleveringen").text
    ilse.post(attempt, do="decide", version=0, **marks(site, 2, 3))
    assert "Je beoordeling is binnen" in ilse.get(attempt).text
    assert attempt in site.as_("els").get("/nakijken").text
    assert attempt not in ilse.get("/nakijken").text
    for assessors in (0, 3):
        assert ilse.post(f"/groepen/{site.world.run}/beoordelaars", unit=unit, assessors=assessors).status_code == 422
    assert ilse.post(f"/groepen/{site.world.run}/beoordelaars", unit=999, assessors=2).status_code == 422
