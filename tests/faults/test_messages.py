"""A message is only a hint: sent three times, out of order, forged or poisoned, it does nothing more (F3, A26).

A real `leerspoor worker` with two pool processes on PostgreSQL, behind a Redis that anybody may write to.
"""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import redis
from sqlalchemy import func, select

from courses.outbox.models import OutboxMessage
from courses.outbox.services import MAIL
from lms import clock
from lms.db import Database
from lms.tasks import DO, QUEUES
from tests.faults.conftest import free_port
from tests.faults.jobs import accept
from tests.faults.judge import FLAWLESS, judge
from tests.faults.services import redis_server, wait_for_worker, worker
from tests.faults.world import Place, badges, planned, populate

pytestmark = [pytest.mark.postgres, pytest.mark.redis, pytest.mark.timeout(600)]

APPROVED = 20
COPIES = 3


class Poison:
    """Writes a file where somebody unpickles it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[str, str]]:
        return open, (str(self.path), "w")


@pytest.fixture
def place(
    postgres: Database,
    settle_in: Callable[..., Place],
    mailbox: tuple[str, Counter[str]],
    tmp_path: Path,
) -> Iterator[Place]:
    """A Redis and a worker, ready; leases as in production."""
    port = free_port()
    found = settle_in(postgres, BROKER_URL=f"redis://127.0.0.1:{port}/0", SMTP_URL=mailbox[0], LEASE_SECONDS="60")
    with redis_server(port, tmp_path), worker(found.env):
        wait_for_worker(found.env)
        yield found


def rows(place: Place, participations: list[int]) -> list[int]:
    """Plan these awards without telling anybody, and the outbox rows that this wrote."""
    with place.wiring.database.reading() as session:
        before = session.scalar(select(func.max(OutboxMessage.id))) or 0
    for participation in participations:
        accept(place.wiring, participation)
    with place.wiring.database.reading() as session:
        return list(session.scalars(select(OutboxMessage.id).where(OutboxMessage.id > before)))


def forged(ids: list[int], path: Path) -> list[tuple[str, list[Any], str]]:
    """What somebody with access to the broker might try: task, arguments, serializer."""
    odd: list[Any] = [
        [-1],
        [0],
        [10**18],
        ["1"],
        [None],
        [[1]],
        [{"id": 1}],
        [True],
        [1.5],
        "1",
        None,
        {"ids": ids},
        {},
        [*range(100_000)],
    ]
    messages = [(DO, [value], "json") for value in odd]
    messages += [(DO, [ids], "json"), (DO, [], "json"), (DO, [ids, "issue_award"], "json")]
    messages += [("leerspoor.issue", [ids], "json"), ("celery.backend_cleanup", [], "json")]
    messages += [(DO, [[Poison(path)]], "pickle")]
    return messages


def test_copies_disorder_and_forgeries_issue_each_badge_once_and_nothing_else(
    place: Place, mailbox: tuple[str, Counter[str]], tmp_path: Path
) -> None:
    people, canary = populate(place.wiring, APPROVED + 4), tmp_path / "canary"
    not_yet, approved = people[:4], people[4 : 4 + APPROVED]
    early = rows(place, not_yet)
    with place.wiring.database.transaction() as session:
        for row in session.scalars(select(OutboxMessage).where(OutboxMessage.id.in_(early))):
            row.due_at = clock.now() + timedelta(days=1)
    messages = [(DO, [[row]], "json") for row in rows(place, approved)] * COPIES
    messages += forged(early, canary)
    random.Random(5).shuffle(messages)
    for number, (task, args, serializer) in enumerate(messages):
        queue = QUEUES[number % len(QUEUES)]
        place.wiring.celery.send_task(task, args=args, queue=queue, serializer=serializer, retry=False)
    wait_until_read(place)
    assert judge(approved, badges(place.wiring)) == FLAWLESS
    assert planned(place.wiring) == {*approved, *not_yet}
    assert not canary.exists()
    with place.wiring.database.reading() as session:
        open_still = set(session.scalars(select(OutboxMessage.id).where(OutboxMessage.done_at.is_(None))))
        mails = session.scalar(
            select(func.count()).where(OutboxMessage.kind == MAIL, OutboxMessage.done_at.is_not(None))
        )
    assert open_still == set(early)
    assert Counter(mailbox[1].values()) == {1: mails}, "nobody died, so nobody gets a mail twice"


def wait_until_read(place: Place) -> None:
    """Until every message was taken from the broker and every due row is done."""
    due = select(func.count()).where(OutboxMessage.done_at.is_(None), OutboxMessage.due_at <= clock.now())
    deadline = time.monotonic() + 60
    with redis.Redis.from_url(place.env["BROKER_URL"]) as client:
        while True:
            with place.wiring.database.reading() as session:
                left = session.scalar(due) or 0
            unread = sum(client.llen(queue) for queue in QUEUES) + client.hlen("unacked")
            if not left and not unread:
                return
            assert time.monotonic() < deadline, f"{left} rows and {unread} messages are left"
            time.sleep(0.05)
