"""The public page of a badge: verified at each view, each state in its own words and shape."""

import json
from datetime import timedelta

import pytest
from flask import Flask
from time_machine import travel

from courses.flows.revoke import revoke
from credentials.baking import extract
from lms import clock
from lms.wiring import Wiring
from tests.factories import token
from tests.lms.badges.conftest import Site, make_site


def page(site: Site, language: str = "nl") -> str:
    answer = site.client.get(f"{site.path}?taal={language}", headers={"Accept": "text/html"})
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_a_valid_badge_reads_as_valid(still: Site) -> None:
    text = page(still)
    assert 'data-verdict="valid"' in text
    assert "Deze badge is echt en geldig" in text
    assert "Nele Wouters" in text
    assert "Wat dit niet bewijst" in text
    assert text.count('<li data-tone="ok">') == 5


def test_accept_gives_the_exact_bytes(still: Site) -> None:
    for kind in ("application/vc+ld+json", "application/vc", "application/ld+json", "application/json"):
        answer = still.client.get(still.path, headers={"Accept": kind})
        assert answer.data == still.signed()
        assert answer.mimetype == kind
        assert "Accept" in answer.headers["Vary"]
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
    again = still.client.get(still.path, headers={"Accept": kind, "If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("accept", ["text/html,application/xhtml+xml,*/*;q=0.8", "*/*", None])
def test_a_browser_and_who_does_not_care_get_the_page(still: Site, accept: str | None) -> None:
    headers = {"Accept": accept} if accept else {}
    assert still.client.get(still.path, headers=headers).mimetype == "text/html"


def test_a_change_of_one_letter_in_the_store_shows(site: Site) -> None:
    site.change_edition(signed=site.signed().replace(b"Nele Wouters", b"Nele Wauters"))
    text = page(site)
    assert 'data-verdict="tampered"' in text
    assert "Nele Wauters" not in text
    assert 'data-tone="ok" data-verdict' not in text


def test_another_badge_under_this_number_is_not_this_badge(site: Site) -> None:
    document = json.loads(site.signed())
    site.change_award(credential_id="urn:uuid:00000000-0000-4000-8000-000000000000")
    assert document["id"] != "urn:uuid:00000000-0000-4000-8000-000000000000"
    assert 'data-verdict="tampered"' in page(site)


def test_a_revoked_badge_reads_as_revoked_before_the_list_is_out(site: Site) -> None:
    with site.wiring.database.transaction() as session:
        revoke(session, public_id=site.public_id, reason="Geheime reden", actor_id=None, now=clock.now())
    text = page(site)
    assert 'data-verdict="revoked"' in text
    assert "Geheime reden" not in text
    report = site.client.get(f"{site.path}/verification").get_json()
    assert report["verdict"] == "REVOKED"


def test_an_expired_badge_reads_as_expired_not_as_revoked(app: Flask, wiring: Wiring) -> None:
    site = make_site(app, wiring, valid_years=1)
    assert 'data-verdict="valid"' in page(site)
    with travel(clock.now() + timedelta(days=400)):
        text = page(site)
    assert 'data-verdict="expired"' in text
    assert "Deze badge is vervallen" in text
    assert "ingetrokken op" not in text


def test_a_planned_badge_says_it_is_being_signed(site: Site) -> None:
    site.change_edition(signed=None, digest=None, issued_at=None)
    site.change_award(state="planned")
    text = page(site)
    assert "Deze badge wordt nu getekend" in text
    assert site.client.get(site.path, headers={"Accept": "application/json"}).status_code == 409


def test_an_erased_badge_stays_truthful(site: Site) -> None:
    kept = site.signed()
    site.change_edition(signed=None, holder_name=None, evidence=[], identity_hash=None, erased_at=clock.now())
    site.change_award(person_id=None)
    text = page(site)
    assert "liet de gegevens" in text
    assert "Nele" not in text
    assert site.client.get(f"{site.path}.json").status_code == 410
    answer = site.client.post("/controleer", data={"csrf_token": token(site.client), "bron": kept.decode()})
    assert 'data-verdict="valid"' in answer.get_data(as_text=True)


def test_the_page_may_not_be_found_before_it_is_shared(site: Site) -> None:
    hidden = site.client.get(site.path, headers={"Accept": "text/html"})
    assert "noindex" in hidden.headers["X-Robots-Tag"]
    assert "noindex" in hidden.get_data(as_text=True)
    assert hidden.headers["Referrer-Policy"] == "no-referrer"
    forms = (".json", ".png", ".pdf", "/verification", "/qr.svg")
    for form in forms:
        assert "noindex" in site.client.get(site.path + form).headers["X-Robots-Tag"], form
    site.change_award(shared_at=clock.now())
    shared = site.client.get(site.path, headers={"Accept": "text/html"})
    assert "X-Robots-Tag" not in shared.headers
    assert "noindex" not in shared.get_data(as_text=True)
    for form in forms:
        assert "X-Robots-Tag" not in site.client.get(site.path + form).headers, form


@pytest.mark.parametrize("accept", ["application/vc+ld+json", "application/ld+json", "application/did+json"])
def test_a_program_that_asks_for_a_badge_gets_its_refusal_as_a_problem(still: Site, accept: str) -> None:
    for path in ("/badges/0000000000", "/issuers/nobody/did.json", "/issuers/nobody/status/1"):
        answer = still.client.get(path, headers={"Accept": accept})
        assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
    browser = still.client.get("/badges/0000000000", headers={"Accept": "text/html,application/xml;q=0.9,*/*;q=0.8"})
    assert browser.mimetype == "text/html"


def test_no_number_no_page(still: Site) -> None:
    assert still.client.get("/badges/0000000000").status_code == 404


def test_the_report_names_every_check(still: Site) -> None:
    report = still.client.get(f"{still.path}/verification").get_json()
    assert report["verdict"] == "VALID"
    assert [check["name"] for check in report["checks"]][:4] == ["structure", "context", "proof", "issuer"]


def test_the_image_carries_the_very_badge(still: Site) -> None:
    answer = still.client.get(f"{still.path}.png")
    assert answer.mimetype == "image/png"
    assert extract(answer.data).credential == still.signed()


def test_the_certificate_carries_the_very_badge_and_a_revoked_one_has_none(site: Site) -> None:
    answer = site.client.get(f"{site.path}.pdf?taal=nl")
    assert answer.mimetype == "application/pdf"
    assert extract(answer.data).credential == site.signed()
    with site.wiring.database.transaction() as session:
        revoke(session, public_id=site.public_id, reason="Fout", actor_id=None, now=clock.now())
    assert site.client.get(f"{site.path}.pdf").status_code == 409


def test_the_code_leads_to_the_stored_address(still: Site) -> None:
    answer = still.client.get(f"{still.path}/qr.svg")
    assert answer.mimetype == "image/svg+xml"
    assert f"http://localhost:8000{still.path}" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("language", "words"), [("nl", "echt en geldig"), ("en", "genuine and valid"), ("fr", "valable")]
)
def test_the_page_speaks_the_language_of_the_address(still: Site, language: str, words: str) -> None:
    assert words in page(still, language)
