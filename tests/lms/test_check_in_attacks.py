"""The five ways in which checking in by code went wrong elsewhere (peers.md, pain 15), and what they do here.

Each security test is also put to a twin without the defence, and there the attack works: so the test can fail.
"""

import re
from datetime import timedelta

import pytest
from flask import Flask

from courses.delivery import checkin_rules
from courses.delivery.checkin_rules import Door
from courses.delivery.models import Presence
from lms.db import Database
from lms.learn import checkin
from lms.limits import limiter
from lms.qr import QUIET_ZONE, qr_svg
from lms.teach.code_page import scan_address
from tests.lms.checkin_site import MINUTE, START, Hall, at, make_hall


@pytest.fixture
def hall(app: Flask, database: Database, monkeypatch: pytest.MonkeyPatch) -> Hall:
    limiter.reset()
    return make_hall(app, database, monkeypatch)


def type_in(hall: Hall, name: str, code: str) -> int:
    return hall.as_(name).post("/inchecken", code=code).status_code


def forwarded(hall: Hall) -> None:
    """Nele is in the hall and sends the code to Karim at home, who reads it two minutes later."""
    code = hall.code()
    hall.now += 2 * MINUTE
    type_in(hall, "karim", code)


def test_a_code_that_is_passed_on_by_sms_comes_too_late(hall: Hall) -> None:
    """peers.md 15a"""
    forwarded(hall)
    assert hall.presence("karim") is None
    page = hall.as_("karim").post("/inchecken", code=hall.code(at=START)).text
    assert "Deze code staat niet meer op het scherm" in page


def test_a_twin_whose_codes_last_lets_the_sms_in(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkin_rules, "STEP", 3600)
    forwarded(hall)
    assert hall.presence("karim") is Presence.PRESENT


def test_a_link_that_is_passed_on_makes_nobody_present(hall: Hall) -> None:
    """15a once more: what a scan leads to is of whoever scanned."""
    scanned = hall.as_("nele").get(f"/in/{hall.code()}").location
    press(hall, "karim", scanned)
    assert hall.presence("karim") is None


def test_a_twin_whose_passes_have_no_holder_lets_the_link_in(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkin, "held_by", lambda given, person_id: True)
    scanned = hall.as_("nele").get(f"/in/{hall.code()}").location
    press(hall, "karim", scanned)
    assert hall.presence("karim") is Presence.PRESENT


def press(hall: Hall, name: str, address: str) -> None:
    path, _, given = address.partition("?pas=")
    hall.as_(name).post(path, pas=given)


def mark_ahead(hall: Hall) -> None:
    """Lea got hold of a right code and a link of a session that is only tonight."""
    code = hall.code("lier")
    type_in(hall, "lea", code)
    hall.as_("lea").get(f"/in/{code}")
    hall.as_("lea").post(f"/inchecken/{hall.meetings['lier']}", pas="")
    hall.as_("lea").send("/inchecken/bewaard", code=code, at=int(hall.now.timestamp()))


def test_nobody_marks_themselves_for_a_session_to_come(hall: Hall) -> None:
    """peers.md 15b"""
    mark_ahead(hall)
    assert hall.presence("lea", "lier") is None


def test_a_twin_without_opening_hours_is_marked_ahead(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkin_rules, "EARLY", timedelta(days=2))
    mark_ahead(hall)
    assert hall.presence("lea", "lier") is Presence.PRESENT


def test_no_clock_of_a_phone_reaches_into_the_future(hall: Hall) -> None:
    """15b once more: a code that is kept on a phone cannot be of a time that has not come."""
    later = START + timedelta(hours=4)
    answer = hall.as_("lea").send("/inchecken/bewaard", code=hall.code("lier", later), at=int(later.timestamp()))
    assert answer.status_code == 422


def test_the_code_of_the_class_before_is_not_the_code_of_this_one(hall: Hall) -> None:
    """peers.md 15c: Jan's screen of Turnhout still hangs in the room of Geel."""
    old = hall.code("turnhout")
    page = hall.as_("nele").post("/inchecken", code=old)
    assert hall.presence("nele") is None
    text = " ".join(page.text.split())
    assert "Dit is de code van een andere bijeenkomst" in text
    assert "(Turnhout). Jij wordt verwacht in “Onderdeel 1” (Geel). Staat hij op het scherm in jouw lokaal?" in text
    address = f"{hall.list_of('turnhout')}/code"
    with at(hall, START + timedelta(hours=3, minutes=20)):
        screen = hall.as_("jan").get(address).text
        assert "Inchecken is voorbij" in screen
        assert "hall-letters" not in screen
        assert "Toon de code van “Onderdeel 1”" in screen, "the way to the session of tonight, which opens soon"


def test_a_twin_with_one_key_for_all_takes_the_code_of_another_class(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkin_rules, "key_of", lambda secret, public_id: secret)
    step = checkin_rules.step_of(hall.now)
    shared = checkin_rules.code_at(hall.app.extensions["leerspoor.wiring"].secret, step)
    type_in(hall, "nele", shared)
    assert hall.presence("nele") is Presence.PRESENT


def modules(address: str) -> int:
    """How many dots wide a code is."""
    found = re.search(rb'viewBox="0 0 (\d+)', qr_svg(address))
    assert found is not None
    return int(found[1]) - 2 * QUIET_ZONE


def test_a_camera_reads_it_from_the_back_row(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    """peers.md 15d: 25 dots wide, so on a screen of 1.5 m each is as large as a coin; and six letters beside it."""
    with hall.app.test_request_context():
        short = scan_address(hall.code())
    assert modules(short) == 25
    assert modules("HTTPS://LEREN.EXAMPLE.ORG/IN/CDHJKL") == 25
    long = f"https://leren.example.org/inchecken/{hall.meetings['geel']}?code={hall.code()}"
    assert modules(long) > 32, "the twin: session and code in one long address"


def test_the_screen_shows_that_very_code(hall: Hall) -> None:
    zxingcpp = pytest.importorskip("zxingcpp")
    typst = pytest.importorskip("typst")
    from io import BytesIO

    from PIL import Image

    page = hall.as_("ilse").get(f"{hall.list_of('geel')}/code").text
    drawing = re.search(r"<svg xmlns.*?</svg>", page, re.DOTALL)
    assert drawing is not None
    source = f'#set page(width: auto, height: auto, margin: 0pt)\n#image(bytes("{escaped(drawing[0])}"), width: 8cm)'
    picture = Image.open(BytesIO(typst.compile(source.encode(), format="png", ppi=144))).convert("L")
    (read,) = zxingcpp.read_barcodes(picture)
    assert read.text == f"HTTP://LOCALHOST:8000/IN/{hall.code()}"


def escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def eager(hall: Hall) -> None:
    """Lea tries 42 times before her session opens, by camera and by hand."""
    with at(hall, START + timedelta(hours=3)):
        for _ in range(21):
            code = hall.code("lier")
            assert hall.as_("lea").get(f"/in/{code}").status_code == 409
            assert type_in(hall, "lea", code) == 409
    hall.now = START + timedelta(hours=3, minutes=31)


def test_whoever_scans_too_early_is_not_locked_out(hall: Hall) -> None:
    """peers.md 15e"""
    eager(hall)
    assert type_in(hall, "lea", hall.code("lier")) == 303
    assert hall.presence("lea", "lier") is Presence.PRESENT


def test_a_twin_that_counts_every_try_locks_her_out(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    for said in list(checkin.STATUS):
        monkeypatch.setitem(checkin.STATUS, said, 422)
    with at(hall, START + timedelta(hours=3)):
        for _ in range(21):
            type_in(hall, "lea", hall.code("lier"))
    hall.now = START + timedelta(hours=3, minutes=31)
    assert type_in(hall, "lea", hall.code("lier")) == 429


def test_guessing_stops(hall: Hall) -> None:
    """Twenty wrong codes of one account; of 16.7 million. A colleague at the same address goes on."""
    answers = [type_in(hall, "karim", "CCCCCC") for _ in range(21)]
    assert answers == [422] * 20 + [429]
    assert type_in(hall, "nele", hall.code()) == 303


def test_a_school_of_200_behind_one_address_gets_in(
    app: Flask, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of them mistypes three times first."""
    limiter.reset()
    hall = make_hall(app, database, monkeypatch, people=200)
    for number in range(1, 201):
        browser = hall.as_(f"p{number}")
        for code in ("CCCCCC", "DDDDDD", "HHHHHH") if number % 10 == 0 else ():
            assert browser.post("/inchecken", code=code).status_code == 422
        assert browser.post("/inchecken", code=hall.code()).status_code == 303
    assert hall.presence("p200") is Presence.PRESENT


def test_a_door_is_shut_in_the_very_second() -> None:
    door = Door(1, "x", START, START + MINUTE)
    assert [door.open(START + timedelta(seconds=s)) for s in (-1, 0, 59, 60)] == [False, True, True, False]
