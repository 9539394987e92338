"""The holder's side: only the own badges, shared by choice, showing what the holder wants."""

import json
from datetime import timedelta

from sqlalchemy import select

from courses.flows.revoke import revoke
from courses.practice.models import Assignment, Attempt, AttemptPiece, PieceKind, Submission
from courses.recognition.models import Award
from lms import clock
from tests.factories import make_person, sign_in, token
from tests.lms.badges.conftest import Site


def post(site: Site, path: str, **fields: object) -> int:
    return site.client.post(path, data={"csrf_token": token(site.client), **fields}).status_code


def test_somebody_else_sees_nothing_of_it(site: Site) -> None:
    """A17: a badge of another person does not exist here."""
    with site.wiring.database.transaction() as session:
        stranger = make_person(session, "Tom Peeters").id
    sign_in(site.client, stranger)
    assert site.public_id not in site.client.get("/mijn-badges").get_data(as_text=True)
    assert site.client.get(f"/mijn-badges/{site.public_id}").status_code == 404
    assert post(site, f"/mijn-badges/{site.public_id}/delen", delen="ja") == 404
    assert post(site, f"/mijn-badges/{site.public_id}/tonen", adres="geen") == 404
    with site.wiring.database.reading() as session:
        award = session.get_one(Award, site.award_id)
        assert award.shared_at is None
        assert len(award.editions) == 1


def test_a_visitor_is_asked_to_sign_in(site: Site) -> None:
    answer = site.client.get(f"/mijn-badges/{site.public_id}", headers={"Accept": "text/html"})
    assert answer.status_code == 302
    assert "/aanmelden" in answer.headers["Location"]


def test_the_holder_sees_badge_link_and_files(site: Site) -> None:
    sign_in(site.client, site.person_id)
    text = site.client.get(f"/mijn-badges/{site.public_id}").get_data(as_text=True)
    assert f"http://localhost:8000{site.path}" in text
    for ending in (".pdf", ".json", "/qr.svg"):
        assert f"{site.path}{ending}" in text
    assert "linkedin.com/profile/add" in text
    assert "http%3A%2F%2Flocalhost%3A8000%2Fbadges%2F" in text
    assert site.public_id in site.client.get("/mijn-badges").get_data(as_text=True)


def test_sharing_is_on_and_off(site: Site) -> None:
    sign_in(site.client, site.person_id)
    assert post(site, f"/mijn-badges/{site.public_id}/delen", delen="ja") == 303
    assert "X-Robots-Tag" not in site.client.get(site.path, headers={"Accept": "text/html"}).headers
    assert post(site, f"/mijn-badges/{site.public_id}/delen", delen="nee") == 303
    assert "X-Robots-Tag" in site.client.get(site.path, headers={"Accept": "text/html"}).headers


def test_without_a_token_nothing_changes(site: Site) -> None:
    sign_in(site.client, site.person_id)
    assert site.client.post(f"/mijn-badges/{site.public_id}/delen", data={"delen": "ja"}).status_code == 400


def test_taking_the_name_off_makes_a_new_version_at_the_same_address(site: Site) -> None:
    sign_in(site.client, site.person_id)
    before = json.loads(site.signed())
    assert post(site, f"/mijn-badges/{site.public_id}/tonen", adres="geen") == 303
    assert "Nele Wouters" in site.client.get(site.path, headers={"Accept": "text/html"}).get_data(as_text=True)
    site.work()
    after = json.loads(site.signed())
    assert after["id"] == before["id"]
    assert "identifier" not in after["credentialSubject"]
    public = site.app.test_client().get(f"{site.path}?taal=nl", headers={"Accept": "text/html"})
    text = public.get_data(as_text=True)
    assert 'data-verdict="valid"' in text
    assert "Nele Wouters" not in text


def hand_in(site: Site) -> dict[str, str]:
    """A text and a link of handed-in work; public ids by kind."""
    with site.wiring.database.transaction() as session:
        award = session.get_one(Award, site.award_id)
        assert award.participation is not None
        unit = award.participation.module_version.units[0]
        from tests.factories import make_rubric

        rubric = make_rubric(session, award.participation.module_version)
        assignment = Assignment(unit_id=unit.id, rubric_id=rubric.id)
        session.add(assignment)
        session.flush()
        submission = Submission(
            participation_id=award.participation.id, assignment_id=assignment.id, created_at=clock.now()
        )
        session.add(submission)
        session.flush()
        attempt = Attempt(submission_id=submission.id, number=1, handed_in_at=clock.now() - timedelta(hours=1))
        session.add(attempt)
        session.flush()
        text = AttemptPiece(
            attempt_id=attempt.id, position=1, kind=PieceKind.TEXT, body="Mijn les\n\n<b>ging</b> goed."
        )
        link = AttemptPiece(attempt_id=attempt.id, position=2, kind=PieceKind.LINK, body="https://example.org/les")
        session.add_all([text, link])
        session.flush()
        return {"text": text.public_id, "link": link.public_id}


def test_work_is_shown_while_it_is_chosen_and_gone_after(site: Site) -> None:
    pieces = hand_in(site)
    sign_in(site.client, site.person_id)
    address = f"{site.path}/bewijs/{pieces['text']}"
    assert site.client.get(address).status_code == 404
    choice = {"adres": "geen", "bewijs": [pieces["text"], pieces["link"], "ander"]}
    assert post(site, f"/mijn-badges/{site.public_id}/tonen", **choice) == 303
    site.work()
    evidence = json.loads(site.signed())["evidence"]
    assert [item["id"] for item in evidence] == [f"http://localhost:8000{address}", "https://example.org/les"]
    assert "Mijn les" not in site.signed().decode(), "a text is behind its address, not in the signed file"
    shown = site.app.test_client().get(address)
    assert "Mijn les" in shown.get_data(as_text=True)
    assert "<b>ging" not in shown.get_data(as_text=True)
    assert "noindex" in shown.headers["X-Robots-Tag"]
    assert post(site, f"/mijn-badges/{site.public_id}/tonen", adres="geen") == 303
    site.work()
    assert "evidence" not in json.loads(site.signed())
    assert site.app.test_client().get(address).status_code == 404


def test_somebody_elses_work_cannot_be_shown(site: Site) -> None:
    """A17: a piece of another participation is not taken, whatever its id."""
    pieces = hand_in(site)
    with site.wiring.database.transaction() as session:
        from tests.factories import make_participation

        other = make_participation(session, make_person(session, "Tom"))
        submission = session.scalars(select(Submission)).one()
        submission.participation_id = other.id
    sign_in(site.client, site.person_id)
    assert post(site, f"/mijn-badges/{site.public_id}/tonen", adres="geen", bewijs=[pieces["text"]]) == 303
    site.work()
    assert "evidence" not in json.loads(site.signed())
    assert site.client.get(f"{site.path}/bewijs/{pieces['text']}").status_code == 404


def test_what_is_coming_is_told_with_what_is_missing(site: Site) -> None:
    from tests.factories import make_module_version, make_participation, make_run

    with site.wiring.database.transaction() as session:
        award = session.get_one(Award, site.award_id)
        version = make_module_version(session, issuer=award.issuer)
        session.expire(version)
        assert award.person is not None
        track = make_participation(session, award.person, make_run(session, version)).public_id
    sign_in(site.client, site.person_id)
    text = site.client.get("/mijn-badges?taal=nl").get_data(as_text=True)
    assert "Onderweg" in text
    assert "Nog 5 dingen te doen" in text
    assert f'href="/mijn-leerspoor?spoor={track}"' in text, "the way on"


def test_the_holder_of_a_revoked_badge_reads_why_and_whom_to_ask(site: Site) -> None:
    with site.wiring.database.transaction() as session:
        revoke(
            session, public_id=site.public_id, reason="Het werk was van een collega.", actor_id=None, now=clock.now()
        )
    site.work()
    sign_in(site.client, site.person_id)
    text = site.client.get(f"/mijn-badges/{site.public_id}?taal=nl").get_data(as_text=True)
    assert "Het werk was van een collega." in text
    assert f'Vraag de uitgever om uitleg. <a href="http://localhost:8000/issuers/{site.issuer}"' in text
