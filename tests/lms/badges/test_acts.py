"""Many badges at once on the web: the manager's steps, and what somebody who checks reads at each moment."""

import json

from sqlalchemy import select, update

from courses.base import Translations
from courses.flows.work_on_batch import work_on_batch
from courses.outbox.models import OutboxMessage
from courses.people.models import Organisation, Role
from courses.recognition.badge_spec import BadgeSpec
from courses.recognition.batch_models import AwardBatch
from courses.recognition.models import Award, AwardEdition, BadgeVersion
from courses.recognition.services import define_badge
from lms import clock
from lms.badges import people_list
from lms.relay import drain
from tests.factories import make_organisation, make_person, sign_in, token
from tests.lms.badges.conftest import Site

JSON = {"Accept": "application/json"}


def manager(site: Site, *, own: bool = True) -> int:
    with site.wiring.database.transaction() as session:
        organisation = session.get_one(Organisation, site.organisation_id) if own else make_organisation(session)
        return make_person(session, "Els Baeten", email="els@school.example", roles={organisation: [Role.MANAGER]}).id


def post(site: Site, path: str, **fields: object) -> tuple[int, str]:
    answer = site.client.post(f"{path}?taal=nl", data={"csrf_token": token(site.client), **fields})
    return answer.status_code, answer.location or answer.get_data(as_text=True)


def page(site: Site, path: str, **headers: str) -> str:
    answer = site.app.test_client().get(f"{path}?taal=nl", headers=headers or {"Accept": "text/html"})
    return answer.get_data(as_text=True)


def verdict(site: Site) -> str:
    """What a program reads that verifies the badge and looks at the published list."""
    with site.wiring.database.reading() as session:
        assert session.get_one(Award, site.award_id).status_list.published is not None
    return str(json.loads(page(site, f"{site.path}/verification", **JSON))["verdict"])


def work(site: Site, *kinds: str) -> None:
    """What is queued, but mail; with `kinds`, nothing else."""
    with site.wiring.database.transaction() as session:
        left = OutboxMessage.kind.not_in(kinds) if kinds else OutboxMessage.kind == "mail"
        session.execute(update(OutboxMessage).where(left).values(done_at=clock.now()))
    drain(site.wiring)


def corrected_version(site: Site, **says: Translations) -> int:
    """The badge with another text, as a new package would define it."""
    with site.wiring.database.transaction() as session:
        old = session.scalars(select(BadgeVersion).order_by(BadgeVersion.id)).first()
        assert old is not None
        spec = BadgeSpec(
            slug=old.badge.slug,
            name=old.name,
            description=old.description,
            criteria=says.get("criteria", {"nl": "Gaf de les, kwam terug en besprak ze."}),
            conditions=old.conditions,
            art=old.art,
        )
        made = define_badge(
            session,
            issuer_id=old.badge.issuer_id,
            module_version_id=old.module_version_id,
            spec=spec,
            now=clock.now(),
        )
        return made.id


def test_a_verifier_sees_the_truth_of_each_moment(site: Site) -> None:
    """R14 of the demo journeys: taken back with a reason, told by page, verifier and list; and undone."""
    sign_in(site.client, manager(site))
    assert verdict(site) == "VALID"
    status, where = post(
        site, "/uitgegeven/intrekken", badge=site.public_id, oorzaak="not_own", reden="Van een ander.", zeker="ja"
    )
    assert status == 303
    assert verdict(site) == "REVOKED", "before the new list is out"
    work(site)
    assert verdict(site) == "REVOKED"
    assert "Deze badge is ingetrokken" in page(site, site.path)
    assert "Van een ander" not in page(site, site.path)
    act = site.client.get(f"{where}?taal=nl").get_data(as_text=True)
    assert "1 badge ingetrokken." in act
    assert "Het werk was niet van de houder zelf." in act
    assert post(site, f"{where}/ongedaan")[0] == 303
    work(site)
    assert verdict(site) == "VALID"
    assert 'data-verdict="valid"' in page(site, site.path)
    assert post(site, f"{where}/ongedaan")[0] == 409


def test_a_new_text_gives_a_new_version_and_old_badges_keep_theirs(site: Site) -> None:
    """R13 of the demo journeys: the criteria change, the badge that was given does not."""
    before = site.signed()
    corrected_version(site)
    work(site)
    assert site.signed() == before
    with site.wiring.database.reading() as session:
        slug = session.get_one(Award, site.award_id).badge.slug
    first, second = (page(site, f"/issuers/{site.issuer}/badges/{slug}/{number}") for number in (1, 2))
    assert "Gaf de les en kwam terug." in first
    assert "Gaf de les, kwam terug en besprak ze." in second
    assert "/1" in json.loads(before)["credentialSubject"]["achievement"]["id"][-2:]


def test_the_old_code_leads_to_the_badge_in_its_place(site: Site) -> None:
    """peers.md moonshot 17: page, verification and file of the old badge all name the new one."""
    sign_in(site.client, manager(site))
    version = corrected_version(site)
    old_file = site.signed()
    status, where = post(
        site, "/uitgegeven/verbeteren", badge=site.public_id, versie=version, oorzaak="wrong_text", zeker="ja"
    )
    assert status == 303
    work(site)
    with site.wiring.database.reading() as session:
        made = session.scalars(select(Award).order_by(Award.id.desc())).first()
        assert made is not None
        new = made.badge_url
    old = page(site, site.path)
    assert 'data-verdict="replaced"' in old
    assert "Vervangen door" in old
    assert new in old
    said = json.loads(page(site, f"{site.path}/verification", **JSON))
    assert (said["state"], said["replaced_by"], said["verdict"]) == ("replaced", new, "REVOKED")
    assert 'data-verdict="valid"' in page(site, new.removeprefix("http://localhost:8000"))
    answer = site.app.test_client()
    told = answer.post("/controleer?taal=nl", data={"csrf_token": token(answer), "bron": old_file.decode()}).get_data(
        as_text=True
    )
    assert "Deze badge is vervangen door een andere" in told
    assert "Alles is klaar: 1 van 1." in site.client.get(f"{where}?taal=nl").get_data(as_text=True)
    sign_in(site.client, site.person_id)
    mine = site.client.get("/mijn-badges?taal=nl").get_data(as_text=True)
    assert site.public_id not in mine, "the shelf shows the badge that counts"
    assert "Er stond een fout in de tekst" in site.client.get(f"/mijn-badges/{site.public_id}?taal=nl").get_data(
        as_text=True
    )


def test_120_badges_are_put_right_in_four_clicks(site: Site) -> None:
    """peers.md pain 18 and moonshot 17, as requests: the list with all ticked, put right, and once more sure.

    The fourth click is the choice of the version, which is made already when it is the newest text.
    """
    sign_in(site.client, manager(site))
    with site.wiring.database.transaction() as session:
        badge = session.scalars(select(BadgeVersion)).one()
        organisation = session.get_one(Organisation, site.organisation_id)
        for number in range(119):
            make_person(
                session,
                f"Mens {number}",
                email=f"m{number}@x.example",
                account=False,
                roles={organisation: [Role.LEARNER]},
            )
        slug, version_id = badge.badge.slug, badge.id
    people = "\n".join(f"{number};Mens;m{number}@x.example" for number in range(119))
    _status, looked = post(site, "/uitreiken", badge=version_id, adressen=people)
    ids = [part.split('"')[0] for part in looked.split('name="wie" value="')[1:]]
    assert len(ids) == 119
    fields = {"badge": version_id, "adressen": people, "wie": ids, "reden": "Elders getoond.", "stap": "geef"}
    assert post(site, "/uitreiken", **fields)[0] == 303
    in_parts(site)
    corrected_version(site)
    listed = site.client.get(f"/uitgegeven?badge={slug}&alles=ja").get_data(as_text=True)
    chosen = [part.split('"')[0] for part in listed.split('name="badge" value="')[1:]]
    assert (len(chosen), listed.count(" checked")) == (120, 120)
    asked = post(site, "/uitgegeven/verbeteren", badge=chosen)[1]
    version = asked.split('name="versie" value="')[1].split('"')[0]
    assert f'name="versie" value="{version}" checked' in asked
    status, _where = post(
        site, "/uitgegeven/verbeteren", badge=chosen, versie=version, oorzaak="wrong_text", zeker="ja"
    )
    assert status == 303
    in_parts(site)
    with site.wiring.database.reading() as session:
        rows = session.scalars(select(Award)).all()
        after = {row.supersedes_id for row in rows}
        assert sum(row.replaced_at is not None for row in rows) == 120
        assert all(row.id in after for row in rows if row.replaced_at is not None)
        publications = session.scalars(
            select(OutboxMessage.id).where(OutboxMessage.dedupe_key.contains(":batch:"))
        ).all()
    assert len(publications) == 1, "one publication for the whole act"


def in_parts(site: Site) -> None:
    """The parts of the newest act, without signing each badge."""
    with site.wiring.database.reading() as session:
        batch = session.scalars(select(AwardBatch.id).order_by(AwardBatch.id.desc())).first() or 0
    more = True
    while more:
        with site.wiring.database.transaction() as session:
            more = work_on_batch(session, batch_id=batch, now=clock.now())


def test_a_group_is_given_in_two_steps_and_each_row_that_is_wrong_is_named(site: Site) -> None:
    """R12 of the demo journeys, and peers.md pain 17: who is in, who is not and why, row by row."""
    sign_in(site.client, manager(site))
    with site.wiring.database.transaction() as session:
        version = session.scalars(select(BadgeVersion.id)).one()
        organisation = session.get_one(Organisation, site.organisation_id)
        tom = make_person(session, "Tom Peeters", email="tom@school.example", roles={organisation: [Role.LEARNER]}).id
        session.execute(update(Award).values(revoked_at=clock.now()))
    listed = (
        "naam;adres\nNele;nele.kempen@school.example\nTom;tom@school.example\n"
        "nog eens;nele.kempen@school.example\nweg;weg@x.example\nzonder adres"
    )
    status, text = post(site, "/uitreiken", badge=version, adressen=listed)
    assert status == 200
    assert "1 persoon voldoet aan alle voorwaarden" in text
    for said in (
        "Volgt de module niet.",
        "Dezelfde persoon als in rij 2.",
        "Niemand heeft hier dit adres.",
        "In deze rij staat geen e-mailadres.",
    ):
        assert said in text
    selected = post(site, "/uitreiken", badge=version, adressen=listed, stap="alles")[1]
    assert f'value="{site.person_id}" data-group="ready" checked' in selected
    fields = {"badge": version, "adressen": listed, "wie": [site.person_id, tom, 999_999], "stap": "geef"}
    assert post(site, "/uitreiken", **fields)[0] == 422, "a reason is asked for"
    status, where = post(site, "/uitreiken", **fields, reden="Elders.")
    assert status == 303
    work(site, "award_batch", "issue_award", "publish_status_list")
    assert "Alles is klaar: 2 van 2." in site.client.get(f"{where}?taal=nl").get_data(as_text=True)
    with site.wiring.database.reading() as session:
        fresh = session.scalars(select(Award).where(Award.revoked_at.is_(None))).all()
        assert {award.person_id for award in fresh} == {site.person_id, tom}
        assert session.scalars(select(AwardEdition).where(AwardEdition.signed.is_(None))).all() == []


def test_what_is_another_organisations_does_not_exist(site: Site) -> None:
    sign_in(site.client, manager(site))
    _status, where = post(site, "/uitgegeven/intrekken", badge=site.public_id, oorzaak="not_met", reden="", zeker="ja")
    sign_in(site.client, manager_elsewhere(site))
    assert site.client.get(where).status_code == 404
    assert post(site, f"{where}/ongedaan")[0] == 404
    for path in ("/uitgegeven/intrekken", "/uitgegeven/verbeteren"):
        assert post(site, path, badge=site.public_id, oorzaak="not_met", zeker="ja")[0] == 404


def manager_elsewhere(site: Site) -> int:
    with site.wiring.database.transaction() as session:
        elsewhere = make_organisation(session)
        return make_person(session, "Piet", email="piet@x.example", roles={elsewhere: [Role.MANAGER]}).id


def test_rows_of_a_spreadsheet_are_read_whatever_the_order() -> None:
    rows = people_list.rows_of("e-mail\tnaam\n a@x.example , b@x.example \n\nJan;jan@x.example;3\nniets")
    assert [(row.number, row.address) for row in rows] == [
        (2, "a@x.example"),
        (2, "b@x.example"),
        (4, "jan@x.example"),
        (5, ""),
    ]
    assert rows[2].text == "Jan · jan@x.example · 3"
