"""The heart of the journey in a browser that runs no scripts: every page is a form with buttons.

Omar has learned everything; he hands in, is asked again, and comes back. Ilse assesses with the mouse.
"""

import pytest
from sqlalchemy import select

from courses.recognition.models import Award
from tests.journeys.acting import REFLECTION, photo
from tests.journeys.site import Site, failures, wait_for
from tests.journeys.visitor import PHONE, NewVisitor, Visitor, nl

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]
WORK = "praktijkopdracht/inleveren"


def test_everything_works_without_scripts(visit: NewVisitor, site: Site) -> None:
    omar, ilse = visit("omar", width=PHONE, scripts=False), visit("ilse", scripts=False)
    hands_in(omar)
    assesses(ilse, "2", "3", "2", "1", said="Voeg een meettabel toe.")
    resubmits(omar)
    assesses(ilse, "2")
    for meeting in ("session", "return"):
        notes_attendance(ilse, meeting)
    public_id = wait_for(lambda: issued(site), "the badge", 5)
    omar.open(f"/mijn-badges/{public_id}")
    assert omar.page.locator('img[src$="/qr.svg"]').is_visible()
    checks(visit(scripts=False), f"{site.base}/badges/{public_id}")
    assert failures(site) == []


def hands_in(omar: Visitor) -> None:
    """A file with a button of its own; first with too few words, then with enough."""
    page = omar.page
    path = f"/leren/{omar.site.world.tracks['omar']}/{WORK}"
    omar.open(path)
    page.locator("#files").set_input_files({"name": "foto.png", "mimeType": "image/png", "buffer": photo(200)})
    omar.main_button("Send these files").click()
    page.locator("#files-list").get_by_text("foto.png").first.wait_for()
    page.locator("#text").fill(REFLECTION)
    page.locator('input[name="pupils"][value="nobody"]').check()
    with omar.expecting(422):
        omar.main_button("First choose what your badge shows").click()
        page.locator("#gaps").wait_for()
    page.locator("#text").fill(REFLECTION * 6)
    omar.main_button("First choose what your badge shows").click()
    omar.arrive("/leren/*/inleveren/keuze")
    omar.main_button("Hand in").click()
    omar.arrive(path)
    assert omar.heading == nl("Your practice assignment is handed in")


def assesses(ilse: Visitor, *levels: str, said: str = "") -> None:
    """A level for each open point, from the top; `said` with the last of them."""
    page = ilse.page
    ilse.open("/nakijken")
    page.get_by_role("link", name="Omar Haddad").click()
    ilse.arrive("/nakijken/*")
    points = page.locator("#rubric .levels")
    assert points.count() == len(levels)
    for number, level in enumerate(levels):
        points.nth(number).locator(f'input[value="{level}"]').check()
    if said:
        page.locator('#rubric textarea[name^="comment-"]').last.fill(said)
    ilse.main_button("Send and show the next").click()
    page.get_by_text(nl("%(name)s hears from us by mail.", name="Omar Haddad")).wait_for()


def resubmits(omar: Visitor) -> None:
    """Only what is open is asked; handing in the same again is refused with a reason."""
    page = omar.page
    omar.open(f"/leren/{omar.site.world.tracks['omar']}/{WORK}")
    assert page.locator('section[aria-labelledby="again"] .points li').count() == 1
    with omar.expecting(422):
        omar.main_button("First choose what your badge shows").click()
        page.locator("#gaps").wait_for()
    page.locator("#text").fill(REFLECTION * 6 + "De meettabel staat er nu bij.")
    omar.main_button("First choose what your badge shows").click()
    omar.arrive("/leren/*/inleveren/keuze")
    omar.main_button("Hand in").click()
    omar.arrive(f"/leren/*/{WORK}")


def notes_attendance(ilse: Visitor, meeting: str) -> None:
    """Everybody is there: one press, and the list shows it."""
    world = ilse.site.world
    ilse.open(f"/groepen/{world.runs['plain']}/bijeenkomsten/{world.meetings[f'plain.{meeting}']}")
    path = f"/groepen/{world.runs['plain']}/bijeenkomsten/{world.meetings[f'plain.{meeting}']}"
    ilse.main_button("Everybody else is there").click()
    ilse.arrive(path)
    assert nl("Attendance is saved.") in ilse.page.locator("main").inner_text()


def issued(site: Site) -> str | None:
    """The public id of Omar's badge for the whole module as soon as it is signed."""
    with site.wiring.database.reading() as session:
        awards = session.scalars(select(Award).where(Award.person_id == site.world.people["omar"])).all()
        mine = next((award for award in awards if award.badge.slug == "arduino-praktijk"), None)
        return mine.public_id if mine and mine.editions[0].signed else None


def checks(stranger: Visitor, link: str) -> None:
    """A pasted link at the desk, and the page itself."""
    stranger.open("/controleer")
    stranger.page.locator("#bron").fill(link)
    stranger.main_button("Check").click()
    verdict = stranger.page.locator("article .verdict h3")
    assert " ".join(verdict.inner_text().split()) == nl("This badge is genuine and valid")
    stranger.open(link)
    assert stranger.heading == nl("This badge is genuine and valid")
