"""Checking in: every outcome its own sentence, nobody locked out, nothing lost; and what the trainer decides."""

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from sqlalchemy import select

from courses.delivery.checkin_models import AttendanceTick, CheckIn, Doubt
from courses.delivery.models import Presence
from courses.people.models import AuditEvent
from courses.recognition.models import Award
from lms.db import Database
from lms.limits import limiter
from tests import factories
from tests.lms.checkin_site import MINUTE, START, Hall, at, make_hall
from tests.lms.practice_site import Browser


@pytest.fixture
def hall(app: Flask, database: Database, monkeypatch: pytest.MonkeyPatch) -> Hall:
    limiter.reset()
    return make_hall(app, database, monkeypatch)


def type_in(hall: Hall, name: str, code: str) -> str:
    """What the page says after a code was typed."""
    browser = hall.as_(name)
    answer = browser.post("/inchecken", code=code)
    if answer.status_code == 303:
        answer = browser.get(answer.location)
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text.partition("<main")[2]).split())


def waiting(hall: Hall) -> dict[str, Doubt]:
    with hall.database.reading() as session:
        rows = session.scalars(select(CheckIn).where(CheckIn.decided_at.is_(None)))
        return {row.person.display_name.split()[0].lower(): row.doubt for row in rows}


def awards(hall: Hall) -> int:
    with hall.database.reading() as session:
        return len(session.scalars(select(Award)).all())


def test_a_typed_code_makes_present_once_and_the_badge_follows_at_once(hall: Hall) -> None:
    """AAN-06: attendance per session; the last condition met by a check-in plans the award in the same transaction."""
    assert "Je bent ingecheckt Onderdeel 1 Goed dat je er bent." in type_in(hall, "nele", hall.code().lower())
    row = hall.attendance("nele")
    assert row is not None
    assert (row.presence, row.version, row.recorded_by_id) == (Presence.PRESENT, 1, hall.people["nele"])
    assert hall.presence("karim") is None
    with hall.database.reading() as session:
        events = session.scalars(select(AuditEvent.action)).all()
    assert "attendance_recorded" in events
    hall.now += 2 * MINUTE
    assert "Je was al ingecheckt om 14.00." in type_in(hall, "nele", hall.code())
    again = hall.attendance("nele")
    assert again is not None
    assert again.version == 1


@pytest.mark.parametrize(
    ("who", "place", "minutes", "says"),
    [
        ("nele", "", 0, "Deze code kennen we niet Kijk op het scherm en typ de zes tekens opnieuw."),
        ("lea", "", 0, "Je bent vroeg Inchecken kan vanaf 17.30."),
        ("nele", "turnhout", 0, "Dit is de code van een andere bijeenkomst"),
        ("an", "geel", 0, "Je staat nog niet op de lijst Onderdeel 1 Dat is niet erg."),
        ("nele", "geel", 3 * 60 + 15, "Deze bijeenkomst is voorbij Inchecken kon tot 17.15."),
    ],
)
def test_every_outcome_has_its_own_sentence(hall: Hall, who: str, place: str, minutes: int, says: str) -> None:
    hall.now = START + minutes * MINUTE
    said = type_in(hall, who, hall.code(place) if place else "CCCCCC")
    assert says in said
    assert all(hall.presence(name) is None for name in ("nele", "karim", "an", "lea"))


def test_an_old_code_is_told_from_a_wrong_one(hall: Hall) -> None:
    old = hall.code()
    hall.now += 4 * MINUTE
    assert "Deze code staat niet meer op het scherm Hij stond er om 14.00." in type_in(hall, "nele", old)


def test_the_camera_leads_to_one_button_and_the_button_outlives_the_code(hall: Hall) -> None:
    nele = hall.as_("nele")
    for address in (f"/in/{hall.code()}", f"/IN/{hall.code()}"):
        found = nele.get(address)
        assert found.status_code == 302
        page = nele.get(found.location)
        assert page.text.count('name="pas"') == 1
    hall.now += 5 * MINUTE
    given = re.search(r'name="pas" value="([^"]+)"', page.text)
    assert given is not None
    done = nele.post(f"/inchecken/{hall.meetings['geel']}", pas=given[1])
    assert "Je bent ingecheckt" in nele.get(done.location).text
    assert hall.presence("nele") is Presence.PRESENT


def scan_unknown(hall: Hall) -> tuple[Browser, str]:
    """Somebody who is not signed in scans; the browser, and the address to come back to."""
    browser = Browser(hall.app.test_client())
    found = browser.get(f"/in/{hall.code()}")
    assert found.status_code == 302
    assert found.location.startswith("/aanmelden")
    assert "Meld je aan, dan check je in bij" in browser.get(found.location).text
    (back,) = parse_qs(urlsplit(found.location).query)["next"]
    assert len(found.location) < 500
    return browser, back


def pass_in(back: str) -> str:
    return parse_qs(urlsplit(back).query)["pas"][0]


def test_signing_in_first_comes_back_to_the_same_check_in(hall: Hall) -> None:
    browser, back = scan_unknown(hall)
    hall.now += 6 * MINUTE
    factories.sign_in(browser.client, hall.people["nele"])
    assert 'name="pas"' in browser.get(back).text
    browser.post(urlsplit(back).path, pas=pass_in(back))
    assert hall.presence("nele") is Presence.PRESENT


def test_signing_in_with_another_browser_loses_nothing_and_waits_for_a_yes(hall: Hall) -> None:
    """Also the defence against passing the link on: in other hands it makes nobody present."""
    _, back = scan_unknown(hall)
    other = hall.as_("nele")
    done = other.post(urlsplit(back).path, pas=pass_in(back))
    assert "Je trainer zegt nog ja" in other.get(done.location).text
    assert hall.presence("nele") is None
    assert waiting(hall) == {"nele": Doubt.ELSEWHERE}


def test_a_pass_ends_and_is_of_one_session(hall: Hall) -> None:
    browser, back = scan_unknown(hall)
    factories.sign_in(browser.client, hall.people["nele"])
    given = pass_in(back)
    browser.post(f"/inchecken/{hall.meetings['turnhout']}", pas=given)
    hall.now += 16 * MINUTE
    browser.post(urlsplit(back).path, pas=given)
    browser.post(urlsplit(back).path, pas="")
    assert hall.presence("nele") is None
    assert waiting(hall) == {}
    assert 'name="pas"' not in browser.get(back).text


def test_whoever_is_not_on_the_list_is_seen_and_added(hall: Hall) -> None:
    """`an` is in no group and joins this one; `wim` of Turnhout is a guest and stays in his own."""
    with at(hall, START - 25 * MINUTE):
        type_in(hall, "an", hall.code())
    with hall.database.transaction() as session:
        from courses.delivery.models import RunSession

        meeting = session.scalars(select(RunSession).where(RunSession.public_id == hall.meetings["turnhout"])).one()
        meeting.starts_local += timedelta(days=3)
        meeting.ends_local += timedelta(days=3)
    type_in(hall, "wim", hall.code())
    ilse, page = hall.as_("ilse"), hall.as_("ilse").get(hall.list_of("geel")).text
    assert "2 mensen wachten op jouw ja" in page
    assert "zit in geen groep van deze module" in page
    assert "uit de groep “Turnhout”" in page
    for ask in re.findall(r'name="check_in" value="([^"]+)"', page)[::2]:
        ilse.post(f"{hall.list_of('geel')}/wachtend", do="yes", check_in=ask)
    assert hall.presence("an") is hall.presence("wim") is Presence.PRESENT
    assert "An Wouters" in ilse.get(f"/groepen/{hall.runs['geel']}").text
    assert "Wim Wouters" in hall.as_("jan").get(f"/groepen/{hall.runs['turnhout']}").text
    assert "Niets" not in hall.as_("wim").get("/mijn-leerspoor").text
    versions = dict(re.findall(r'name="(version-\d+)" value="(\d+)"', ilse.get(hall.list_of("geel")).text))
    fields = {name.replace("-", "__"): value for name, value in versions.items()}
    again = ilse.post(hall.list_of("geel"), do="everybody", **fields)
    assert again.status_code == 303, "a guest on the list does not stop it from being saved"


def test_kept_on_a_phone_without_network_it_waits_for_a_yes(hall: Hall) -> None:
    code, typed_at = hall.code(), int(hall.now.timestamp())
    hall.now += timedelta(hours=5)
    nele = hall.as_("nele")
    for _ in range(2):
        answer = nele.send("/inchecken/bewaard", code=code, at=typed_at + 20)
        assert answer.get_json()["title"] == "Je trainer zegt nog ja"
    assert hall.presence("nele") is None
    assert waiting(hall) == {"nele": Doubt.OFFLINE}
    hall.as_("karim").send("/inchecken/bewaard", code=code, at=typed_at)
    wrong = hall.as_("wim").send("/inchecken/bewaard", code=code, at=typed_at - 3600)
    assert wrong.status_code == 422
    ilse = hall.as_("ilse")
    assert "typte de code om 14.00, zonder netwerk" in ilse.get(hall.list_of("geel")).text
    ilse.post(f"{hall.list_of('geel')}/wachtend", do="all")
    assert hall.presence("nele") is hall.presence("karim") is Presence.PRESENT
    assert waiting(hall) == {}
    assert "Je bent ingecheckt" in nele.send("/inchecken/bewaard", code=code, at=typed_at).text


def test_no_stays_no_and_a_newer_code_asks_again(hall: Hall) -> None:
    code, typed_at = hall.code(), int(hall.now.timestamp())
    nele, ilse = hall.as_("nele"), hall.as_("ilse")
    nele.send("/inchecken/bewaard", code=code, at=typed_at)
    (ask,) = set(re.findall(r'name="check_in" value="([^"]+)"', ilse.get(hall.list_of("geel")).text))
    for _ in range(2):
        ilse.post(f"{hall.list_of('geel')}/wachtend", do="no", check_in=ask)
    nele.send("/inchecken/bewaard", code=code, at=typed_at)
    assert waiting(hall) == {}
    assert hall.presence("nele") is None
    hall.now += 5 * MINUTE
    nele.send("/inchecken/bewaard", code=hall.code(), at=int(hall.now.timestamp()))
    assert waiting(hall) == {"nele": Doubt.OFFLINE}


def test_what_the_trainer_noted_is_not_overwritten_by_a_code(hall: Hall) -> None:
    """Absent waits for the trainer; excused came after all."""
    fields = {
        f"presence__{hall.participations['nele']}": "absent",
        f"presence__{hall.participations['karim']}": "excused",
    }
    hall.as_("ilse").post(hall.list_of("geel"), do="save", **fields)
    assert "Je trainer zegt nog ja" in type_in(hall, "nele", hall.code())
    assert "Je bent ingecheckt" in type_in(hall, "karim", hall.code())
    assert (hall.presence("nele"), hall.presence("karim")) == (Presence.ABSENT, Presence.PRESENT)
    assert waiting(hall) == {"nele": Doubt.NOTED_ABSENT}


def test_a_tick_on_the_list_answers_who_waits(hall: Hall) -> None:
    nele = hall.as_("nele")
    nele.send("/inchecken/bewaard", code=hall.code(), at=int(hall.now.timestamp()))
    hall.as_("els").post(hall.list_of("geel"), do="save", **{f"presence__{hall.participations['nele']}": "present"})
    assert waiting(hall) == {}


def test_only_who_gives_the_group_sees_its_code_or_decides(hall: Hall) -> None:
    for who in ("jan", "nele", "an"):
        assert hall.as_(who).get(f"{hall.list_of('geel')}/code").status_code == 404
        assert hall.as_(who).post(f"{hall.list_of('geel')}/wachtend", do="all").status_code == 404


def test_the_screen_shows_the_code_of_now_and_the_count_without_scripts(hall: Hall) -> None:
    ilse, address = hall.as_("ilse"), f"{hall.list_of('geel')}/code"
    page = ilse.get(address).text
    code = hall.code()
    assert " ".join(code) in page
    assert '<noscript><meta http-equiv="refresh"' in page
    assert '<b class="num">0</b> van 2 zijn ingecheckt' in page
    type_in(hall, "nele", code)
    hall.now += MINUTE
    page = ilse.get(address).text
    assert '<b class="num">1</b> van 2 zijn ingecheckt' in page
    assert " ".join(hall.code()) in page
    assert " ".join(code) not in page
    assert "Nele" not in page, "the wall shows no names"
    for moment, says in (
        (START - 31 * MINUTE, "Inchecken kan vanaf 13.30"),
        (START + 196 * MINUTE, "Inchecken is voorbij"),
    ):
        with at(hall, moment):
            page = ilse.get(address).text
            assert says in page
            assert "hall-letters" not in page


def test_the_code_is_one_press_from_the_desk_and_the_group(hall: Hall) -> None:
    address = f"{hall.list_of('geel')}/code"
    for page in ("/nakijken", "/groepen", f"/groepen/{hall.runs['geel']}", hall.list_of("geel")):
        assert f'href="{address}"' in hall.as_("ilse").get(page).text, page
    assert f'href="{address}"' not in hall.as_("jan").get("/nakijken").text
    with at(hall, START - timedelta(hours=5)):
        assert address not in hall.as_("ilse").get("/nakijken").text


def test_nothing_of_it_stays_after_erasure_but_that_somebody_was_there(hall: Hall) -> None:
    from courses.flows.erase_person import erase_person
    from courses.flows.export_person import export_person

    hall.as_("nele").send("/inchecken/bewaard", code=hall.code(), at=int(hall.now.timestamp()))
    ids = {"key": "k" * 32, "id": hall.participations["karim"], "presence": "present", "version": 0}
    tick(hall.as_("ilse"), hall, ids)
    with hall.database.transaction() as session:
        document = export_person(session, person_id=hall.people["nele"], actor_id=None, now=hall.now).document
        assert [one["why_in_doubt"] for one in document["check_ins"]] == ["offline"]
        teaching = export_person(session, person_id=hall.people["ilse"], actor_id=None, now=hall.now).document[
            "teaching"
        ]
        assert len(teaching["ticks"]) == 1
        for name in ("nele", "ilse"):
            erase_person(session, person_id=hall.people[name], actor_id=None, now=hall.now)
        assert session.scalars(select(CheckIn)).all() == []
        assert session.scalars(select(AttendanceTick.person_id)).all() == [None]


def tick(browser: Browser, hall: Hall, *ticks: dict[str, object], place: str = "geel") -> dict[str, str]:
    """Send ticks as the page's script does; what became of each."""
    answer = browser.client.post(
        f"{hall.list_of(place)}/vinkjes",
        json={"ticks": list(ticks)},
        headers={"X-CSRFToken": factories.token(browser.client), "Accept": "application/json"},
    )
    assert answer.status_code == 200, answer.text
    fates: dict[str, str] = answer.get_json()["fates"]
    return fates


def test_a_tick_that_is_sent_twice_is_carried_out_once(hall: Hall) -> None:
    ilse, els = hall.as_("ilse"), hall.as_("els")
    number = hall.participations["nele"]
    first = {"key": "a" * 32, "id": number, "presence": "present", "version": 0, "at": int(hall.now.timestamp())}
    assert tick(ilse, hall, first) == {"a" * 32: "done"}
    assert tick(els, hall, {**first, "key": "b" * 32, "presence": "excused", "version": 1}) == {"b" * 32: "done"}
    assert tick(ilse, hall, first) == {"a" * 32: "done"}, "its answer had been lost on the way"
    assert hall.presence("nele") is Presence.EXCUSED


def test_two_trainers_do_not_overwrite_each_other(hall: Hall) -> None:
    ilse, els = hall.as_("ilse"), hall.as_("els")
    number = hall.participations["nele"]
    mine = {"key": "a" * 32, "id": number, "presence": "absent", "version": 0}
    assert tick(els, hall, {**mine, "key": "e" * 32, "presence": "present"}) == {"e" * 32: "done"}
    assert tick(ilse, hall, mine) == {"a" * 32: "clash"}
    assert hall.presence("nele") is Presence.PRESENT
    assert tick(ilse, hall, {**mine, "key": "c" * 32, "version": 1}) == {"c" * 32: "done"}, "she looked and chose"
    same = {**mine, "key": "d" * 32, "version": 0}
    assert tick(els, hall, same) == {"d" * 32: "done"}, "agreeing is no clash"
    assert hall.presence("nele") is Presence.ABSENT


def test_a_tick_from_without_network_does_not_undo_a_check_in(hall: Hall) -> None:
    type_in(hall, "nele", hall.code())
    late = {"key": "a" * 32, "id": hall.participations["nele"], "presence": "absent", "version": 0}
    assert tick(hall.as_("ilse"), hall, late) == {"a" * 32: "clash"}
    assert hall.presence("nele") is Presence.PRESENT


def test_ticks_that_make_no_sense_are_left_out(hall: Hall) -> None:
    ilse, number = hall.as_("ilse"), hall.participations["nele"]
    bad = [
        {"key": "short", "id": number, "presence": "present"},
        {"key": "a" * 32, "id": number, "presence": "boss"},
        {"key": "b" * 32, "id": hall.participations["wim"], "presence": "present"},
    ]
    assert tick(ilse, hall, *bad) == {}
    for body in ([], "x", {"ticks": 3}, {"ticks": [1, None]}):
        answer = ilse.client.post(
            f"{hall.list_of('geel')}/vinkjes", json=body, headers={"X-CSRFToken": factories.token(ilse.client)}
        )
        assert answer.status_code == 200
    assert hall.presence("nele") is hall.presence("wim", "geel") is None


def test_partly_there_is_kept_and_does_not_earn_the_session(hall: Hall) -> None:
    """AAN-06: attendance for a part is recorded, and what is missing says so in words."""
    one = {"key": "a" * 32, "id": hall.participations["nele"], "presence": "partial", "version": 0}
    tick(hall.as_("ilse"), hall, one)
    assert hall.presence("nele") is Presence.PARTIAL
    assert "was je er een deel van de tijd" in hall.as_("nele").get("/mijn-leerspoor").text
    assert "Je was er een deel van de tijd" in hall.as_("nele").get(f"/bijeenkomsten/{hall.meetings['geel']}").text
