"""The one journey that everything is for: a teacher's work becomes a badge that a school checks by its QR code.

It is walked twice: on a telephone with a finger, and at a desk with the keyboard alone. Nothing is made for it
beforehand but the module, its group and the accounts. Left out of the scenario: what needs a platform (T04, T19), a
wallet (T18), or the self-assessment (T06, T07, T21). (AAN-03, AAN-06, AAN-11, BEW-01, MIC-01, MIC-03, MIC-05, PRI-04)
"""

from contextlib import nullcontext
from pathlib import Path

import pytest

from tests.journeys import holder, teacher
from tests.journeys.classroom import gather
from tests.journeys.hands import keyboard_alone
from tests.journeys.site import Site, failures
from tests.journeys.teacher import Journey
from tests.journeys.visitor import DESK, PHONE, NewVisitor
from tests.journeys.waiting import weeks_go_by

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]


WAYS = [pytest.param("phone", PHONE, False, id="phone"), pytest.param("desk", DESK, True, id="keys")]


@pytest.mark.parametrize(("key", "width", "keys"), WAYS)
def test_work_becomes_a_badge_that_a_school_checks(
    visit: NewVisitor, site: Site, tmp_path: Path, key: str, width: int, keys: bool
) -> None:
    walk(site, visit, key, width, keys, tmp_path)
    assert failures(site) == []


def walk(site: Site, visit: NewVisitor, key: str, width: int, keys: bool, folder: Path) -> None:
    """The whole way, with people and a group of its own."""
    gather(site, key)
    with keyboard_alone() if keys else nullcontext():
        journey = Journey(site, visit, key, width, keys)
        joins(journey)
        earns(journey)
        uses(journey, folder)


def joins(journey: Journey) -> None:
    """T01 to T08."""
    teacher.looks_round(journey)
    teacher.filters(journey)
    teacher.reads_about_it(journey)
    teacher.reads_what_is_kept(journey)
    teacher.enrols(journey)
    teacher.comes_after_her(journey)


def earns(journey: Journey) -> None:
    """T10 to T16."""
    teacher.checks_the_start(journey)
    teacher.goes_on_elsewhere(journey)
    weeks_go_by(journey.site.wiring, journey.site.world, journey.key, "session")
    teacher.attendance_is_taken(journey, "session")
    teacher.learns_the_rest(journey)
    teacher.begins_her_work(journey)
    teacher.reads_results_in(journey)
    teacher.hands_in(journey)
    teacher.is_asked_for_more(journey)
    teacher.adds_what_was_asked(journey)
    teacher.is_accepted(journey)
    teacher.asks_ahead(journey)
    weeks_go_by(journey.site.wiring, journey.site.world, journey.key, "return")
    teacher.comes_back_and_gets_the_badge(journey)


def uses(journey: Journey, folder: Path) -> None:
    """T17, T18 and T22; between them the badge is taken back (R14)."""
    holder.shows_the_code(journey)
    holder.chooses_what_it_shows(journey)
    holder.a_stranger_checks(journey, folder)
    holder.takes_it_along(journey, folder)
    holder.it_is_taken_back(journey, folder)
    holder.leaves(journey, folder)
