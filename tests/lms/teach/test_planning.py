"""Planning, moving and cancelling through the pages: proposed, previewed, said once, and no input lost."""

from collections.abc import Iterator
from re import findall

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from courses.catalogue.models import UnitKind
from courses.delivery.calendar_models import RunChange
from courses.delivery.models import MeetingMode, Run, RunSession
from courses.outbox.models import OutboxMessage
from lms.db import Database
from tests.conftest import NOW
from tests.factories import make_module_version
from tests.lms.practice_site import Site, make_site


@pytest.fixture
def site(app: Flask, database: Database) -> Iterator[Site]:
    """The group's return moment is on Sunday 3 January at 14.00, its work due two days before."""
    with time_machine.travel(NOW, tick=False):
        yield make_site(app, database)


@pytest.fixture
def meeting(site: Site) -> str:
    with site.database.reading() as session:
        public_id = session.scalars(select(RunSession.public_id)).one()
    return f"/groepen/{site.world.run}/bijeenkomsten/{public_id}"


WEEK_LATER = {"day": "2027-01-10", "starts": "14:00", "ends": "17:00", "along": "1"}


def mails(site: Site, template: str) -> list[int]:
    """To whom, by person id, in order."""
    with site.database.reading() as session:
        rows = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "mail").order_by(OutboxMessage.id))
        return [row.payload["person_id"] for row in rows if row.payload["template"] == template]


def test_a_move_is_shown_before_anybody_is_told(site: Site, meeting: str) -> None:
    """AAN-03: practice work falls due by the dates of the group, so it moves along."""
    page = site.as_("ilse").get(f"{meeting}/verzetten", query_string=WEEK_LATER).text
    assert findall(r"<s>([^<]+)</s>", page) == ["zo 3 januari, 14.00–17.00", "vr 1 januari, 14.00"]
    assert findall(r"<td[^>]*><b>([^<]+)</b></td>", page) == ["zo 10 januari, 14.00–17.00", "vr 8 januari, 14.00"]
    assert "2 deelnemers en wie de groep geeft, krijgen één bericht" in page
    assert mails(site, "run_changed") == []


def test_a_move_is_one_change_and_one_mail_a_person_also_when_pressed_twice(site: Site, meeting: str) -> None:
    for _ in range(2):
        answer = site.as_("ilse").post(f"{meeting}/verzetten", **WEEK_LATER, seen=1, reason="De zaal is bezet.")
        assert (answer.status_code, answer.location) == (302, f"/groepen/{site.world.run}")
    nele, karim, els = site.people["nele"], site.people["karim"], site.people["els"]
    assert sorted(mails(site, "run_changed")) == sorted([nele, karim, els])
    with site.database.reading() as session:
        assert [change.reason for change in session.scalars(select(RunChange))] == ["De zaal is bezet."]


def test_of_two_who_move_at_once_the_loser_is_told_and_loses_nothing(site: Site, meeting: str) -> None:
    assert site.as_("els").post(f"{meeting}/verzetten", **WEEK_LATER, seen=1).status_code == 302
    mine = {"day": "2027-01-17", "starts": "13:00", "ends": "15:00", "along": "1"}
    answer = site.as_("ilse").post(f"{meeting}/verzetten", **mine, seen=1, reason="Examens.")
    assert answer.status_code == 409
    assert "Iemand anders veranderde deze groep intussen" in answer.text
    assert "zo 10 januari, 14.00–17.00" in answer.text, "what it is now"
    for typed in ('value="2027-01-17"', 'value="13:00"', ">Examens.</textarea>", 'name="seen" value="2"'):
        assert typed in answer.text
    assert len(mails(site, "run_changed")) == 3
    assert site.as_("ilse").post(f"{meeting}/verzetten", **mine, seen=2).status_code == 302


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"day": "2026-11-01", "starts": "14:00", "ends": "17:00"}, "Dit moment is voorbij"),
        ({"day": "2027-01-10", "starts": "14:00", "ends": "13:00"}, "A session ends after it starts"),
        ({"day": "morgen", "starts": "14:00", "ends": "15:00"}, "Vul een dag in"),
        ({"day": "2027-03-28", "starts": "02:30", "ends": "03:30"}, "Die nacht gaat de klok vooruit"),
    ],
)
def test_a_date_that_cannot_be_says_why_and_keeps_what_was_typed(
    site: Site, meeting: str, fields: dict[str, str], words: str
) -> None:
    answer = site.as_("ilse").post(f"{meeting}/verzetten", **fields, seen=1, reason="Zo is het.")
    assert answer.status_code == 422
    assert words in answer.text or "einde" in answer.text or "eindigt" in answer.text
    assert f'value="{fields["day"]}"' in answer.text
    assert mails(site, "run_changed") == []


def test_a_session_is_cancelled_and_gets_a_new_date_later(site: Site, meeting: str) -> None:
    assert site.as_("ilse").post(f"{meeting}/afgelasten", seen=1, reason="Ziek.").status_code == 302
    assert len(mails(site, "run_changed")) == 3
    assert "een nieuwe datum" in site.as_("ilse").get(f"{meeting}/verzetten").text
    assert site.as_("ilse").post(f"{meeting}/verzetten", **WEEK_LATER, seen=2).status_code == 302
    with site.database.reading() as session:
        assert session.scalars(select(RunSession)).one().cancelled_at is None


def test_a_group_is_cancelled_with_a_reason_and_everybody_hears_it_once(site: Site, meeting: str) -> None:
    path = f"/groepen/{site.world.run}/afgelasten"
    assert "2 deelnemers krijgen één bericht" in site.as_("ilse").get(path).text
    assert site.as_("ilse").post(path, seen=1, reason=" ").status_code == 422
    for _ in range(2):
        assert site.as_("ilse").post(path, seen=1, reason="Te weinig volk.").status_code == 302
    assert len(mails(site, "run_cancelled")) == 3
    with site.database.reading() as session:
        assert session.scalars(select(Run.cancel_reason)).one() == "Te weinig volk."


def test_who_does_not_give_the_group_changes_nothing(site: Site, meeting: str) -> None:
    for who in ("jan", "bram", "zita", "nele"):
        assert site.as_(who).get(f"{meeting}/verzetten").status_code == 404
        assert site.as_(who).post(f"{meeting}/verzetten", **WEEK_LATER, seen=1).status_code == 404
        assert site.as_(who).post(f"{meeting}/afgelasten", seen=1).status_code == 404
        assert site.as_(who).post(f"/groepen/{site.world.run}/afgelasten", seen=1, reason="x").status_code == 404
    with site.database.reading() as session:
        assert session.scalars(select(RunChange)).all() == []


@pytest.fixture
def module(site: Site) -> str:
    """A module with two sessions and a return moment five weeks later, of Ilse's organisation."""
    kinds = (UnitKind.SESSION, UnitKind.SESSION, UnitKind.ASSIGNMENT, UnitKind.RETURN_MOMENT)
    with site.database.transaction() as session:
        organisation = session.get_one(Run, site.world.run_id).organisation
        return make_module_version(session, organisation=organisation, kinds=kinds).module.slug


def fields_of(page: str) -> dict[str, str]:
    return dict(findall(r'name="([^"]+)" value="([^"]*)"', page))


def test_a_fresh_plan_is_no_copy_of_another(site: Site, module: str) -> None:
    """AAN-05: what the form sends by itself does not stand in the way of the proposed dates."""
    page = site.as_("ilse").get(f"/groepen/plannen/{module}").text
    assert 'name="copy"' not in page


def test_a_group_is_planned_with_the_proposed_dates(site: Site, module: str) -> None:
    """R07; AAN-06: several sessions; counted in wall time, so 14.00 stays 14.00 over the change of the clocks."""
    path = f"/groepen/plannen/{module}"
    ilse = site.as_("ilse")
    assert path in ilse.get("/groepen/plannen").text
    page = ilse.post(path, name="Maart, Geel", first="2027-03-10", at="14:00", do="propose").text
    fields = fields_of(page)
    assert [fields[f"day-{slug}"] for slug in ("session", "session-2", "return-moment")] == [
        "2027-03-10",
        "2027-03-17",
        "2027-04-21",
    ]
    assert fields["starts-return-moment"] == "14:00"
    fields |= {"place-session": "Geel", "seats": "12", "mode-session-2": "online", "do": "save"}
    fields = {name: value for name, value in fields.items() if not name.startswith(("csrf", "trainer"))}
    answer = ilse.client.post(path, data={**fields, "csrf_token": _token(ilse)})
    assert answer.status_code == 302, answer.text
    with site.database.reading() as session:
        run = session.scalars(select(Run).where(Run.name == "Maart, Geel")).one()
        assert (run.seats, run.place, f"{run.starts_on}", f"{run.ends_on}") == (12, "Geel", "2027-03-10", "2027-04-21")
        assert [one.mode for one in run.sessions][:2] == [MeetingMode.ONSITE, MeetingMode.ONLINE]
        assert [trainer.person_id for trainer in run.trainers] == [site.people["ilse"]]


def _token(browser: object) -> str:
    from tests import factories

    return factories.token(browser.client)  # type: ignore[attr-defined]


def test_an_earlier_group_is_given_again_in_its_own_rhythm(site: Site) -> None:
    """AAN-04: the same module several times a year."""
    with site.database.reading() as session:
        run = session.get_one(Run, site.world.run_id)
        slug, earlier = run.module_version.module.slug, run.public_id
    path = f"/groepen/plannen/{slug}"
    fields = fields_of(site.as_("ilse").get(f"{path}?kopie={earlier}").text)
    assert (fields["place-return-moment"], fields["seats"], fields["at"]) == ("Geel", "12", "14:00")
    page = site.as_("ilse").post(path, copy=earlier, first="2027-05-05", at="13:00", do="propose").text
    fields = fields_of(page)
    assert (fields["day-return-moment"], fields["starts-return-moment"], fields["ends-return-moment"]) == (
        "2027-05-05",
        "13:00",
        "16:00",
    )


def test_a_plan_that_cannot_be_keeps_everything_that_was_typed(site: Site, module: str) -> None:
    path = f"/groepen/plannen/{module}"
    answer = site.as_("ilse").post(path, name="", contact_name="Ilse Maes", seats="9", do="save")
    assert answer.status_code == 422
    assert "Geef de groep een naam" in answer.text
    assert (fields_of(answer.text)["contact_name"], fields_of(answer.text)["seats"]) == ("Ilse Maes", "9")


def test_a_one_off_training_is_one_session_and_nothing_else(site: Site) -> None:
    """AAN-09: half a day to a day, the simplest form."""
    with site.database.transaction() as session:
        organisation = session.get_one(Run, site.world.run_id).organisation
        version = make_module_version(session, organisation=organisation, kinds=(UnitKind.SESSION,), badge=False)
        path = f"/groepen/plannen/{version.module.slug}"
    day = {"day__session": "2027-02-03", "starts__session": "09:00", "ends__session": "16:00"}
    answer = site.as_("ilse").post(path, name="Studiedag", **day, do="save")
    assert answer.status_code == 302, answer.text
    with site.database.reading() as session:
        run = session.scalars(select(Run).where(Run.name == "Studiedag")).one()
        assert [f"{one.starts_local} {one.ends_local:%H}" for one in run.sessions] == ["2027-02-03 09:00:00 16"]


def test_nobody_plans_for_another_organisation(site: Site, module: str) -> None:
    for who in ("bram", "zita", "nele"):
        assert site.as_(who).get(f"/groepen/plannen/{module}").status_code == 404
        assert site.as_(who).post(f"/groepen/plannen/{module}", name="x", do="save").status_code == 404
