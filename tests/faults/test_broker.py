"""Celery over a real Redis that goes away and comes back empty: a broker only ever costs time (F4).

PostgreSQL, `leerspoor serve`, `leerspoor worker` and a Redis of our own, all real processes.
"""

import os
import signal
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

import pytest
import redis

from courses.models import Base
from credentials.report import Verdict
from lms.db import Database
from lms.migrating import migrate
from lms.settings import load_settings
from lms.wiring import build
from tests.faults.conftest import SECRET, free_port
from tests.faults.judge import FLAWLESS, judge
from tests.faults.school import Browser, Work, accepted, hand_in_everything, issued, wait_until_issued
from tests.faults.services import children, redis_server, runs, server, wait_for_worker, worker
from tests.faults.world import Place, badges, planned, verdicts

pytestmark = [pytest.mark.postgres, pytest.mark.redis, pytest.mark.timeout(600)]

QUICK = 2.0
"""Seconds that a trainer may wait for the page, broker or no broker."""
WITHIN = 5.0
DRAINED = 60.0
"""Seconds for a backlog; the design allows two minutes."""


@pytest.fixture
def place(tmp_path: Path, postgres: Database) -> Iterator[Place]:
    """An installation at scale, as `leerspoor migrate` leaves it."""
    env = {
        "INSTANCE_DIR": str(tmp_path / "instance"),
        "BASE_URL": "http://localhost:8000",
        "DATABASE_URL": postgres.engine.url.render_as_string(hide_password=False),
        "BROKER_URL": f"redis://127.0.0.1:{free_port()}/0",
        "SECRET_KEY": SECRET,
    }
    with postgres.transaction() as session:
        Base.metadata.drop_all(session.connection())
    found = Place(env, build(load_settings(env)))
    migrate(found.wiring.database)
    yield found
    found.wiring.database.engine.dispose()


def port_of(place: Place) -> int:
    return int(place.env["BROKER_URL"].rsplit(":", 1)[1].split("/")[0])


def hints_sent(place: Place) -> int:
    """How many messages this Redis was given since it started."""
    with redis.Redis(port=port_of(place)) as client:
        return int(client.info("commandstats").get("cmdstat_lpush", {}).get("calls", 0))


def press(browser: Browser, works: Sequence[Work]) -> float:
    """Decide about each, one after the other; how long an answer usually took."""
    times = []
    for work in works:
        begun = time.monotonic()
        assert accepted(browser.decide(work))
        times.append(time.monotonic() - begun)
    return median(times)


def test_a_broker_that_goes_and_comes_back_empty_costs_only_time(place: Place, tmp_path: Path) -> None:
    school = hand_in_everything(place.wiring, 21)
    first, *rest = school.works
    frozen, by_scan, backlog, after = rest[:4], rest[4:7], rest[7:14], rest[14:]
    port = free_port()
    browser = Browser(place.wiring, school, port)
    broker, hands = redis_server(port_of(place), tmp_path), worker(place.env)
    with broker, server(place.env, port), hands:
        wait_for_worker(place.env)
        press(browser, [first])
        assert wait_until_issued(place.wiring, [first], WITHIN) < WITHIN
        assert hints_sent(place) > 0, "the workers were told through the broker"

        broker.freeze()
        assert press(browser, frozen) < QUICK
        broker.kill()
        assert press(browser, by_scan) < QUICK
        wait_until_issued(place.wiring, [*frozen, *by_scan], DRAINED)

        hands.kill()
        assert press(browser, backlog) < QUICK
        waiting = {work.participation for work in backlog}
        assert waiting <= planned(place.wiring)
        assert not waiting & set(issued(place.wiring))

        broker.start()
        hands.start()
        wait_until_issued(place.wiring, backlog, DRAINED)
        decided = back_on_the_broker(place, browser, after)
    done = {work.participation for work in (first, *frozen, *by_scan, *backlog, *decided)}
    assert judge(done, badges(place.wiring)) == FLAWLESS
    assert {verdict for verdict, _revoked in verdicts(place.wiring).values()} == {Verdict.VALID}


def test_a_celery_worker_that_ends_unasked_is_started_again(place: Place, tmp_path: Path) -> None:
    school = hand_in_everything(place.wiring, 4)
    first, during, *after = school.works
    port = free_port()
    browser = Browser(place.wiring, school, port)
    broker, hands = redis_server(port_of(place), tmp_path), worker(place.env)
    with broker, server(place.env, port), hands:
        wait_for_worker(place.env)
        press(browser, [first])
        wait_until_issued(place.wiring, [first], WITHIN)

        said = len(hands.said)
        [celery] = children(hands.pid)
        os.kill(celery, signal.SIGKILL)
        press(browser, [during])
        wait_until_issued(place.wiring, [during], DRAINED)

        hands.wait_for("[queues]", since=said)
        assert children(hands.pid) != [celery]
        decided = back_on_the_broker(place, browser, after)
    done = {work.participation for work in (first, during, *decided)}
    assert judge(done, badges(place.wiring)) == FLAWLESS


def test_a_celery_worker_does_not_outlive_its_parent(place: Place, tmp_path: Path) -> None:
    with redis_server(port_of(place), tmp_path), worker(place.env) as hands:
        wait_for_worker(place.env)
        [celery] = children(hands.pid)
        os.kill(hands.pid, signal.SIGKILL)
        wait_until_gone(celery)


def test_stopping_a_worker_stops_all_of_it(place: Place, tmp_path: Path) -> None:
    with redis_server(port_of(place), tmp_path), worker(place.env) as hands:
        wait_for_worker(place.env)
        [celery] = children(hands.pid)
        os.kill(hands.pid, signal.SIGTERM)
        wait_until_gone(celery)
        assert hands.ended() == 0


def wait_until_gone(pid: int) -> None:
    """Until a process no longer runs; pytest's time limit ends the wait."""
    while runs(pid):
        time.sleep(0.05)


def back_on_the_broker(place: Place, browser: Browser, works: Sequence[Work]) -> list[Work]:
    """Decide one by one until the new broker is used; those that were decided."""
    wait_for_worker(place.env)
    decided: list[Work] = []
    for work in works:
        decided.append(work)
        press(browser, [work])
        wait_until_issued(place.wiring, [work], WITHIN * 2)
        if hints_sent(place):
            return decided
    raise AssertionError("the web server never came back to the broker")
