"""Who gets which file, and how it is handed over (A13, A17)."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from courses.files.models import StoredFile
from courses.people.models import AuditEvent, Membership
from lms import clock
from lms.db import Database
from lms.filelinks import FileToken, open_token, seal_token
from tests.lms.pictures import PDF, photo
from tests.lms.practice_site import Site, make_site


@pytest.fixture
def site(app: Flask, database: Database) -> Site:
    return make_site(app, database)


def files(site: Site) -> dict[str, str]:
    """Public ids by name."""
    with site.database.reading() as session:
        rows = session.execute(select(StoredFile.original_name, StoredFile.public_id))
        return dict(rows.all())


@pytest.fixture
def handed_in(site: Site) -> dict[str, str]:
    """A photo and a PDF that Nele handed in."""
    nele = site.as_("nele")
    nele.upload(site.work, "foto.jpg", photo(), pupils="nobody")
    nele.upload(site.work, "les.pdf", PDF)
    assert nele.post(f"{site.work}/keuze", version=0, recipient="pairwise").status_code == 302
    return files(site)


def link(site: Site, who: str, public_id: str, query: str = "") -> str:
    answer = site.as_(who).get(f"/werk/bestanden/{public_id}{query}")
    assert answer.status_code == 303, (who, answer.status_code)
    return str(answer.headers["Location"])


@pytest.mark.parametrize("who", ["nele", "ilse", "els", "mia"])
def test_maker_trainers_and_managers_of_the_run_get_the_file(site: Site, handed_in: dict[str, str], who: str) -> None:
    answer = site.app.test_client().get(link(site, who, handed_in["les.pdf"]))
    assert (answer.status_code, answer.data) == (200, PDF)


@pytest.mark.parametrize("who", ["karim", "jan", "bram", "zita"])
def test_nobody_else_gets_it(site: Site, handed_in: dict[str, str], who: str) -> None:
    """A colleague in the group, a trainer of the organisation without this group, and people elsewhere: 404."""
    answer = site.as_(who).get(f"/werk/bestanden/{handed_in['les.pdf']}")
    assert answer.status_code == 404


def test_a_draft_is_for_its_maker_only(site: Site) -> None:
    site.as_("nele").upload(site.work, "les.pdf", PDF)
    draft = files(site)["les.pdf"]
    assert site.as_("nele").get(f"/werk/bestanden/{draft}").status_code == 303
    for who in ("ilse", "mia", "karim"):
        assert site.as_(who).get(f"/werk/bestanden/{draft}").status_code == 404


def test_it_comes_as_an_attachment_that_runs_nowhere(site: Site, handed_in: dict[str, str]) -> None:
    answer = site.app.test_client().get(link(site, "ilse", handed_in["les.pdf"]))
    headers = answer.headers
    assert headers["Content-Disposition"].startswith("attachment;")
    assert headers["Content-Type"] == "application/pdf"
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert int(headers["Content-Length"]) == len(answer.data)


def test_a_photo_is_shown_only_as_it_was_drawn_anew(site: Site, handed_in: dict[str, str]) -> None:
    shown = site.app.test_client().get(link(site, "ilse", handed_in["foto.jpg"], "?klein=1"))
    assert shown.headers["Content-Type"] == "image/jpeg"
    assert shown.headers["Content-Disposition"].startswith("inline")
    assert shown.data[:3] == b"\xff\xd8\xff"
    kept = site.app.test_client().get(link(site, "ilse", handed_in["foto.jpg"]))
    assert kept.headers["Content-Disposition"].startswith("attachment")
    assert int(kept.headers["Content-Length"]) == len(kept.data) > 0
    assert site.app.test_client().get(link(site, "ilse", handed_in["les.pdf"], "?klein=1")).status_code == 404


def test_the_path_has_no_cookies(site: Site, handed_in: dict[str, str]) -> None:
    """With or without a session the answer is the same, and none is given."""
    address = link(site, "ilse", handed_in["les.pdf"])
    ilse = site.as_("ilse")
    with ilse.client.session_transaction() as cookie:
        cookie["used"] -= 3600  # on any other page this stamp is renewed, and the cookie sent again
    assert "Set-Cookie" in ilse.get("/nakijken").headers
    with ilse.client.session_transaction() as cookie:
        cookie["used"] -= 3600
    answer = ilse.get(address)
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    path = urlsplit(address).path
    assert ilse.get(path).status_code == 404, "being signed in is no permission here"


def test_a_token_is_for_one_file_and_two_minutes(site: Site, handed_in: dict[str, str]) -> None:
    address = link(site, "ilse", handed_in["les.pdf"])
    visitor = site.app.test_client()
    (sealed,) = parse_qs(urlsplit(address).query)["t"]
    assert visitor.get(f"/bestanden/{handed_in['foto.jpg']}?t={sealed}").status_code == 404
    for broken in ("", sealed[:-1], sealed + "a", "x" * 2000, "..", sealed.replace(".", "", 1)):
        assert visitor.get(f"/bestanden/{handed_in['les.pdf']}", query_string={"t": broken}).status_code == 404
    with time_machine.travel(clock.now().timestamp() + 125):
        assert visitor.get(address).status_code == 404


def test_a_token_of_somebody_without_the_right_opens_nothing(site: Site, handed_in: dict[str, str]) -> None:
    """The right is asked again by the roles as they are now. The twin that trusts the token alone gives the file."""
    secret = _secret(site)
    public_id = handed_in["les.pdf"]
    for who in ("karim", "bram", "zita"):
        sealed = seal_token(FileToken(public_id, site.people[who]), secret=secret)
        assert open_token(sealed, file_id=public_id, secret=secret) is not None, "the twin would open"
        assert site.app.test_client().get(f"/bestanden/{public_id}?t={sealed}").status_code == 404
    mine = seal_token(FileToken(public_id, site.people["mia"]), secret=secret)
    assert site.app.test_client().get(f"/bestanden/{public_id}?t={mine}").status_code == 200
    with site.database.transaction() as session:
        for row in session.scalars(select(Membership).where(Membership.person_id == site.people["mia"])):
            session.delete(row)
    assert site.app.test_client().get(f"/bestanden/{public_id}?t={mine}").status_code == 404


def _secret(site: Site) -> bytes:
    from lms.wiring import EXTENSION

    found: bytes = site.app.extensions[EXTENSION].secret
    return found


def test_a_token_signed_by_somebody_else_is_worth_nothing(site: Site, handed_in: dict[str, str]) -> None:
    forged = seal_token(FileToken(handed_in["les.pdf"], site.people["ilse"]), secret=b"guessed")
    assert site.app.test_client().get(f"/bestanden/{handed_in['les.pdf']}?t={forged}").status_code == 404


def test_a_strange_name_stays_inside_its_header(site: Site) -> None:
    site.as_("nele").upload(site.work, "één 'les'; x=1.pdf", PDF)
    (public_id,) = files(site).values()
    answer = site.app.test_client().get(link(site, "nele", public_id))
    disposition = answer.headers["Content-Disposition"]
    assert re.fullmatch(r"attachment; filename=\"[ -!#-~]+\"; filename\*=UTF-8''[A-Za-z0-9%._~-]+", disposition)


def test_reading_somebody_elses_work_needs_a_session(site: Site, handed_in: dict[str, str]) -> None:
    answer = site.app.test_client().get(f"/werk/bestanden/{handed_in['les.pdf']}")
    assert answer.status_code == 302
    assert "/aanmelden" in answer.headers["Location"]


def test_fetching_somebody_elses_file_is_written_down(site: Site, handed_in: dict[str, str]) -> None:
    for who, query in (("nele", ""), ("ilse", "?klein=1"), ("ilse", "")):
        link(site, who, handed_in["foto.jpg"], query)
    with site.database.reading() as session:
        events = session.scalars(select(AuditEvent).where(AuditEvent.action == "file_read")).all()
        assert [event.actor_id for event in events] == [site.people["ilse"]]
