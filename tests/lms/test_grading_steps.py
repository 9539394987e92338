"""How many steps a trainer needs (peers' goals, part D), counted in a real browser; and what others see live.

One step is one click or one key; typing the content of a comment is not counted.
"""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy import select

from courses.practice.models import Assessment, AssessmentState, Assignment, Attempt, Criterion, Level
from lms.db import Database
from tests.journeys.looking import axe
from tests.lms.browser import Served, served
from tests.lms.practice_site import Site, make_site

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]
CLICKS, KEYS = 5, 6


@pytest.fixture
def site(app: Flask, database: Database) -> Site:
    """Four criteria, the last with a ready sentence."""
    made = make_site(app, database)
    with database.transaction() as session:
        rubric = session.get_one(Assignment, made.world.assignment_id).rubric
        for position in (3, 4):
            criterion = Criterion(
                rubric_id=rubric.id,
                position=position,
                slug=f"extra-{position}",
                title={"nl": f"Punt {position}"},
                required_level=2,
                comment_bank=["Mooi hoe je terugvraagt."],
            )
            criterion.levels = [Level(value=value, name={"nl": f"niveau {value}"}) for value in range(4)]
            session.add(criterion)
    return made


@pytest.fixture
def there(site: Site) -> Iterator[Served]:
    with served(site.app) as found:
        yield found


def work(site: Site) -> str:
    nele = site.as_("nele")
    nele.post(site.work, text="De leerlingen bouwden een lichtsluis. Ze voorspelden eerst.", version=0)
    nele.post(f"{site.work}/keuze", version=1)
    with site.database.reading() as session:
        return f"/nakijken/{session.scalars(select(Attempt.public_id)).one()}"


def decided(site: Site) -> tuple[list[int | None], str]:
    with site.database.reading() as session:
        final = session.scalars(select(Assessment).where(Assessment.state == AssessmentState.FINAL)).one()
        return [mark.level_value for mark in final.marks], final.comment


def test_four_criteria_a_comment_and_the_next_in_five_clicks(site: Site, there: Served) -> None:
    """After the last level the cursor stands in the comment, so writing it costs no click."""
    page = there.page(site.people["ilse"])
    page.goto(there.address + work(site))
    steps = 0
    for number in range(4):
        page.locator(".levels").nth(number).locator("label").nth(2).click()
        steps += 1
    page.keyboard.type("Mooi opgebouwd.")
    with page.expect_navigation(url="**/nakijken*"):
        page.click("button[value=decide]")
        steps += 1
    assert steps <= CLICKS
    assert decided(site) == ([2, 2, 2, 2], "Mooi opgebouwd.")


def test_the_same_in_six_keys_without_a_mouse(site: Site, there: Served) -> None:
    page = there.page(site.people["ilse"])
    page.goto(f"{there.address}{work(site)}#rubric")
    page.focus("#rubric input[type=radio]")
    steps = 0
    for key in ("2", "2", "3", "2"):
        page.keyboard.press(key)
        steps += 1
    page.keyboard.type("Mooi opgebouwd.")
    with page.expect_navigation(url="**/nakijken*"):
        page.keyboard.press("Control+Enter")
        steps += 1
    assert steps <= KEYS
    assert decided(site) == ([2, 2, 3, 2], "Mooi opgebouwd.")


def test_not_yet_is_one_step_with_a_ready_sentence_by_one_key(site: Site, there: Served) -> None:
    page = there.page(site.people["ilse"])
    page.goto(there.address + work(site))
    page.focus("#rubric input[type=radio]")
    for key in ("2", "2", "2", "1", "a", "z", "a"):
        page.keyboard.press(key)
    assert page.input_value("#rubric .crit:nth-of-type(4) textarea") == "Mooi hoe je terugvraagt."
    with page.expect_navigation(url="**/nakijken*"):
        page.keyboard.press("Control+Enter")
    assert decided(site)[0] == [2, 2, 2, 1]


def test_undo_takes_back_what_was_done_act_by_act(site: Site, there: Served) -> None:
    page = there.page(site.people["ilse"])
    page.goto(there.address + work(site))
    page.focus("#rubric input[type=radio]")
    for key in ("2", "3"):
        page.keyboard.press(key)
    page.click("#undo")
    assert page.eval_on_selector_all("#rubric input:checked", "all => all.map(one => one.value)") == ["2"]
    page.wait_for_selector("#saved:has-text('Bewaard om')")
    page.reload()
    page.click("#undo")
    assert page.locator("#rubric input:checked").count() == 0, "also after the page was opened again"


def test_levels_are_named_groups_and_what_changes_is_said(site: Site, there: Served) -> None:
    page = there.page(site.people["ilse"])
    page.goto(there.address + work(site))
    groups = page.get_by_role("group")
    assert groups.nth(2).get_by_role("radio").count() == 4
    page.focus("#rubric input[type=radio]")
    page.keyboard.press("2")
    page.wait_for_selector("#announce:has-text('1. ')")


def test_taking_over_is_told_to_the_other_at_once_and_keeps_the_text(site: Site, there: Served) -> None:
    address = there.address + work(site)
    ilse, els = there.page(site.people["ilse"]), there.page(site.people["els"])
    ilse.goto(address)
    ilse.fill("#comment", "Woorden van Ilse.")
    ilse.wait_for_selector("#saved:has-text('Bewaard om')")
    els.goto(address)
    els.fill("#comment", "Woorden van Els.")
    with els.expect_navigation():
        els.click("button[value=take]")
    assert els.input_value("#comment") == "Woorden van Els."
    ilse.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    ilse.wait_for_selector("#presence:has-text('Els Jacobs nam dit werk over')")
    assert ilse.input_value("#comment") == "Woorden van Ilse."
    ilse.click("button[value=decide]")
    ilse.wait_for_selector("#presence:has-text('Els Jacobs')")
    assert ilse.input_value("#comment") == "Woorden van Ilse."


def watch(page: Page) -> list[str]:
    wrong = []
    for width in (1280, 375):
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
            wrong += [f"{width} {scheme}: {line}" for line in axe(page)]
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        wrong += [f"{width}: scrolls {wide}"] if wide > 0 else []
    return wrong


def test_axe_finds_nothing_on_any_state_of_the_page(site: Site, there: Served) -> None:
    """The rubric with keys and sentences open, marks that are in, the agreement, and the decision."""
    address = there.address + work(site)
    with site.database.transaction() as session:
        session.get_one(Assignment, site.world.assignment_id).assessors = 2
    pages = {who: there.page(site.people[who]) for who in ("ilse", "els")}
    for who, level in (("ilse", "2"), ("els", "3")):
        page = pages[who]
        page.goto(address)
        page.focus("#rubric input[type=radio]")
        page.keyboard.press("?")
        page.eval_on_selector_all("#rubric details", "all => all.forEach(one => { one.open = true; })")
        assert watch(page) == []
        page.focus("#rubric input[type=radio]")
        for key in (level, "2", "2", "2"):
            page.keyboard.press(key)
        page.keyboard.type("Een woord.")
        with page.expect_navigation():
            page.keyboard.press("Control+Enter")
        page.goto(address)
        assert watch(page) == []
    page = pages["ilse"]
    page.goto(address)
    assert page.locator(".tag:has-text('jullie verschillen')").count() == 1
    assert watch(page) == []
    with page.expect_navigation():
        page.locator("#rubric .crit").first.get_by_role("button", name="3").click()
    assert page.locator("text=Nagekeken door Ilse Maes en Els Jacobs").count() == 1
    assert watch(page) == []
