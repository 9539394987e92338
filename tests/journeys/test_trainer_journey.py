"""What a trainer does for a group, walked twice: on a telephone with a finger, and at a desk with the keyboard alone.

Left out of the scenario: authoring in the browser (R01 to R06). (AAN-05, AAN-08, AAN-11, MIC-02 to MIC-06, INS-01)
"""

from contextlib import nullcontext
from pathlib import Path

import pytest

from tests.journeys import holder, trainer
from tests.journeys.hands import keyboard_alone
from tests.journeys.site import Site, failures
from tests.journeys.teacher import Journey
from tests.journeys.test_teacher_journey import WAYS
from tests.journeys.visitor import NewVisitor
from tests.journeys.waiting import weeks_go_by

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]


@pytest.mark.parametrize(("key", "width", "keys"), WAYS)
def test_a_group_is_planned_taught_and_recognised(
    visit: NewVisitor, site: Site, tmp_path: Path, key: str, width: int, keys: bool
) -> None:
    walk(site, visit, f"{key}-group", width, keys, tmp_path)
    assert failures(site) == []


def walk(site: Site, visit: NewVisitor, key: str, width: int, keys: bool, folder: Path) -> None:
    """R07 to R16; the group and its people are made on the way."""
    with keyboard_alone() if keys else nullcontext():
        journey = Journey(site, visit, key, width, keys)
        run = trainer.plans(journey, f"november, {key}", ("Ilse Maes", "Els Smets"))
        trainer.plans(journey, f"december, {key}", ("Ilse Maes",))
        trainer.knows_the_group(journey, run)
        trainer.reads_the_wishes(journey)
        weeks_go_by(site.wiring, site.world, key, "session")
        trainer.takes_attendance_offline(journey)
        trainer.two_assess(journey)
        trainer.is_reminded(journey)
        trainer.gives_by_hand(journey)
        trainer.changes_the_criteria(journey, folder)
        holder.it_is_taken_back(journey, folder)
        trainer.looks_at_the_group(journey)
        trainer.others_are_refused(journey)
