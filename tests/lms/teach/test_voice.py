"""A spoken comment: heard with the decision and not before, by the maker of the work, and left out without harm."""

import io
import re

import pytest
from flask import Flask
from sqlalchemy import select

from courses.files.models import StoredFile
from courses.flows.erase_person import erase_person
from courses.practice.marking_models import VoiceComment
from courses.practice.models import Assignment
from lms import clock
from lms.db import Database
from tests.lms.practice_site import Browser, Site, make_site
from tests.lms.teach.test_grading import attempt, marks  # noqa: F401 (a fixture)

WEBM = b"\x1a\x45\xdf\xa3" + bytes(2000)


@pytest.fixture
def site(app: Flask, database: Database) -> Site:
    return make_site(app, database)


def speak(browser: Browser, address: str, data: bytes = WEBM) -> int:
    return browser.post(f"{address}/stem", sound=(io.BytesIO(data), "opname")).status_code


def heard(browser: Browser, page: str) -> int:
    """What following the player's address on this page gives."""
    (source,) = re.findall(r'<audio[^>]* src="([^"]+)"', browser.get(page).text)
    return browser.get(source, follow_redirects=True).status_code


def files(site: Site) -> list[bool]:
    """Whether each recording still has its bytes."""
    with site.database.reading() as session:
        rows = session.scalars(select(StoredFile).where(StoredFile.media_type.like("audio/%")).order_by(StoredFile.id))
        return [row.storage_key is not None for row in rows]


def test_the_maker_hears_it_with_the_decision_and_reads_what_it_says(site: Site, attempt: str) -> None:  # noqa: F811
    ilse, nele = site.as_("ilse"), site.as_("nele")
    assert speak(ilse, attempt) == 302
    assert heard(ilse, attempt) == 200
    assert "<audio" not in nele.get(site.work).text
    with site.database.reading() as session:
        name = session.scalars(select(VoiceComment)).one().file.public_id
    assert nele.get(f"/werk/bestanden/{name}").status_code == 404, "not before the decision"
    ilse.post(attempt, do="decide", version=0, summary="Ik vertel wat ik mooi vond.", **marks(site, 2, 3))
    assert heard(nele, site.work) == 200
    assert "Ik vertel wat ik mooi vond." in nele.get(site.work).text
    assert site.as_("karim").get(f"/werk/bestanden/{name}").status_code == 404


def test_of_two_who_assess_neither_hears_the_other_before_both_are_in(site: Site, attempt: str) -> None:  # noqa: F811
    with site.database.transaction() as session:
        session.get_one(Assignment, site.world.assignment_id).assessors = 2
    ilse, els = site.as_("ilse"), site.as_("els")
    speak(ilse, attempt)
    with site.database.reading() as session:
        name = session.scalars(select(VoiceComment)).one().file.public_id
    ilse.post(attempt, do="decide", version=0, **marks(site, 2, 3))
    assert els.get(f"/werk/bestanden/{name}").status_code == 404
    els.post(attempt, do="decide", version=0, **marks(site, 2, 3))
    assert els.get(f"/werk/bestanden/{name}").status_code == 303
    assert heard(site.as_("nele"), site.work) == 200


def test_only_this_page_may_ask_for_the_microphone(site: Site, attempt: str) -> None:  # noqa: F811
    ilse = site.as_("ilse")
    assert "microphone=(self)" in ilse.get(attempt).headers["Permissions-Policy"]
    for other in ("/nakijken", "/groepen", "/mijn-leerspoor"):
        assert "microphone=()" in ilse.get(other).headers["Permissions-Policy"]


@pytest.mark.parametrize("data", [b"<html>", b"", b"MZ" + bytes(100)])
def test_what_is_no_recording_is_refused(site: Site, attempt: str, data: bytes) -> None:  # noqa: F811
    assert speak(site.as_("ilse"), attempt, data) == 422
    assert files(site) == []


def test_what_is_too_long_is_refused(site: Site, attempt: str, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    monkeypatch.setattr("lms.spoken.LONGEST", len(WEBM) - 1)
    assert speak(site.as_("ilse"), attempt) == 422
    assert files(site) == []


def test_a_new_recording_takes_the_place_of_the_old_and_it_can_be_left_out(site: Site, attempt: str) -> None:  # noqa: F811
    ilse = site.as_("ilse")
    speak(ilse, attempt)
    speak(ilse, attempt, WEBM + b"2")
    assert files(site) == [False, True]
    assert ilse.post(f"{attempt}/stem", do="silent").status_code == 302
    assert files(site) == [False, False]
    assert ilse.post(attempt, do="decide", version=0, **marks(site, 2, 3)).status_code == 302


def test_after_the_decision_nothing_is_recorded_any_more(site: Site, attempt: str) -> None:  # noqa: F811
    ilse = site.as_("ilse")
    ilse.post(attempt, do="decide", version=0, **marks(site, 2, 3))
    assert speak(ilse, attempt) == 409
    assert files(site) == []


def test_it_goes_when_the_maker_of_the_work_is_erased(site: Site, attempt: str) -> None:  # noqa: F811
    ilse = site.as_("ilse")
    speak(ilse, attempt)
    ilse.post(attempt, do="save", version=0, summary="Over Nele.", **marks(site, 2, 3))
    with site.database.transaction() as session:
        erase_person(session, person_id=site.people["nele"], actor_id=None, now=clock.now())
    assert files(site) == [False]
    with site.database.reading() as session:
        assert session.scalars(select(VoiceComment.summary)).all() == [""]
