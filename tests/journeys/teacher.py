"""What a teacher does from the front page to a badge of her own, and what her trainer does for it (T01 to T16).

Not here: what she does with the badge, and who checks it (`holder`).
"""

import re
import time
from dataclasses import dataclass, field

from sqlalchemy import select

from courses.delivery.models import Participation
from courses.recognition.models import Award
from lms import clock
from tests.journeys.acting import (
    REFLECTION,
    asked,
    file,
    next_step,
    photo,
    quizzes,
    send_photo,
    take_quiz,
    unit_of,
    write,
)
from tests.journeys.classroom import stage_of
from tests.journeys.site import Site, wait_for
from tests.journeys.visitor import DESK, NewVisitor, Visitor, nl
from tests.journeys.world import ARDUINO, TESTS, THINKING

SOON = 5.0
"""Seconds within which a badge is there after its last condition."""
BADGE = "Arduino inzetten in de les elektriciteit"
TAKEN_PART = "Deelname: Arduino in de les elektriciteit"
BASICS = "van-lampje-naar-sensor"
WITH_NAMES = "naam;vraag;score\nLotte Peeters;V1;1\nMo Haddad;V2;0\n"
WITH_CODES = "code;vraag;score\nL01;V1;1\nL01;V2;0\nL02;V1;1\nL02;V2;1\n"


@dataclass
class Journey:
    """What one step hands to the next."""

    site: Site
    visit: NewVisitor
    key: str
    """Of the people and the group of this walk, in the world."""
    width: int
    keys: bool
    nele: Visitor = field(init=False)
    ilse: Visitor = field(init=False)
    public_id: str = ""
    link: str = ""
    signed: str = ""

    def __post_init__(self) -> None:
        self.nele, self.ilse = self.come(), self.come("ilse")

    def come(self, who: str | None = None, width: int | None = None) -> Visitor:
        return self.visit(who, width=width or self.width, keys=self.keys)

    @property
    def run(self) -> str:
        return self.site.world.runs[self.key]

    @property
    def address(self) -> str:
        return self.site.world.addresses[f"nele.{self.key}"]


def looks_round(journey: Journey) -> None:
    """T01 (AAN-01): the offer without an account, and without a cookie."""
    nele, page = journey.nele, journey.nele.page
    nele.open("/")
    nele.arrive("/aanbod")
    links = {link.get_attribute("href") for link in page.locator(".book a").all()}
    assert {f"/modules/{slug}" for slug in (ARDUINO, TESTS, THINKING)} <= links
    assert f"/trajecten/{journey.site.world.trajectory}" in links
    assert nele.context.cookies() == []


def filters(journey: Journey) -> None:
    """T02 (AAN-02): study field, level, form and theme leave one card, which says what one wants to know first."""
    nele, page = journey.nele, journey.nele.page
    if not page.locator("#studiegebied").is_visible():
        nele.hands.press(page.locator(".filters summary"))
    nele.hands.choose(page.locator("#studiegebied"), "mechanica-elektriciteit")
    for value in ("beginner", "blended", "vak"):
        nele.hands.tick(page.locator(f'.filters input[value="{value}"]'))
    with page.expect_navigation():
        nele.press("Show the modules")
    card = page.locator(".book", has=page.locator('a[href^="/modules/"]'))
    assert card.count() == 1, card.all_inner_texts()
    said = card.inner_text()
    for words in ("A2 naar B1", "16 uur", "gratis", "Mechanica-Elektriciteit", "Geel"):
        assert words in said, f"{words} is not in: {said}"
    nele.hands.press(card.locator("a"))
    nele.arrive(f"/modules/{ARDUINO}")


def reads_about_it(journey: Journey) -> None:
    """T03 (AAN-03, KWA-01): quality, prior knowledge, contact, use at work and the criteria of the badge."""
    page = journey.nele.page
    main = " ".join(page.locator("main").inner_text().split())
    assert nl("Reviewed by %(name)s on %(day)s.", name="Tom Peeters", day="2 september 2026") in main
    for title in ("What you know already", "Where this is used at work", "What your trainer looks at:"):
        assert nl(title) in main, f"{title} is not on the page"
    for words in ("wet van Ohm", "Koeltechniekers", "Ilse Maes", "Bewijs en reflectie", "Arduino IDE"):
        assert words in main, f"{words} is not on the page"
    journey.nele.hands.press(page.get_by_text(nl("Read the review")))
    assert page.get_by_text("Getoetst aan 15 kwaliteitscriteria").is_visible()


def reads_what_is_kept(journey: Journey) -> None:
    """T05 (PRI-01): before she gives anything she can read what is stored and who sees it."""
    other = journey.come()
    other.open("/aanmelden")
    other.hands.press(other.page.locator('a[href="/privacy"]'))
    other.arrive("/privacy")
    assert len(other.page.locator("main").inner_text()) > 500
    other.context.close()


def enrols(journey: Journey) -> None:
    """T08 (AAN-06): the last seat of twelve with a wish; the dates come by mail and calendar."""
    nele, page = journey.nele, journey.nele.page
    nele.hands.tick(page.locator(f'input[name="groep"][value="{journey.run}"]'))
    nele.press("Enrol me")
    nele.arrive("/aanmelden")
    nele.sign_in_by_mail(f"nele.{journey.key}")
    nele.arrive(f"/inschrijven/{journey.run}")
    nele.hands.write(page.locator("#wish"), "Mag ik met een eigen bord werken?")
    nele.press("Enrol me")
    nele.arrive("/mijn-leerspoor")
    assert nl("You are in. The dates are in your mail.") in page.locator("main").inner_text()
    journey.site.mail(journey.address, "november, Geel")
    kinds = {part.get_content_type() for mail in journey.site.mails(journey.address) for part in mail.walk()}
    assert "text/calendar" in kinds


def comes_after_her(journey: Journey) -> None:
    """T08 (AAN-07): who comes when it is full stands first in line, and Ilse reads the wish."""
    karim = journey.come(f"karim.{journey.key}")
    karim.open(f"/inschrijven/{journey.run}")
    karim.press("Put me on the waiting list")
    said = nl("You are number %(place)s on the waiting list", place=1)
    karim.page.get_by_text(said).first.wait_for()
    karim.context.close()
    ilse = journey.ilse
    ilse.open(f"/groepen/{journey.run}/bijeenkomsten/{journey.site.world.meetings[f'{journey.key}.session']}")
    assert "Mag ik met een eigen bord werken?" in ilse.page.locator("main").inner_text()


def checks_the_start(journey: Journey) -> None:
    """T11 (LEE-02): all right at the entry check, so she may skip the basics; the unit stays open to her."""
    path = next_step(journey.nele)
    assert unit_of(path) == "instapcheck"
    take_quiz(journey.nele, quizzes()["instapcheck"])
    assert "De basis ken je." in journey.nele.page.locator("#feedback").inner_text()
    journey.nele.hands.press(journey.nele.page.locator("#feedback a.btn"))
    journey.nele.arrive(f"/leren/*/{BASICS}")


def goes_on_elsewhere(journey: Journey) -> None:
    """T10 (LEE-01): she leaves half-way; on another device, after signing in anew, she is where she stopped."""
    questions = quizzes()[BASICS]
    take_quiz(journey.nele, questions, only=1)
    stopped_at = asked(journey.nele.page)
    assert stopped_at[0] == BASICS
    other = journey.come(width=DESK if journey.width != DESK else None)
    other.open("/mijn-leerspoor")
    other.sign_in_by_mail(f"nele.{journey.key}")
    other.arrive("/mijn-leerspoor")
    next_step(other)
    assert asked(other.page) == stopped_at
    take_quiz(other, questions, only=len(questions) - 1)
    assert other.page.locator("#feedback").get_attribute("data-tone") == "ok"
    other.context.close()


def attendance_is_taken(journey: Journey, meeting: str) -> None:
    """T12 (AAN-11): Ilse finds the group and its meeting by their links, and notes that Nele was there."""
    ilse, page = journey.ilse, journey.ilse.page
    ilse.open("/groepen")
    ilse.hands.press(page.locator(f'a[href="/groepen/{journey.run}"]'))
    ilse.arrive(f"/groepen/{journey.run}")
    public_id = journey.site.world.meetings[f"{journey.key}.{meeting}"]
    ilse.hands.press(page.locator(f'a[href$="/bijeenkomsten/{public_id}"]'))
    ilse.arrive(f"/groepen/*/bijeenkomsten/{public_id}")
    line = page.locator("fieldset.presence", has_text="Nele Wouters")
    ilse.hands.tick(line.get_by_label(nl("Present"), exact=True))
    page.locator("#sync").get_by_text(nl("Everything is saved")).wait_for()


def learns_the_rest(journey: Journey) -> None:
    """The one next step leads through what is left; then only practice work and return moment are missing."""
    by_unit = quizzes()
    slugs = ("fouten-zoeken", "programma-aanpassen", "doel-kiezen")
    if journey.keys:
        studies(journey, *slugs[:2])
    for slug in slugs[2:] if journey.keys else slugs:
        assert unit_of(next_step(journey.nele)) == slug
        take_quiz(journey.nele, by_unit[slug])
    journey.nele.open("/mijn-leerspoor")
    assert journey.nele.page.locator(".missing .ring").count() == 2


def studies(journey: Journey, *slugs: str) -> None:
    """Units of which the questions are like those before: done by the flow of the site."""
    now = clock.now()
    with journey.site.wiring.database.transaction() as session:
        person = journey.site.world.people[f"nele.{journey.key}"]
        joined = session.scalars(select(Participation).where(Participation.person_id == person)).one()
        for unit in joined.module_version.units:
            if unit.slug in slugs:
                stage_of(session, journey.site, now).study(joined, unit, now)


def begins_her_work(journey: Journey) -> None:
    """T14 (BEW-01): a text that keeps itself, and a goal of her own curriculum; first it says what is missing."""
    nele, page = journey.nele, journey.nele.page
    assert unit_of(next_step(nele)) == "praktijkopdracht"
    if not page.url.endswith("/inleveren"):
        nele.press("Start handing in")
        nele.arrive("/leren/*/inleveren")
    write(nele, REFLECTION)
    with nele.expecting(422):
        nele.press("First choose what your badge shows")
        page.locator("#gaps").wait_for()
    nele.press("Find a goal")
    nele.arrive("/leren/*/inleveren/doelen")
    nele.hands.write(page.locator("#zoek"), "4.4")
    nele.press("Search")
    nele.hands.press(page.get_by_role("button", name=f"{nl('Link this goal')}: 4.4", exact=True))
    nele.arrive("/leren/*/inleveren")


def reads_results_in(journey: Journey) -> None:
    """T13 (BEW-02): a sheet with names is refused; one with codes becomes totals by goal, 4.4 and 6.25."""
    nele, page = journey.nele, journey.nele.page
    nele.press("Read results in")
    nele.arrive("/leren/*/inleveren/resultaten")
    _give_sheet(nele, WITH_NAMES, 422)
    page.get_by_text(re.compile("“naam” ")).first.wait_for()
    _give_sheet(nele, WITH_CODES, 200)
    page.locator("#goal-2").wait_for()
    nele.hands.write(page.locator("#goal-1"), "4.4")
    nele.hands.write(page.locator("#goal-2"), "6.25")
    nele.press("Keep this with my work")
    nele.arrive("/leren/*/inleveren")
    kept = page.locator("#results").inner_text()
    assert "Bookwidgets" in kept
    assert "4.4" in kept
    assert "6.47" in kept, "6.25 is what 6.47 is called in the double finality"


def _give_sheet(nele: Visitor, text: str, status: int) -> None:
    nele.hands.write(nele.page.locator("#platform"), "Bookwidgets")
    nele.hands.give(nele.page.locator("#file"), [file("resultaten.csv", "text/csv", text.encode())])
    with nele.expecting(status), nele.page.expect_navigation():
        nele.press("Read the sheet")


def hands_in(journey: Journey) -> None:
    """T14 (BEW-01): plan, code and two photos; then who may see what. She takes it back once, and sends it again."""
    nele, page = journey.nele, journey.nele.page
    send_photo(nele, "meetopstelling.png")
    plan = file("lesplan.txt", "text/plain", b"Doel: meten. Duo's bouwen de kring na.")
    code = file("thermostaat.ino", "text/plain", b"void setup() {}\nvoid loop() {}\n")
    for one in (plan, code, file("schakeling.png", "image/png", photo(200))):
        nele.hands.give(page.locator("#files"), [one])
        page.locator("#files-list").get_by_text(one["name"]).first.wait_for()
    with page.expect_response(lambda response: response.url.endswith("/concept") and response.ok):
        nele.hands.tick(page.locator('input[name="pupils"][value="nobody"]'))
    write(nele, REFLECTION * 6)
    _sends(journey, first=True)
    assert page.get_by_text(nl("Take it back")).is_visible()
    nele.press("Take it back")
    page.locator("#text").wait_for()
    _sends(journey)


def _sends(journey: Journey, first: bool = False) -> None:
    """By the page where she chooses what the badge shows."""
    nele, page = journey.nele, journey.nele.page
    nele.press("First choose what your badge shows")
    nele.arrive("/leren/*/inleveren/keuze")
    if first:
        nele.hands.tick(page.locator('input[name="evidence"][value="text"]'))
        nele.hands.tick(page.get_by_label("meetopstelling.png"))
    nele.press("Hand in")
    nele.arrive("/leren/*/inleveren")
    assert nele.heading == nl("Your practice assignment is handed in")


def _opens_the_work(journey: Journey) -> None:
    ilse, page = journey.ilse, journey.ilse.page
    ilse.open("/nakijken")
    line = page.locator("tr", has_text=f"november, Geel, {journey.key}")
    ilse.hands.press(line.get_by_role("link", name="Nele Wouters"))
    ilse.arrive("/nakijken/*")


def _marks(journey: Journey, *levels: str, said: str = "") -> None:
    """One level for each open point. By keys: digits lead on, K and J walk, Enter is for a word, Ctrl+Enter sends."""
    ilse, page = journey.ilse, journey.ilse.page
    points = page.locator("#rubric .levels")
    assert points.count() == len(levels)
    if journey.keys:
        ilse.hands.tick(points.first.locator(f'input[value="{levels[0]}"]'))
        for key in ("k", *levels, *(("k", "j", levels[-1]) if len(levels) > 1 else ())):
            page.keyboard.press(key)
    else:
        for number, level in enumerate(levels):
            ilse.hands.tick(points.nth(number).locator(f'input[value="{level}"]'))
    chosen = page.locator("#rubric .levels input:checked")
    assert [radio.get_attribute("value") for radio in chosen.all()] == list(levels)
    if said and journey.keys:
        page.keyboard.press("Enter")
        page.keyboard.type(said)
    elif said:
        ilse.hands.write(page.locator('#rubric textarea[name^="comment-"]').last, said)
    page.locator("#saved", has_text=re.compile(r"\d")).wait_for()


def _decides(journey: Journey) -> None:
    page = journey.ilse.page
    if journey.keys:
        page.keyboard.press("Control+Enter")
    else:
        journey.ilse.press("Send and show the next")
    page.get_by_text(nl("%(name)s hears from us by mail.", name="Nele Wouters")).wait_for()


def is_asked_for_more(journey: Journey) -> None:
    """T15 (MIC-01): one point is level 1. Once Ilse began, nothing can be taken back (T14)."""
    _opens_the_work(journey)
    _marks(journey, "2", "3", "2", "1", said="Voeg een meettabel toe en schrijf wat je daaruit leert.")
    journey.nele.page.reload()
    assert not journey.nele.page.get_by_text(nl("Take it back")).is_visible()
    _decides(journey)


def adds_what_was_asked(journey: Journey) -> None:
    """T15: she is mailed, reads which one point is open, and adds to that; the rest stands."""
    nele, page = journey.nele, journey.nele.page
    link = journey.site.mail(journey.address, rf"Bewijs en reflectie[\s\S]+?{journey.site.base}(/\S+)")
    nele.open(link.group(1))
    if not page.url.endswith("/inleveren"):
        nele.press("Go to your work")
        nele.arrive("/leren/*/inleveren")
    again = page.locator('section[aria-labelledby="again"]')
    assert again.locator(".points li").count() == 1
    assert "Voeg een meettabel toe" in again.inner_text()
    assert "Doel en context" in again.inner_text(), "what stands is named"
    write(nele, REFLECTION * 6 + "Uit de meettabel leer ik dat ze de eerste waarde te snel aflezen.")
    _sends(journey)


def is_accepted(journey: Journey) -> None:
    """T15: only the open point is asked, and what is new is marked."""
    _opens_the_work(journey)
    assert "meettabel" in " ".join(journey.ilse.page.locator("#work .preline ins").all_inner_texts())
    _marks(journey, "2")
    _decides(journey)


def asks_ahead(journey: Journey) -> None:
    """T16 (AAN-08): a question for the return moment."""
    nele, page = journey.nele, journey.nele.page
    nele.open(f"/bijeenkomsten/{journey.site.world.meetings[f'{journey.key}.return']}")
    nele.hands.write(page.locator("#body"), "Hoe laat ik ze zelf de fout vinden?")
    nele.press("Send my question")
    nele.main_button("Change my question").wait_for()


def comes_back_and_gets_the_badge(journey: Journey) -> None:
    """T16 (MIC-03): the last condition; from then on nobody presses anything."""
    nele = journey.nele
    nele.open("/mijn-badges")
    assert nele.page.locator(".shelf li").count() == 0
    attendance_is_taken(journey, "return")
    began = time.monotonic()
    journey.public_id = wait_for(lambda: signed_badge(journey), "the badge", SOON)
    assert time.monotonic() - began < SOON
    nele.open("/mijn-badges")
    assert sorted(nele.page.locator(".shelf li h2").all_inner_texts()) == [BADGE, TAKEN_PART]
    journey.site.mail(journey.address, rf"{BADGE}[\s\S]+/mijn-badges/{journey.public_id}")


def signed_badge(journey: Journey, slug: str = "arduino-praktijk") -> str | None:
    """The public id of a badge of Nele as soon as it is signed."""
    person = journey.site.world.people[f"nele.{journey.key}"]
    with journey.site.wiring.database.reading() as session:
        awards = session.scalars(select(Award).where(Award.person_id == person)).all()
        mine = next((award for award in awards if award.badge.slug == slug), None)
        return mine.public_id if mine and mine.editions[-1].signed else None
