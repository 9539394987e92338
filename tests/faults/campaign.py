"""Three hundred and more deaths, conducted: who dies where, what they had in hand, and what must be true after.

One half runs on SQLite and one on PostgreSQL, in a file of its own so that they run side by side; each point is
hit 13 times in each half.
"""

import random
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing.connection import wait
from multiprocessing.context import ForkServerProcess

from sqlalchemy import func, select

from courses.flows.revoke import revoke
from courses.outbox.models import OutboxMessage
from courses.outbox.services import MAIL
from courses.recognition.models import Award, AwardState
from credentials.report import Verdict
from lms import clock
from tests.faults.forks import KILLED, done, fork, kill
from tests.faults.jobs import LEDGER, accept, noted, plan, work_until_empty, work_until_killed
from tests.faults.judge import FLAWLESS, judge
from tests.faults.world import (
    Place,
    allocations,
    badges,
    digests,
    planned,
    populate,
    signatures,
    verdicts,
)

DEATHS_EACH = 13
RELAY_POINTS = (
    "relay.claim.before_commit",
    "relay.claimed",
    "issue.before_sign",
    "issue.after_sign",
    "issue.before_commit",
    "issue.after_commit",
    "publish.before_sign",
    "publish.after_sign",
    "publish.before_commit",
    "publish.after_commit",
    "relay.done.before_commit",
    "relay.done.after_commit",
)
PLANNER_POINTS = ("plan.before_commit", "plan.after_commit")
PATIENCE = 120.0
"""Seconds within which an armed worker must have met its point; most take a tenth of one."""
HUNGRY = 0.5
"""Seconds without a death after which there is more work: somebody else took what led to the point."""


@dataclass
class Campaign:
    """What happened so far."""

    place: Place
    people: list[int]
    dice: random.Random
    deaths: Counter[str] = field(default_factory=Counter)
    undone: list[int] = field(default_factory=list)
    """Planned by somebody who died before the commit."""
    promised: set[int] = field(default_factory=set)
    revoked: int = 0

    def run(self) -> None:
        """Every death, two workers at a time; afterwards one healthy worker does what is left."""
        points = [point for point in RELAY_POINTS for _ in range(DEATHS_EACH)]
        planners = [point for point in PLANNER_POINTS for _ in range(DEATHS_EACH)]
        self.dice.shuffle(points)
        self.dice.shuffle(planners)
        queue, planners_left = iter(points), iter(planners)
        while pair := list(islice(queue, 2)):
            workers = {self._worker(point): point for point in pair}
            for point in islice(planners_left, 1):
                self._kill_planner(point)
            self._feed_until_dead(workers)
        for point in planners_left:
            self._kill_planner(point)
        self._try_again()
        done(fork(work_until_empty, self.place.env, log=self.place.log), self.place.log, PATIENCE)

    def _worker(self, point: str) -> ForkServerProcess:
        self._give_work(point)
        return fork(work_until_killed, self.place.env, point, log=self.place.log)

    def _give_work(self, point: str) -> None:
        """Something to do that leads past `point`."""
        if not (point.startswith("publish.") and self._take_one_back()):
            participation = self.people.pop()
            accept(self.place.wiring, participation)
            self.promised.add(participation)

    def _take_one_back(self) -> bool:
        """Revoke a badge that is out, when there is one."""
        with self.place.wiring.database.transaction() as session:
            found = session.scalars(
                select(Award.public_id).where(Award.state == AwardState.ISSUED, Award.revoked_at.is_(None)).limit(20)
            ).all()
            if found:
                chosen = self.dice.choice(found)
                revoke(session, public_id=chosen, reason="Vergissing.", actor_id=None, now=clock.now())
                self.revoked += 1
        return bool(found)

    def _feed_until_dead(self, workers: dict[ForkServerProcess, str]) -> None:
        deadline = time.monotonic() + PATIENCE
        while workers:
            met = wait([worker.sentinel for worker in workers], timeout=HUNGRY)
            for worker, point in list(workers.items()):
                if not worker.is_alive():
                    worker.join()
                    assert worker.exitcode == KILLED, self.place.log.read_text()[-2000:]
                    self.deaths[point] += 1
                    del workers[worker]
                elif time.monotonic() > deadline:
                    kill(worker)
                    raise AssertionError(f"a worker never came to {point}")
            for point in workers.values() if not met else ():
                self._give_work(point)

    def _kill_planner(self, point: str) -> None:
        """Die in the act of awarding: after the commit it counts, before it nothing happened."""
        participation = self.people.pop()
        child = fork(plan, self.place.env, [participation], point, log=self.place.log)
        child.join(PATIENCE)
        assert child.exitcode == KILLED, self.place.log.read_text()[-2000:]
        self.deaths[point] += 1
        assert str(participation) not in noted(self.place.instance, LEDGER)
        committed = participation in planned(self.place.wiring)
        assert committed is (point == "plan.after_commit")
        if committed:
            self.promised.add(participation)
        else:
            self.undone.append(participation)

    def _try_again(self) -> None:
        """A client that got no answer asks again: half of what was rolled back, and all that was not."""
        for participation in (*self.undone[::2], *sorted(self.promised)[:10]):
            accept(self.place.wiring, participation)
            self.promised.add(participation)


def conduct(place: Place, seed: int) -> Campaign:
    """Run one half of the deaths."""
    people = (len(RELAY_POINTS) + len(PLANNER_POINTS)) * DEATHS_EACH * 2
    campaign = Campaign(place, populate(place.wiring, people), random.Random(seed))
    campaign.run()
    return campaign


def check(campaign: Campaign, mails: Counter[str]) -> None:
    """Everything that must be true after all those deaths."""
    place = campaign.place
    assert campaign.deaths == dict.fromkeys((*RELAY_POINTS, *PLANNER_POINTS), DEATHS_EACH)
    assert judge(campaign.promised, badges(place.wiring)) == FLAWLESS
    assert {int(line) for line in noted(place.instance, LEDGER)} <= campaign.promised
    assert planned(place.wiring) == campaign.promised
    _check_outbox(campaign)
    _check_signatures(campaign)
    _check_mails(campaign, mails)


def _check_outbox(campaign: Campaign) -> None:
    with campaign.place.wiring.database.reading() as session:
        left = session.execute(
            select(OutboxMessage.kind, OutboxMessage.last_error).where(OutboxMessage.done_at.is_(None))
        ).all()
    assert left == []


def _check_signatures(campaign: Campaign) -> None:
    """Each badge verifies, says whether it was taken back, and was the same bytes every time it was signed."""
    place = campaign.place
    found = verdicts(place.wiring)
    assert len(found) == len(campaign.promised)
    assert {verdict for verdict, revoked in found.values() if not revoked} == {Verdict.VALID}
    assert {verdict for verdict, revoked in found.values() if revoked} == {Verdict.REVOKED}
    assert sum(revoked for _verdict, revoked in found.values()) == campaign.revoked > DEATHS_EACH
    made, kept = signatures(place), digests(place.wiring)
    assert {edition: set(each) for edition, each in made.items()} == {
        edition: {digest} for edition, digest in kept.items()
    }
    signed_again = sum(len(each) > 1 for each in made.values())
    assert signed_again >= DEATHS_EACH, "too few retries to show that a retry signs the same bytes"
    places = set(allocations(place))
    assert len({where for where, _credential in places}) == len(places) == len(campaign.promised)


def _check_mails(campaign: Campaign, mails: Counter[str]) -> None:
    """At least once, under one Message-ID each; a second copy only where somebody died."""
    with campaign.place.wiring.database.reading() as session:
        rows = session.scalar(select(func.count()).where(OutboxMessage.kind == MAIL)) or 0
    assert len(mails) <= rows
    assert len(mails) >= len(campaign.promised) - campaign.revoked
    assert sum(mails.values()) - len(mails) <= sum(campaign.deaths.values())
