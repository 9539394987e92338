"""The same act from four processes at once, while two workers sign: one badge each, and nobody gets an error."""

from tests.faults.forks import done, fork
from tests.faults.jobs import plan, work_until_empty, work_until_killed
from tests.faults.judge import FLAWLESS, judge
from tests.faults.world import Place, badges, digests, planned, populate, signatures

PEOPLE = 16
PROCESSES = 4


def test_four_processes_that_award_the_same_give_it_once(anywhere: Place) -> None:
    people = populate(anywhere.wiring, PEOPLE)
    workers = [fork(work_until_killed, anywhere.env, "", log=anywhere.log) for _ in range(2)]
    clicks = [fork(plan, anywhere.env, people, "", log=anywhere.log) for _ in range(PROCESSES)]
    for click in clicks:
        done(click, anywhere.log)
    done(fork(work_until_empty, anywhere.env, log=anywhere.log), anywhere.log)
    for worker in workers:
        worker.kill()
        worker.join(10)
    assert planned(anywhere.wiring) == set(people)
    assert judge(people, badges(anywhere.wiring)) == FLAWLESS
    kept = digests(anywhere.wiring)
    assert len(kept) == len(people)
    assert all(set(made) == {kept[edition]} for edition, made in signatures(anywhere).items())
