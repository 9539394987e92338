"""The one journey that everything is for: a teacher's work becomes a badge that a school checks by its QR code.

Nele has a telephone, Ilse assesses with the keyboard alone, Tom takes the badge back, and whoever checks it has no
account and no cookie. Nothing is made for them beforehand but the module, its group and their accounts.
(AAN-03, AAN-06, AAN-11, BEW-01, MIC-01, MIC-03, MIC-05)
"""

import json
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlalchemy import select, update

from courses.outbox.models import OutboxMessage
from courses.recognition.models import Award, AwardEdition
from lms import clock
from tests.journeys.acting import (
    REFLECTION,
    asked,
    decode,
    next_step,
    quizzes,
    send_photo,
    tab_to,
    take_quiz,
    unit_of,
    write,
)
from tests.journeys.offered import tampered
from tests.journeys.site import Site, failures, text_of, wait_for
from tests.journeys.visitor import PHONE, NewVisitor, Visitor, nl
from tests.journeys.waiting import five_weeks_go_by
from tests.journeys.world import ARDUINO, KEMPEN

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]
SOON = 5.0
"""Seconds within which a badge is there after its last condition."""
BADGE = "Arduino inzetten in de les elektriciteit"


@dataclass
class Journey:
    """What one step hands to the next."""

    site: Site
    visit: NewVisitor
    nele: Visitor
    ilse: Visitor
    track: str = ""
    public_id: str = ""
    link: str = ""
    signed: str = ""
    addresses: dict[str, str] = field(default_factory=dict)


def test_work_becomes_a_badge_that_a_school_checks(visit: NewVisitor, site: Site, tmp_path: Path) -> None:
    journey = Journey(site, visit, nele=visit(width=PHONE), ilse=visit())
    finds_and_joins(journey)
    learns(journey)
    goes_on_elsewhere(journey)
    attendance_is_taken(journey, "session")
    learns_the_rest(journey)
    hands_in(journey)
    is_asked_for_more(journey)
    adds_what_was_asked(journey)
    is_accepted(journey)
    asks_ahead(journey)
    five_weeks_go_by(site.wiring, site.world, "today")
    comes_back_and_gets_the_badge(journey)
    shows_the_code(journey)
    a_stranger_checks(journey, tmp_path)
    the_desk_checks(journey, tmp_path)
    it_is_taken_back(journey, tmp_path)
    assert failures(site) == []


def finds_and_joins(journey: Journey) -> None:
    """From the front page, through the filters, to a place in the group."""
    nele, page = journey.nele, journey.nele.page
    nele.open("/")
    page.locator(".filters summary").click()
    page.get_by_label(nl("Every study field")).or_(page.locator("#studiegebied")).first.select_option(
        "mechanica-elektriciteit"
    )
    page.locator('.filters input[value="vak"]').check()
    nele.main_button("Show the modules").click()
    nele.arrive("/aanbod")
    assert page.locator(".book").count() == 1
    page.locator(".book a").click()
    nele.arrive(f"/modules/{ARDUINO}")
    page.locator(".bar a.btn").click()
    page.locator(f'input[value="{journey.site.world.runs["today"]}"]').check()
    nele.main_button("Enrol me").click()
    nele.arrive("/aanmelden")
    nele.sign_in_by_mail("nele")
    nele.arrive(f"/inschrijven/{journey.site.world.runs['today']}")
    nele.main_button("Enrol me").click()
    nele.arrive("/mijn-leerspoor")
    journey.track = page.url.partition("spoor=")[2]
    assert nl("You are in. The dates are in your mail.") in page.locator("main").inner_text()
    journey.site.mail("nele.wouters", "Geel, deze week")


def learns(journey: Journey) -> None:
    """The first quiz whole, of the second three questions."""
    by_unit = quizzes()
    path = next_step(journey.nele)
    assert unit_of(path) == "instapcheck"
    take_quiz(journey.nele, by_unit["instapcheck"])
    journey.nele.page.locator("#feedback a.btn").first.click()
    journey.nele.arrive("/leren/*/van-lampje-naar-sensor")
    take_quiz(journey.nele, by_unit["van-lampje-naar-sensor"], only=2)


def goes_on_elsewhere(journey: Journey) -> None:
    """On another device, after signing in anew, she is where she stopped."""
    stopped_at = asked(journey.nele.page)
    assert stopped_at[0] == "van-lampje-naar-sensor"
    other = journey.visit()
    other.open("/mijn-leerspoor")
    other.sign_in_by_mail("nele")
    other.arrive("/mijn-leerspoor")
    next_step(other)
    assert asked(other.page) == stopped_at
    take_quiz(other, quizzes()[stopped_at[0]], only=len(quizzes()[stopped_at[0]]) - 2)
    assert other.page.locator("#feedback").get_attribute("data-tone") == "ok"


def attendance_is_taken(journey: Journey, meeting: str) -> None:
    """Ilse finds the group and its meeting by their links, and notes that Nele was there."""
    ilse, page, world = journey.ilse, journey.ilse.page, journey.site.world
    ilse.open("/groepen")
    if page.url.partition("?")[0].endswith("/aanmelden"):
        ilse.sign_in_by_mail("ilse")
        ilse.arrive("/groepen")
    page.locator(f'a[href="/groepen/{world.runs["today"]}"]').click()
    page.locator(f'a[href$="/bijeenkomsten/{world.meetings[f"today.{meeting}"]}"]').click()
    line = page.locator("fieldset.presence", has_text="Nele Wouters")
    line.get_by_label(nl("Present"), exact=True).check()
    page.locator("#sync").get_by_text(nl("Everything is saved")).wait_for()


def learns_the_rest(journey: Journey) -> None:
    """The one next step leads through what is left; then only practice work and return moment are missing."""
    by_unit = quizzes()
    for slug in ("fouten-zoeken", "programma-aanpassen", "doel-kiezen"):
        assert unit_of(next_step(journey.nele)) == slug
        take_quiz(journey.nele, by_unit[slug])
    journey.nele.open("/mijn-leerspoor")
    assert journey.nele.page.locator(".missing .ring").count() == 2


def hands_in(journey: Journey) -> None:
    """A photo and a text that keeps itself; first it says what is missing, then who may see what."""
    nele, page = journey.nele, journey.nele.page
    assert unit_of(next_step(nele)) == "praktijkopdracht"
    if not page.url.endswith("/inleveren"):
        nele.main_button("Start handing in").click()
        nele.arrive("/leren/*/inleveren")
    write(nele, REFLECTION)
    with nele.expecting(422):
        nele.main_button("First choose what your badge shows").click()
        page.locator("#gaps").wait_for()
    send_photo(nele, "meetopstelling.png")
    with page.expect_response(lambda response: response.url.endswith("/concept") and response.ok):
        page.locator('input[name="pupils"][value="nobody"]').check()
    write(nele, REFLECTION * 6)
    nele.main_button("First choose what your badge shows").click()
    nele.arrive("/leren/*/inleveren/keuze")
    page.locator('input[name="show_name"]').check()
    page.locator('input[name="evidence"][value="text"]').check()
    nele.main_button("Hand in").click()
    nele.arrive("/leren/*/inleveren")
    assert nele.heading == nl("Your practice assignment is handed in")


def opens_the_work_by_keyboard(journey: Journey) -> None:
    """From the queue to the first level of the rubric without a mouse."""
    page = journey.ilse.page
    journey.ilse.open("/nakijken")
    tab_to(page, page.get_by_role("link", name="Nele Wouters"))
    page.keyboard.press("Enter")
    journey.ilse.arrive("/nakijken/*")
    tab_to(page, page.locator("#rubric .levels input"))


def is_asked_for_more(journey: Journey) -> None:
    """Levels by digit, which lead on; K and J walk; Enter for a word where it is not there yet; Ctrl+Enter to send."""
    page = journey.ilse.page
    opens_the_work_by_keyboard(journey)
    for key in ("2", "3", "k", "j", "2", "1"):
        page.keyboard.press(key)
    chosen = page.locator("#rubric .levels input:checked")
    assert [radio.get_attribute("value") for radio in chosen.all()] == ["2", "3", "2", "1"]
    page.keyboard.press("Enter")
    page.keyboard.type("Voeg een meettabel toe en schrijf wat je daaruit leert.")
    page.keyboard.press("Control+Enter")
    page.get_by_text(nl("%(name)s hears from us by mail.", name="Nele Wouters")).wait_for()


def adds_what_was_asked(journey: Journey) -> None:
    """She is mailed, reads which one point is open, and adds to that; the rest stands."""
    nele, page = journey.nele, journey.nele.page
    link = journey.site.mail("nele.wouters", rf"Bewijs en reflectie[\s\S]+?{journey.site.base}(/\S+)")
    nele.open(link.group(1))
    if not page.url.endswith("/inleveren"):
        nele.main_button("Go to your work").click()
        nele.arrive("/leren/*/inleveren")
    again = page.locator('section[aria-labelledby="again"]')
    assert again.locator(".points li").count() == 1
    assert "Voeg een meettabel toe" in again.inner_text()
    assert "Doel en context" in again.inner_text(), "what stands is named"
    write(nele, REFLECTION * 6 + "Uit de meettabel leer ik dat ze de eerste waarde te snel aflezen.")
    nele.main_button("First choose what your badge shows").click()
    nele.arrive("/leren/*/inleveren/keuze")
    nele.main_button("Hand in").click()
    nele.arrive("/leren/*/inleveren")


def is_accepted(journey: Journey) -> None:
    """Only the open point is asked, and what is new is marked."""
    page = journey.ilse.page
    opens_the_work_by_keyboard(journey)
    assert page.locator("#rubric .levels").count() == 1
    assert "meettabel" in " ".join(page.locator("#work .preline ins").all_inner_texts())
    page.keyboard.press("2")
    page.keyboard.press("Control+Enter")
    page.get_by_text(nl("%(name)s hears from us by mail.", name="Nele Wouters")).wait_for()


def asks_ahead(journey: Journey) -> None:
    """A question for the return moment, which Ilse reads on the list of that meeting."""
    nele, page = journey.nele, journey.nele.page
    nele.open(f"/bijeenkomsten/{journey.site.world.meetings['today.return']}")
    page.locator("#body").fill("Hoe laat ik ze zelf de fout vinden?")
    nele.main_button("Send my question").click()
    nele.main_button("Change my question").wait_for()


def comes_back_and_gets_the_badge(journey: Journey) -> None:
    """The last condition; from then on nobody presses anything."""
    nele = journey.nele
    nele.open("/mijn-badges")
    before = nele.page.locator(".shelf li").count()
    attendance_is_taken(journey, "return")
    began = time.monotonic()
    journey.public_id = wait_for(lambda: signed_badge(journey), "the badge", SOON)
    assert time.monotonic() - began < SOON
    assert before == 0
    nele.open("/mijn-badges")
    titles = nele.page.locator(".shelf li h2").all_inner_texts()
    assert sorted(titles) == [BADGE, "Deelname: Arduino in de les elektriciteit"]
    journey.site.mail("nele.wouters", rf"{BADGE}[\s\S]+/mijn-badges/{journey.public_id}")


def signed_badge(journey: Journey) -> str | None:
    """The public id of Nele's badge as soon as it is signed."""
    with journey.site.wiring.database.reading() as session:
        awards = session.scalars(select(Award).where(Award.person_id == journey.site.world.people["nele"])).all()
        mine = next((award for award in awards if award.badge.slug == "arduino-praktijk"), None)
        return mine.public_id if mine and mine.editions[0].signed else None


def shows_the_code(journey: Journey) -> None:
    """The QR code as it stands on her screen, read by a decoder that is not ours."""
    nele = journey.nele
    nele.page.locator(".shelf h2 a", has_text=BADGE).first.click()
    nele.arrive(f"/mijn-badges/{journey.public_id}")
    code = nele.page.locator('img[src$="/qr.svg"]')
    code.scroll_into_view_if_needed()
    journey.link = decode(code.screenshot())
    assert journey.link == f"{journey.site.base}/badges/{journey.public_id}"
    assert nele.page.locator("#link").input_value() == journey.link


def a_stranger_checks(journey: Journey, folder: Path) -> None:
    """Page, exact bytes, and our command on another machine: all say the same."""
    stranger = journey.visit(width=PHONE)
    stranger.open(journey.link)
    assert stranger.heading == nl("This badge is genuine and valid")
    main = stranger.page.locator("main").inner_text()
    assert "Nele Wouters" in main
    assert nl("What this does not prove") in main
    assert stranger.page.locator('.checks li[data-tone="ok"]').count() == 5
    answer = stranger.context.request.get(journey.link, headers={"Accept": "application/vc+ld+json"})
    with journey.site.wiring.database.reading() as session:
        edition = session.scalars(
            select(AwardEdition)
            .join(Award, AwardEdition.award_id == Award.id)
            .where(Award.public_id == journey.public_id)
        ).one()
    assert answer.body() == edition.signed
    journey.signed = answer.text()
    assert verdict(journey, folder, journey.signed) == "VALID"
    assert stranger.context.cookies() == []


def verdict(journey: Journey, folder: Path, badge: str) -> str:
    """What `leerspoor verify` says of these bytes, given the documents that the site publishes now."""
    stranger = journey.visit()
    document = json.loads(badge)
    documents = {}
    for address, place in (
        (document["issuer"]["id"], f"{journey.site.base}/issuers/{KEMPEN}/did.json"),
        (document["credentialStatus"]["statusListCredential"],) * 2,
    ):
        found = stranger.context.request.get(place, headers={"Accept": "application/vc+ld+json"})
        assert found.ok
        documents[address] = found.json()
    (folder / "documents.json").write_text(json.dumps(documents))
    (folder / "badge.json").write_text(badge)
    done = journey.site.command(
        "verify", "--json", "--resolver", str(folder / "documents.json"), str(folder / "badge.json")
    )
    return str(json.loads(done.stdout)["verdict"])


def the_list(journey: Journey) -> bytes:
    """The status list of this badge, as it is published now."""
    address = json.loads(journey.signed)["credentialStatus"]["statusListCredential"]
    with urllib.request.urlopen(address) as answer:
        return bytes(answer.read())


def the_desk_checks(journey: Journey, folder: Path) -> None:
    """A school drops the picture and the certificate: valid. One changed word: changed."""
    desk = journey.visit()
    picture = desk.context.request.get(f"{journey.link}.png")
    certificate = desk.context.request.get(f"{journey.link}.pdf")
    changed = tampered(journey.signed, BADGE, BADGE.replace("inzetten", "uitvinden"))
    assert drop(desk, "badge.png", "image/png", picture.body()) == nl("This badge is genuine and valid")
    assert drop(desk, "certificaat.pdf", "application/pdf", certificate.body()) == nl("This badge is genuine and valid")
    said = drop(desk, "badge.json", "application/json", changed.encode())
    assert said == nl("This badge was changed after it was issued")
    assert verdict(journey, folder, changed) == "INVALID"


def drop(visitor: Visitor, name: str, kind: str, data: bytes) -> str:
    """Drop a file on the desk as one drags it there, press the button, and read the verdict."""
    visitor.open("/controleer")
    carried = visitor.page.evaluate_handle(
        """([name, kind, bytes]) => { const carried = new DataTransfer();
          carried.items.add(new File([new Uint8Array(bytes)], name, { type: kind })); return carried; }""",
        [name, kind, list(data)],
    )
    visitor.page.locator("[data-drop]").dispatch_event("drop", {"dataTransfer": carried})
    button = visitor.main_button("Check")
    if not visitor.page.url.endswith("#results"):
        button.click()
    return " ".join(visitor.page.locator("article .verdict h3").inner_text().split())


def it_is_taken_back(journey: Journey, folder: Path) -> None:
    """The manager gives a reason; the page, the list and the command all say so at once or soon."""
    before = the_list(journey)
    tom = journey.visit("tom")
    tom.open("/uitgegeven")
    tom.page.locator(f'a[href$="/uitgegeven/{journey.public_id}/intrekken"]').click()
    tom.page.locator('input[name="oorzaak"][value="not_own"]').check()
    tom.page.locator("#reden").fill("Het werk bleek niet van haar te zijn.")
    tom.main_button("Revoke").click()
    tom.page.wait_for_url("**/uitgegeven/handelingen/*")
    stranger = journey.visit()
    stranger.open(journey.link)
    assert stranger.heading == nl("This badge was revoked")
    assert "niet van haar" not in stranger.page.locator("main").inner_text(), "the reason is for the holder alone"
    assert not any("ingetrokken" in text_of(mail) for mail in journey.site.mails("nele.wouters")), "not before the hour"
    an_hour_passes(journey)
    journey.site.mail("nele.wouters", "Het werk bleek niet van haar te zijn")
    wait_for(lambda: the_list(journey) != before or None, "the new list")
    assert verdict(journey, folder, journey.signed) == "REVOKED"
    answer = stranger.context.request.get(f"{journey.site.base}/badges/{quote(journey.public_id)}/verification")
    assert answer.json()["verdict"] == "REVOKED"


def an_hour_passes(journey: Journey) -> None:
    """The mails that waited for it are due now."""
    with journey.site.wiring.database.transaction() as session:
        waiting = (OutboxMessage.kind == "mail", OutboxMessage.done_at.is_(None))
        session.execute(update(OutboxMessage).where(*waiting).values(due_at=clock.now()))
