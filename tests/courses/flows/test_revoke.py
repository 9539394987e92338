"""Revoking: once, with a reason, seen by the holder, in the trail and in the next list."""

import threading

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.flows.revoke import revoke
from courses.flows.settle import settle
from courses.outbox.models import OutboxMessage
from courses.people.models import AuditEvent
from courses.recognition.errors import AlreadyRevoked, NoSuchAward, ReasonMissing
from courses.recognition.models import Award
from courses.recognition.queries.signing import list_job
from lms.db import Database
from tests.conftest import NOW
from tests.courses.recognition.world import make_world, read_everything


def award(session: Session) -> Award:
    world = make_world(session)
    read_everything(session, world.participation)
    return settle(session, participation_id=world.participation.id, now=NOW)[0]


def test_revoking_tells_holder_trail_and_list(session: Session) -> None:
    given = award(session)
    revoke(session, public_id=given.public_id, reason=" Verkeerde groep. ", actor_id=given.person_id, now=NOW)
    assert given.revoked_at == NOW
    assert given.revocation_reason == "Verkeerde groep."
    rows = {row.dedupe_key: row for row in session.scalars(select(OutboxMessage))}
    assert rows[f"mail:revoked:{given.public_id}"].payload["template"] == "revoked"
    assert f"publish:{given.status_list_id}:revoke:{given.public_id}" in rows
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "award.revoke")).one()
    assert (event.actor_id, event.subject_id, event.organisation_id) == (
        given.person_id,
        given.id,
        given.issuer.organisation_id,
    )
    assert list_job(session, given.status_list_id).revoked == ((given.status_index, NOW),)


def test_the_second_time_changes_nothing(session: Session) -> None:
    given = award(session)
    revoke(session, public_id=given.public_id, reason="Een", actor_id=None, now=NOW)
    with pytest.raises(AlreadyRevoked):
        revoke(session, public_id=given.public_id, reason="Twee", actor_id=None, now=NOW)
    assert given.revocation_reason == "Een"


def test_a_reason_is_asked(session: Session) -> None:
    given = award(session)
    with pytest.raises(ReasonMissing):
        revoke(session, public_id=given.public_id, reason="  ", actor_id=None, now=NOW)
    assert given.revoked_at is None


def test_another_organisations_badge_does_not_exist(session: Session) -> None:
    given = award(session)
    with pytest.raises(NoSuchAward):
        revoke(session, public_id=given.public_id, reason="Fout", actor_id=None, now=NOW, organisations=frozenset({0}))


def _revoke_at_once(database: Database) -> None:
    """A24, F15: eight revocations of one badge at the same moment; exactly one does it."""
    with database.transaction() as session:
        public_id = award(session).public_id
    barrier = threading.Barrier(8)
    outcomes: list[str] = []

    def act(number: int) -> None:
        barrier.wait()
        try:
            with database.transaction() as session:
                revoke(session, public_id=public_id, reason=f"Reden {number}", actor_id=None, now=NOW)
            outcomes.append("done")
        except AlreadyRevoked:
            outcomes.append("late")

    workers = [threading.Thread(target=act, args=(number,)) for number in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(outcomes) == ["done"] + ["late"] * 7
    with database.reading() as session:
        mails = session.scalars(select(OutboxMessage).where(OutboxMessage.dedupe_key.like("mail:revoked:%"))).all()
        assert len(mails) == 1


def test_revoking_at_once(database: Database) -> None:
    _revoke_at_once(database)


@pytest.mark.postgres
def test_revoking_at_once_on_postgres(postgres: Database) -> None:
    _revoke_at_once(postgres)
