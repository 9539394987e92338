"""Revoking and giving by hand on the web: within the own organisation, with a reason, never to oneself."""

from sqlalchemy import func, select

from courses.people.models import Organisation, Role
from courses.recognition.models import Award, BadgeVersion
from tests.factories import make_organisation, make_person, sign_in, token
from tests.lms.badges.conftest import Site


def manager(site: Site, *, own: bool = True) -> int:
    with site.wiring.database.transaction() as session:
        organisation = session.get_one(Organisation, site.organisation_id) if own else make_organisation(session)
        return make_person(session, "Els Baeten", email="els@school.example", roles={organisation: [Role.MANAGER]}).id


def post(site: Site, path: str, **fields: object) -> tuple[int, str]:
    answer = site.client.post(f"{path}?taal=nl", data={"csrf_token": token(site.client), **fields})
    return answer.status_code, answer.get_data(as_text=True)


def test_a_manager_revokes_with_a_reason(site: Site) -> None:
    sign_in(site.client, manager(site))
    assert site.public_id in site.client.get("/uitgegeven").get_data(as_text=True)
    asked = site.client.get(f"/uitgegeven/{site.public_id}/intrekken?taal=nl").get_data(as_text=True)
    assert "1 badge intrekken" in asked
    path, fields = "/uitgegeven/intrekken", {"badge": site.public_id, "zeker": "ja"}
    status, text = post(site, path, **fields, oorzaak="other", reden=" ")
    assert (status, "Kies een reden" in text) == (422, True)
    assert post(site, path, **fields, oorzaak="wrong_group", reden="Verkeerde groep.")[0] == 303
    page = site.app.test_client().get(f"{site.path}?taal=nl", headers={"Accept": "text/html"}).get_data(as_text=True)
    assert 'data-verdict="revoked"' in page
    assert "Verkeerde groep" not in page
    assert post(site, path, **fields, oorzaak="not_met")[0] == 422
    with site.wiring.database.transaction() as session:
        holder = session.get_one(Award, site.award_id).person_id
    assert holder is not None
    sign_in(site.client, holder)
    assert "Verkeerde groep." in site.client.get(f"/mijn-badges/{site.public_id}").get_data(as_text=True)


def test_another_organisations_manager_finds_nothing(site: Site) -> None:
    """A17: not there, rather than not allowed."""
    sign_in(site.client, manager(site, own=False))
    assert site.public_id not in site.client.get("/uitgegeven").get_data(as_text=True)
    path = f"/uitgegeven/{site.public_id}/intrekken"
    assert site.client.get(path).status_code == 404
    assert post(site, "/uitgegeven/intrekken", badge=site.public_id, oorzaak="not_met", zeker="ja")[0] == 404
    with site.wiring.database.reading() as session:
        assert session.get_one(Award, site.award_id).revoked_at is None
        badge = session.scalars(select(BadgeVersion.id)).first()
    assert post(site, "/uitreiken", badge=badge, adressen="els@school.example", reden="x", stap="geef")[0] == 404


def test_a_learner_has_no_such_pages(site: Site) -> None:
    sign_in(site.client, site.person_id)
    for path in ("/uitgegeven", "/uitreiken", f"/uitgegeven/{site.public_id}/intrekken"):
        assert site.client.get(path).status_code == 404


def test_a_manager_cannot_give_to_themselves(site: Site) -> None:
    """A18: not with the form either."""
    els = manager(site)
    sign_in(site.client, els)
    with site.wiring.database.reading() as session:
        badge = session.scalars(select(BadgeVersion.id)).one()
    _status, text = post(site, "/uitreiken", badge=badge, adressen="els@school.example", reden="Ik")
    assert "jezelf geen badge" in text
    fields = {"badge": badge, "adressen": "els@school.example", "reden": "Ik", "wie": els, "stap": "geef"}
    assert post(site, "/uitreiken", **fields)[0] == 303
    site.work()
    assert count(site) == 1


def test_people_of_elsewhere_are_answered_as_unknown(site: Site) -> None:
    """A21: the page does not tell who has an account."""
    sign_in(site.client, manager(site))
    with site.wiring.database.transaction() as session:
        badge = session.scalars(select(BadgeVersion.id)).one()
        make_person(session, "Vreemde", email="vreemd@elders.example")
    for address in ("vreemd@elders.example", "niemand@elders.example"):
        _status, text = post(site, "/uitreiken", badge=badge, adressen=address, reden="x", stap="geef")
        assert "Niemand heeft hier dit adres." in text
        assert address in text
        assert "Vreemde" not in text


def count(site: Site) -> int:
    with site.wiring.database.reading() as session:
        return session.scalar(select(func.count()).select_from(Award)) or 0
