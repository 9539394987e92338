"""Steps that a task with badges takes, counted in a browser against the goals of the survey of peers (part D)."""

import pytest
from sqlalchemy import select

from courses.catalogue.models import UnitKind
from courses.people.models import Organisation
from courses.progress.models import UnitProgress
from courses.recognition.models import Award, BadgeVersion, Issuer
from lms import clock
from lms.demo.cast import KEMPEN
from tests.factories import make_module_version, make_participation, make_person, make_run
from tests.journeys.site import Site, wait_for
from tests.journeys.visitor import NewVisitor, Visitor, nl

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]
PEOPLE = 12


class Steps:
    """Clicks of one task."""

    def __init__(self) -> None:
        self.count = 0

    def click(self, visitor: Visitor, selector: str) -> None:
        self.count += 1
        visitor.page.locator(selector).first.click()


@pytest.fixture
def group(site: Site) -> tuple[str, int]:
    """A group who met every condition and have no badge yet; its public id and the badge's number."""
    with site.wiring.database.transaction() as session:
        organisation = session.scalars(select(Organisation).where(Organisation.slug == KEMPEN)).one()
        issuer = session.scalars(select(Issuer).where(Issuer.organisation_id == organisation.id)).first()
        version = make_module_version(
            session,
            organisation=organisation,
            issuer=issuer,
            kinds=(UnitKind.TEXT,),
            conditions={"units": ["text"]},
        )
        version.published_at = None
        session.expire(version)
        run, now = make_run(session, version), clock.now()
        for number in range(PEOPLE):
            person = make_person(session, f"Mens {number}", account=False)
            joined = make_participation(session, person, run)
            session.add(
                UnitProgress(
                    participation_id=joined.id,
                    unit_id=version.units[0].id,
                    first_opened_at=now,
                    last_opened_at=now,
                    completed_at=now,
                )
            )
        badge = session.scalars(select(BadgeVersion).where(BadgeVersion.module_version_id == version.id)).one()
        return run.public_id, badge.id


def finished(visitor: Visitor) -> None:
    """The act is done and signed; the page looks again by itself."""
    visitor.page.wait_for_selector("#waiting:not([data-waits])", timeout=60_000)


def test_a_group_gets_a_badge_in_two_steps_and_it_is_put_right_in_four(
    visit: NewVisitor, site: Site, group: tuple[str, int]
) -> None:
    """Award: select all, award. Correct (moonshot 17): select all, put right, choose, confirm; old codes lead on."""
    run, badge_id = group
    tom = visit("tom")
    tom.open(f"/groepen/{run}")
    tom.page.locator(f'a[href*="groep={run}"]').click()
    steps = Steps()
    steps.click(tom, "[data-tick-all]")
    steps.click(tom, 'button[value="geef"]')
    tom.arrive("/uitgegeven/handelingen/*")
    assert steps.count == 2
    finished(tom)
    with site.wiring.database.transaction() as session:
        badge = session.get_one(BadgeVersion, badge_id)
        slug, old = badge.badge.slug, [award.public_id for award in awards_of(session, badge.badge_id)]
        session.add(another(badge))
    assert len(old) == PEOPLE
    tom.open(f"/uitgegeven?badge={slug}")
    steps = Steps()
    steps.click(tom, "[data-tick-all]")
    steps.click(tom, 'button[formaction$="/verbeteren"]')
    steps.click(tom, 'input[name="versie"]')
    steps.click(tom, 'button[name="zeker"]')
    tom.arrive("/uitgegeven/handelingen/*")
    assert steps.count == 4
    finished(tom)
    stranger = visit()
    for public_id in old:
        report = stranger.context.request.get(f"{site.base}/badges/{public_id}/verification").json()
        assert report["state"] == "replaced"
        after = stranger.context.request.get(f"{report['replaced_by']}/verification").json()
        assert after["verdict"] == "VALID"
    stranger.open(f"/badges/{old[0]}")
    assert stranger.heading == nl("This badge was replaced by another one")
    stranger.main_button("See the badge that counts now").click()
    wait_for(lambda: stranger.heading == nl("This badge is genuine and valid") or None, "the new badge")


def awards_of(session, badge_id: int) -> list[Award]:  # type: ignore[no-untyped-def]
    return list(session.scalars(select(Award).where(Award.badge_id == badge_id).order_by(Award.id)))


def another(badge: BadgeVersion) -> BadgeVersion:
    """The same badge with another text."""
    kept = {
        column.name: getattr(badge, column.name)
        for column in BadgeVersion.__table__.columns
        if column.name not in {"id", "number", "content_sha256", "achievement_url", "criteria", "frozen_at"}
    }
    return BadgeVersion(
        **kept,
        number=2,
        content_sha256="e" * 64,
        achievement_url=badge.achievement_url.removesuffix("/1") + "/2",
        criteria={"nl": "Gaf de les, kwam terug en besprak ze."},
    )


def test_a_badge_is_shared_in_two_steps_with_what_others_see_in_view(visit: NewVisitor, site: Site) -> None:
    """Share, Copy; and every field that LinkedIn asks for has a button of its own."""
    karim = visit("karim")
    karim.context.grant_permissions(["clipboard-read", "clipboard-write"])
    karim.open("/mijn-badges")
    steps = Steps()
    steps.click(karim, 'a[href$="#share"]')
    karim.arrive("/mijn-badges/*")
    assert karim.page.get_by_text(nl("What others will see"), exact=True).is_visible()
    link = karim.page.locator("#link").input_value()
    steps.click(karim, '[data-copy="link"]')
    assert steps.count == 2
    assert karim.page.evaluate("navigator.clipboard.readText()") == link
    fields = karim.page.locator(".copyline")
    for number in range(fields.count()):
        value = fields.nth(number).locator("input").input_value()
        fields.nth(number).locator("button").click()
        assert karim.page.evaluate("navigator.clipboard.readText()") == value
    assert fields.count() >= 5
    form = karim.page.locator('a[href^="https://www.linkedin.com/profile/add"]')
    assert form.get_attribute("href")


def test_without_a_script_the_fields_are_there_to_be_copied(visit: NewVisitor) -> None:
    karim = visit("karim", scripts=False)
    karim.open("/mijn-badges")
    karim.page.locator('a[href$="#share"]').first.click()
    assert karim.page.locator(".copyline input[readonly]").count() >= 5
    assert karim.page.locator("[data-copy]:visible").count() == 0
