"""What a trainer and her manager do for a group, from planning it to taking a badge back (R07 to R16).

Not here: the walk of one participant through the same (`teacher`, with R10's comments and return).
"""

import csv
import io
import json
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

from sqlalchemy import select

from courses.catalogue.models import UnitKind
from courses.delivery.models import Attendance, Participation, Presence, Run
from courses.flows.ask import ask
from courses.people.models import Role
from courses.recognition.badge_spec import BadgeSpec
from courses.recognition.models import Award, Badge, BadgeVersion, Issuer
from courses.recognition.services import define_badge
from courses.reminders.models import Reminder
from lms import clock
from lms.demo.cast import DE_BRUG, KEMPEN
from lms.demo.stage import ZONE
from tests.journeys.classroom import stage_of
from tests.journeys.holder import document, verdict
from tests.journeys.site import wait_for
from tests.journeys.teacher import BADGE, Journey
from tests.journeys.visitor import Visitor, nl
from tests.journeys.world import ARDUINO, DAY, WEEK

PEOPLE = ("Lien Maes", "Joris Claes", "Sam Wens")
WISHES = ("Hoe werkt een relais?", "Ik wil een relais schakelen.", "")
MENTOR = BadgeSpec(
    slug="mentor",
    name={"nl": "Mentor van deze week"},
    description={"nl": "Begeleidde collega's."},
    criteria={"nl": "Begeleidde twee collega's."},
    study_load_hours=Decimal(20),
    assessment_type="portfolio",
    participation_type="Onsite",
    art={"theme": "coach", "level": "B2"},
)


def plans(journey: Journey, name: str, trainers: tuple[str, ...]) -> str:
    """R07 (AAN-05): dates are proposed; place, way in, seats and contact filled in; then it is in the catalogue."""
    ilse, page = journey.ilse, journey.ilse.page
    ilse.open(f"/groepen/plannen/{ARDUINO}")
    ilse.hands.write(page.locator("#name"), name)
    first = (clock.now().astimezone(ZONE) + 2 * WEEK).date().isoformat()
    ilse.hands.write(page.locator("#first"), first)
    ilse.hands.write(page.locator("#at"), "13:30")
    with page.expect_navigation():
        ilse.press("Propose the dates")
    assert page.locator("#day-werksessie").input_value() == first
    assert page.locator("#day-terugkommoment").input_value() > first, "R11: the return moment comes weeks later"
    for unit in ("werksessie", "terugkommoment"):
        ilse.hands.write(page.locator(f"#place-{unit}"), "Lokaal 2, Geel")
        ilse.hands.write(page.locator(f"#note-{unit}"), "De poort blijft open.")
    ilse.hands.write(page.locator("#seats"), "12")
    ilse.hands.write(page.locator("#contact_name"), "Ilse Maes")
    for display in trainers:
        ilse.hands.tick(page.get_by_label(display, exact=True))
    ilse.press("Plan this group")
    page.get_by_text(nl("The group is planned, and in the catalogue.")).first.wait_for()
    stranger = journey.come()
    stranger.open(f"/modules/{ARDUINO}")
    assert name in stranger.page.locator("main").inner_text()
    stranger.context.close()
    return page.url.partition("?")[0].rpartition("/")[2]


def knows_the_group(journey: Journey, run: str) -> None:
    """Three teachers enrol and say what they want to know, by the flows of the site; one of them hands in."""
    now, world = clock.now(), journey.site.world
    with journey.site.wiring.database.transaction() as session:
        stage = stage_of(session, journey.site, now)
        row = session.scalars(select(Run).where(Run.public_id == run)).one()
        world.runs[journey.key] = run
        for meeting in row.sessions:
            kind = "return" if meeting.unit.kind is UnitKind.RETURN_MOMENT else "session"
            world.meetings[f"{journey.key}.{kind}"] = meeting.public_id
        for number, (display, wish) in enumerate(zip(PEOPLE, WISHES, strict=True)):
            address = f"r{number}.{journey.key}@debrug.example"
            person = stage.person(display, address, {DE_BRUG: (Role.LEARNER,)}, now - 8 * WEEK)
            world.people[f"r{number}.{journey.key}"] = person.id
            world.addresses.setdefault(f"nele.{journey.key}", address)
            stage.join(person, row, now - DAY)
            if wish:
                meeting_id = world.meetings[f"{journey.key}.session"]
                ask(session, session_public_id=meeting_id, person_id=person.id, body=wish, now=now)


def _meeting(journey: Journey, kind: str) -> str:
    return f"/groepen/{journey.run}/bijeenkomsten/{journey.site.world.meetings[f'{journey.key}.{kind}']}"


def reads_the_wishes(journey: Journey) -> None:
    """R08 (AAN-08): what several people ask about is said first; every wish is there in full."""
    page = journey.ilse.page
    journey.ilse.open(_meeting(journey, "session"))
    wishes = page.locator('section[aria-labelledby="questions"]')
    assert wishes.locator("h3").first.inner_text() == "Relais", wishes.inner_text()
    assert all(wish in wishes.inner_text() for wish in WISHES)


def takes_attendance_offline(journey: Journey) -> None:
    """R09 (AAN-11): without network the ticks stay on the device and say so; with network they go by themselves."""
    ilse, page = journey.ilse, journey.ilse.page
    ilse.open(_meeting(journey, "session"))
    with ilse.without_network():
        for name in PEOPLE[:2]:
            row = page.locator("fieldset.presence", has_text=name)
            ilse.hands.tick(row.get_by_label(nl("Present"), exact=True))
        page.locator("#sync").get_by_text(nl("No network: kept on this phone")).wait_for()
        assert _present(journey) == 0
    page.locator("#sync").get_by_text(nl("Everything is saved")).wait_for()
    assert _present(journey) == 2


def _present(journey: Journey) -> int:
    with journey.site.wiring.database.reading() as session:
        run = session.scalars(select(Run).where(Run.public_id == journey.run)).one()
        here = [meeting.id for meeting in run.sessions]
        rows = session.scalars(select(Attendance).where(Attendance.run_session_id.in_(here))).all()
        return sum(row.presence is Presence.PRESENT for row in rows)


def two_assess(journey: Journey) -> None:
    """R10 (MIC-02): four eyes. One yes is not enough; the second, given without seeing the first, decides."""
    ilse, page = journey.ilse, journey.ilse.page
    ilse.open(f"/groepen/{journey.run}/inleveringen")
    ilse.press("Let two assess")
    page.get_by_text(nl("From now on two assess this work.")).first.wait_for()
    attempt = _hands_in(journey)
    els = journey.come("els")
    _marks_all(journey, ilse, attempt)
    assert nl("%(name)s hears from us by mail.", name=PEOPLE[0]) not in page.locator("main").inner_text()
    els.open(f"/nakijken/{attempt}")
    assert els.page.locator("#rubric .levels input:checked").count() == 0, "the marks of the other are not shown"
    _marks_all(journey, els, attempt)
    els.page.get_by_text(nl("%(name)s hears from us by mail.", name=PEOPLE[0])).first.wait_for()
    els.context.close()


def _hands_in(journey: Journey) -> str:
    now = clock.now()
    with journey.site.wiring.database.transaction() as session:
        stage = stage_of(session, journey.site, now)
        person = journey.site.world.people[f"r0.{journey.key}"]
        joined = session.scalars(select(Participation).where(Participation.person_id == person)).one()
        units = stage.units(joined.module_version, UnitKind.ASSIGNMENT)
        for unit in stage.units(joined.module_version, UnitKind.QUIZ):
            stage.study(joined, unit, now - timedelta(hours=3))
        return stage.hand_in(joined, units[0], "arduino", 3, now).public_id


def _marks_all(journey: Journey, who: Visitor, attempt: str) -> None:
    who.open(f"/nakijken/{attempt}")
    points = who.page.locator("#rubric .levels")
    for number in range(points.count()):
        who.hands.tick(points.nth(number).locator('input[value="2"]'))
    who.page.wait_for_function("!document.querySelector('#open-points').textContent.match(/[1-9]/)")
    with who.page.expect_navigation():
        who.press("Send and show the next")


def is_reminded(journey: Journey) -> None:
    """R11 (AAN-10): participants are reminded of the return moment, and their questions stand on its list."""
    world = journey.site.world
    with journey.site.wiring.database.transaction() as session:
        ask(
            session,
            session_public_id=world.meetings[f"{journey.key}.return"],
            person_id=world.people[f"r1.{journey.key}"],
            body="Hoe verdeel ik de groepjes?",
            now=clock.now(),
        )
        people = [world.people[f"r{number}.{journey.key}"] for number in range(len(PEOPLE))]
        reminded = set(session.scalars(select(Reminder.person_id).where(Reminder.person_id.in_(people))))
    assert reminded == set(people)
    journey.ilse.open(_meeting(journey, "return"))
    assert "Hoe verdeel ik de groepjes?" in journey.ilse.page.locator("main").inner_text()


def _define(journey: Journey, spec: BadgeSpec, now: datetime) -> int:
    with journey.site.wiring.database.transaction() as session:
        issuer = session.scalars(select(Issuer).where(Issuer.slug == KEMPEN)).one()
        return define_badge(session, issuer_id=issuer.id, module_version_id=None, spec=spec, now=now).id


def gives_by_hand(journey: Journey) -> None:
    """R12 (MIC-03): the preview says who is not in and why; a badge without conditions goes to the whole group."""
    spec = replace(MENTOR, slug=f"mentor-{journey.key}")
    version, tom = _define(journey, spec, clock.now()), journey.come("tom")
    page = tom.page
    tom.open(f"/groepen/{journey.run}")
    tom.press("Give “%(badge)s”", badge=BADGE)
    tom.arrive("/uitreiken")
    out = page.locator('section[aria-labelledby="out"] tr', has_text=PEOPLE[2])
    out.wait_for()
    assert "Instapcheck" in out.inner_text(), "what somebody lacks is said by name"
    tom.open("/uitreiken")
    tom.hands.choose(page.locator("#badge"), str(version))
    tom.hands.choose(page.locator("#groep"), journey.run)
    tom.press("See who is in")
    for name in PEOPLE:
        tom.hands.tick(page.locator("tr", has_text=name).locator("input"))
    tom.hands.write(page.locator("#reden"), "Hielp twee collega's op weg.")
    tom.press("Give the badge")
    tom.page.wait_for_url("**/uitgegeven/handelingen/*")
    wait_for(lambda: len(_signed(journey)) == len(PEOPLE) or None, "the badges")
    tom.context.close()


def _signed(journey: Journey) -> dict[int | None, tuple[str, bytes]]:
    """Public id and signed bytes of the badges given by hand, by person."""
    with journey.site.wiring.database.reading() as session:
        query = select(Award).join(Badge, Award.badge_id == Badge.id).where(Badge.slug == f"mentor-{journey.key}")
        found = [(award, award.editions[-1].signed) for award in session.scalars(query).all()]
        return {award.person_id: (award.public_id, signed) for award, signed in found if signed}


def changes_the_criteria(journey: Journey, folder: Path) -> None:
    """R13 (MIC-04): new criteria make a new version; badges that are out there keep their own, and stay genuine."""
    journey.public_id, signed = _signed(journey)[journey.site.world.people[f"r0.{journey.key}"]]
    journey.link = f"{journey.site.base}/badges/{journey.public_id}"
    before = document(journey)
    new = {"nl": "Begeleidde drie collega's."}
    _define(journey, replace(MENTOR, slug=f"mentor-{journey.key}", criteria=new), clock.now())
    with journey.site.wiring.database.reading() as session:
        query = select(BadgeVersion.number).join(Badge).where(Badge.slug == f"mentor-{journey.key}")
        assert sorted(session.scalars(query)) == [1, 2]
    stranger = journey.come()
    for number, words in (("1", "twee collega's"), ("2", "drie collega's")):
        stranger.open(f"/issuers/{KEMPEN}/badges/mentor-{journey.key}/{number}/criteria")
        assert words in stranger.page.locator("main").inner_text()
    stranger.open(journey.link)
    assert stranger.heading == nl("This badge is genuine and valid")
    stranger.context.close()
    assert document(journey) == before
    assert "twee collega's" in str(before)
    journey.signed = signed.decode()
    assert verdict(journey, folder, journey.signed) == "VALID"


def looks_at_the_group(journey: Journey) -> None:
    """R15 (INS-01): who is where and what goes wrong; what leaves as a sheet holds no names."""
    ilse, page = journey.ilse, journey.ilse.page
    ilse.open(f"/groepen/{journey.run}")
    ilse.press("Overview")
    ilse.arrive("/groepen/*/overzicht")
    assert PEOPLE[0] in page.locator("main").inner_text()
    with page.expect_download() as fetched:
        ilse.hands.press(page.locator('main a[href*="csv"]'))
    sheet = Path(fetched.value.path()).read_text("utf-8-sig")
    assert len(list(csv.reader(io.StringIO(sheet), delimiter=";"))) > 1
    assert not any(name in sheet for display in PEOPLE for name in display.split())


def others_are_refused(journey: Journey) -> None:
    """R16 (BEV-02): the manager of another provider gets a page that there is nothing, and the log has it."""
    femke = journey.come("femke")
    log = journey.site.folder / "server.log"
    before = log.stat().st_size
    femke.open(f"/groepen/{journey.run}", 404)
    assert PEOPLE[0] not in femke.page.locator("body").inner_text()

    def look() -> bool | None:
        lines = log.read_bytes()[before:].decode().splitlines()
        asked = [json.loads(line) for line in lines if line.startswith("{")]
        return any(one.get("route") == "/groepen/<run>" and one.get("status") == 404 for one in asked) or None

    wait_for(look, "the line of the log")
