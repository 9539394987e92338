"""The real server, killed while it answers and while it signs: what it accepted is issued once it is back (F1).

`leerspoor serve` on SQLite with the relay inside, as a school runs it; real HTTP, no click after the restart.
"""

import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from pathlib import Path

import pytest

from credentials.report import Verdict
from lms.migrating import migrate
from lms.settings import load_settings
from lms.wiring import build
from tests.faults.conftest import SECRET, free_port
from tests.faults.judge import FLAWLESS, judge
from tests.faults.school import (
    DECIDED,
    Browser,
    School,
    Work,
    accepted,
    hand_in_everything,
    issued,
    wait_until_issued,
)
from tests.faults.services import Service, server
from tests.faults.world import Place, badges, planned, verdicts

KILLS = 10
AT_ONCE = 3
WITHIN = 5.0
"""Seconds from acceptance, or from the restart, to the badge."""


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """An installation with the default lease, as `leerspoor migrate` leaves it."""
    env = {
        "INSTANCE_DIR": str(tmp_path / "instance"),
        "BASE_URL": "http://localhost:8000",
        "SECRET_KEY": SECRET,
    }
    found = Place(env, build(load_settings({**env, "RELAY_THREADS": "0"})))
    migrate(found.wiring.database)
    yield found
    found.wiring.database.engine.dispose()


@pytest.fixture
def school(place: Place) -> School:
    return hand_in_everything(place.wiring, KILLS * AT_ONCE + 1)


def test_a_server_that_is_killed_ten_times_loses_and_doubles_nothing(place: Place, school: School) -> None:
    port, dice = free_port(), random.Random(3)
    browser = Browser(place.wiring, school, port)
    first, *rest = school.works
    fates: Counter[str] = Counter()
    with server(place.env, port) as site:
        begun = time.monotonic()
        assert accepted(browser.decide(first))
        wait_until_issued(place.wiring, [first], WITHIN)
        assert time.monotonic() - begun < WITHIN, "the badge is there within 5 s of the trainer's press"
        for kill in range(KILLS):
            in_flight = rest[kill * AT_ONCE : (kill + 1) * AT_ONCE]
            answered = _kill_during(site, browser, in_flight, dice.uniform(0, 0.05), wait_for_one=kill % 2 == 1)
            committed = planned(place.wiring)
            assert answered <= committed, "a yes was a promise"
            unsigned = committed - set(issued(place.wiring))
            site.start()
            wait_until_issued(place.wiring, [work for work in in_flight if work.participation in committed], WITHIN)
            for work in in_flight:
                fates[_fate(work.participation, answered, committed, unsigned)] += 1
                assert accepted(status := browser.decide(work)) or status == DECIDED
            wait_until_issued(place.wiring, in_flight, WITHIN)
    assert judge({work.participation for work in school.works}, badges(place.wiring)) == FLAWLESS
    assert {verdict for verdict, _revoked in verdicts(place.wiring).values()} == {Verdict.VALID}
    assert len(fates) > 1, f"the kills all came at the same moment: {fates}"


def _fate(participation: int, answered: set[int], committed: set[int], unsigned: set[int]) -> str:
    """How far this decision had come when the server died."""
    if participation not in committed:
        return "rolled back"
    if participation not in unsigned:
        return "signed"
    return "promised, not signed yet" if participation in answered else "committed, not answered"


def _kill_during(site: Service, browser: Browser, works: list[Work], after: float, *, wait_for_one: bool) -> set[int]:
    """Send these decisions side by side and kill the site a moment after that, or after the first answer.

    The participations whose decision was answered with yes.
    """
    gate = threading.Barrier(len(works) + 1)

    def press(work: Work) -> int | None:
        gate.wait(10)
        return browser.decide(work)

    with ThreadPoolExecutor(len(works)) as people:
        answers = {people.submit(press, work): work for work in works}
        gate.wait(10)
        if wait_for_one:
            wait(answers, return_when=FIRST_COMPLETED)
        time.sleep(after)
        site.kill()
    assert all(answer.result() is None or accepted(answer.result()) for answer in answers)
    return {work.participation for answer, work in answers.items() if accepted(answer.result())}
