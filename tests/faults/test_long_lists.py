"""A long list of people is worked off in parts by workers that die (F2): everybody gets the badge once, never twice."""

import multiprocessing
import signal

import pytest
from sqlalchemy import func, select, update

from courses.flows.award_by_hand import award_group
from courses.outbox.models import OutboxMessage
from courses.outbox.services import release_all
from courses.recognition.batch_models import AwardBatch, BatchItem
from courses.recognition.models import Award, Nomination
from lms import clock
from lms.relay import drain
from lms.wiring import Wiring
from tests.courses.recognition.world import make_world
from tests.factories import make_person
from tests.faults.jobs import work_until_killed

PEOPLE = 25


@pytest.mark.timeout(120)
def test_everybody_on_a_long_list_gets_it_once_though_workers_die(wiring: Wiring, database: object) -> None:
    with wiring.database.transaction() as session:
        world = make_world(session, keystore=wiring.keystore)
        people = [make_person(session, f"Mens {n}", email=f"m{n}@x.example", account=False).id for n in range(PEOPLE)]
        award_group(
            session,
            badge_version_id=world.badge.id,
            person_ids=people,
            nominated_by_id=None,
            reason="Elders getoond.",
            now=clock.now(),
        )
    settings = wiring.settings
    env = {
        "INSTANCE_DIR": str(settings.instance_dir),
        "BASE_URL": settings.base_url,
        "SECRET_KEY": settings.secret_key or "",
        "RELAY_THREADS": "0",
    }
    for point in ("batch.before_part", "batch.before_commit", "batch.before_commit:2", "relay.done.before_commit"):
        child = multiprocessing.get_context("fork").Process(target=work_until_killed, args=(env, point))
        child.start()
        child.join(60)
        assert child.exitcode == -signal.SIGKILL, point
        with wiring.database.transaction() as session:
            release_all(session)
    with wiring.database.transaction() as session:
        session.execute(update(OutboxMessage).where(OutboxMessage.kind == "mail").values(done_at=clock.now()))
    drain(wiring)
    with wiring.database.reading() as session:
        holders = session.scalars(select(Award.person_id).order_by(Award.person_id)).all()
        assert list(holders) == sorted(people)
        assert session.scalar(select(func.count()).select_from(Nomination)) == PEOPLE
        assert session.scalar(select(func.count()).where(BatchItem.done_at.is_(None))) == 0
        assert session.scalars(select(AwardBatch.finished_at)).one() is not None
