"""What issuers publish: for programs and people, with ETag, readable by any site, and true to the keys."""

import json

import pytest
from sqlalchemy import select

from courses.recognition.models import BadgeVersion, KeyState, SigningKey, StatusList
from credentials.report import Verdict
from credentials.resolution import Found, NotFound, Resolution
from credentials.verifying import verify
from lms import clock
from tests.factories import sign_in
from tests.lms.badges.conftest import Site


def path(address: str) -> str:
    return address.removeprefix("http://localhost:8000")


def documents(site: Site) -> list[str]:
    with site.wiring.database.reading() as session:
        version = session.scalars(select(BadgeVersion)).one()
        status_list = session.scalars(select(StatusList)).one()
        return [
            "/issuers/kempen",
            "/issuers/kempen/did.json",
            path(status_list.url),
            path(version.achievement_url),
            path(version.image_url),
        ]


def test_every_document_has_an_etag_and_may_be_read_by_any_site(still: Site) -> None:
    for address in documents(still):
        answer = still.client.get(address)
        assert answer.status_code == 200, address
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "public" in answer.headers["Cache-Control"]
        assert "Set-Cookie" not in answer.headers
        again = still.client.get(address, headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("asks", ["application/json", "text/html"])
def test_caches_may_keep_a_document_for_whoever_asks(still: Site, asks: str) -> None:
    """The same bytes for a stranger and for somebody who stays signed in and reads French; no cookie, no Vary on it."""
    badge = [still.path, f"{still.path}.json", f"{still.path}.png", f"{still.path}/qr.svg"]
    negotiated = {"/issuers/kempen", still.path, documents(still)[3]} if asks == "text/html" else set()
    signed_in = still.app.test_client()
    sign_in(signed_in, still.person_id)
    with signed_in.session_transaction() as cookie:
        cookie["language"], cookie["stay"], cookie.permanent = "fr", True, True
        cookie["used"] -= 3600
    for address in {*documents(still), *badge} - negotiated:
        plain = still.app.test_client().get(address, headers={"Accept": asks})
        own = signed_in.get(address, headers={"Accept": asks, "Accept-Language": "fr"})
        assert (own.status_code, own.data == plain.data) == (200, True), address
        for answer in (plain, own):
            assert "Set-Cookie" not in answer.headers, address
            assert "Cookie" not in answer.headers.get("Vary", ""), address
            assert "Accept" in answer.headers["Vary"], address
            assert "public" in answer.headers["Cache-Control"], address
    for address in negotiated:
        page = signed_in.get(address, headers={"Accept": asks})
        assert (page.mimetype, page.headers["Cache-Control"]) == ("text/html", "no-store"), address
        assert "Cookie" in page.headers["Vary"], address


def test_a_stranger_verifies_with_nothing_but_what_is_served(still: Site) -> None:
    """The whole chain over HTTP: badge, DID document, status list."""

    def resolve(address: str) -> Resolution:
        where = "/issuers/kempen/did.json" if address.startswith("did:") else path(address)
        answer = still.client.get(where, headers={"Accept": "application/json"})
        return Found(answer.data) if answer.status_code == 200 else NotFound()

    badge = still.client.get(still.path, headers={"Accept": "application/vc+ld+json"}).data
    report = verify(badge, resolve=resolve, now=clock.now())
    assert report.verdict is Verdict.VALID, [check.reason for check in report.checks]


def test_programs_get_json_and_browsers_a_page(still: Site) -> None:
    for address in (documents(still)[0], documents(still)[3]):
        assert still.client.get(address).mimetype == "application/ld+json"
        assert still.client.get(address, headers={"Accept": "*/*"}).mimetype == "application/ld+json"
        browser = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
        page = still.client.get(address, headers=browser)
        assert page.mimetype == "text/html"
        assert "Accept" in page.headers["Vary"]


def test_criteria_are_readable_without_an_account(still: Site) -> None:
    """MIC-05."""
    with still.wiring.database.reading() as session:
        version = session.scalars(select(BadgeVersion)).one()
    text = still.client.get(path(version.criteria_url)).get_data(as_text=True)
    assert "Gaf de les en kwam terug." in text


def test_the_list_that_others_keep_is_at_most_a_minute_old(still: Site) -> None:
    answer = still.client.get(documents(still)[2])
    assert answer.mimetype == "application/vc+ld+json"
    assert int(answer.headers["Cache-Control"].rpartition("=")[2]) <= 60
    assert json.loads(answer.data)["type"] == ["VerifiableCredential", "BitstringStatusListCredential"]


@pytest.mark.parametrize(
    "address", ["/issuers/x", "/issuers/x/did.json", "/issuers/kempen/status/9", "/issuers/kempen/badges/x/1"]
)
def test_what_was_never_published_is_not_there(still: Site, address: str) -> None:
    assert still.client.get(address).status_code == 404


def test_old_keys_stay_and_a_compromised_one_vouches_for_nothing(site: Site) -> None:
    def asserting() -> list[str]:
        document = site.client.get("/issuers/kempen/did.json").get_json(force=True)
        assert document["alsoKnownAs"] == ["http://localhost:8000/issuers/kempen"]
        assert [method["id"].rpartition("#")[2] for method in document["verificationMethod"]] == ["key-1"]
        return list(document["assertionMethod"])

    for state, vouches in ((KeyState.PENDING, 1), (KeyState.RETIRED, 1), (KeyState.COMPROMISED, 0)):
        with site.wiring.database.transaction() as session:
            key = session.scalars(select(SigningKey)).one()
            key.state = state
            key.compromised_at = clock.now() if state is KeyState.COMPROMISED else None
        assert len(asserting()) == vouches
