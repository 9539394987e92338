"""Giving a badge by hand: A18, nobody to themselves, nobody twice, and seen beforehand who lacks what."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from courses.errors import Conflict
from courses.flows.award_by_hand import award_by_hand, preview
from courses.flows.revoke import revoke
from courses.flows.settle import settle
from courses.people.models import AuditEvent
from courses.recognition.errors import AlreadyAwarded, OwnBadge, ReasonMissing
from courses.recognition.models import Award, BasisKind, Nomination
from lms.db import Database
from tests.conftest import NOW
from tests.courses.recognition.world import World, make_world, read_everything
from tests.factories import make_person


def give(session: Session, world: World, person_id: int, by: int | None, reason: str = "Elders getoond.") -> Award:
    return award_by_hand(
        session, badge_version_id=world.badge.id, person_id=person_id, nominated_by_id=by, reason=reason, now=NOW
    )


def test_a_badge_by_hand_has_its_own_nomination(session: Session) -> None:
    world = make_world(session)
    manager, taker = make_person(session, "Els"), make_person(session, "Tom", email="tom@school.example")
    award = give(session, world, taker.id, manager.id)
    nomination = session.scalars(select(Nomination)).one()
    assert (award.basis_kind, award.basis_id) == (BasisKind.NOMINATION, nomination.id)
    assert nomination.reason == "Elders getoond."
    assert award.editions[0].identity_hash is not None
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "award.by_hand")).one()
    assert event.actor_id == manager.id


def test_nobody_gives_a_badge_to_themselves(session: Session) -> None:
    world = make_world(session)
    manager = make_person(session, "Els")
    with pytest.raises(OwnBadge):
        give(session, world, manager.id, manager.id)
    assert session.scalar(select(func.count()).select_from(Award)) == 0


def test_why_is_asked(session: Session) -> None:
    world = make_world(session)
    with pytest.raises(ReasonMissing):
        give(session, world, world.person.id, None, reason=" ")


def test_who_holds_it_gets_no_second_one(session: Session) -> None:
    world = make_world(session)
    read_everything(session, world.participation)
    settle(session, participation_id=world.participation.id, now=NOW)
    with pytest.raises(AlreadyAwarded):
        give(session, world, world.person.id, None)


def test_a_revoked_badge_is_superseded(session: Session) -> None:
    world = make_world(session)
    first = give(session, world, world.person.id, None)
    revoke(session, public_id=first.public_id, reason="Fout", actor_id=None, now=NOW)
    second = give(session, world, world.person.id, None)
    assert second.supersedes_id == first.id
    assert second.credential_id != first.credential_id


def test_an_expired_badge_can_be_given_again(session: Session) -> None:
    world = make_world(session)
    first = give(session, world, world.person.id, None)
    first.valid_until = NOW - timedelta(days=1)
    assert give(session, world, world.person.id, None).supersedes_id == first.id


def test_preview_says_who_lacks_what(session: Session) -> None:
    world = make_world(session)
    outsider = make_person(session, "Tom")
    lacking, stranger = preview(
        session, badge_version_id=world.badge.id, person_ids=[world.person.id, outsider.id], now=NOW
    )
    assert (lacking.takes_part, len(lacking.missing), lacking.holds) == (True, 1, False)
    assert (stranger.takes_part, stranger.missing, stranger.holds) == (False, (), False)
    give(session, world, outsider.id, None)
    (holder,) = preview(session, badge_version_id=world.badge.id, person_ids=[outsider.id], now=NOW)
    assert holder.holds


@pytest.mark.postgres
def test_two_who_give_at_once_give_one_badge(postgres: Database) -> None:
    with postgres.transaction() as session:
        world = make_world(session)
    barrier = threading.Barrier(6)
    refused: list[Conflict] = []

    def act() -> None:
        barrier.wait()
        try:
            with postgres.transaction() as session:
                give(session, world, world.person.id, None)
        except Conflict as error:
            refused.append(error)

    workers = [threading.Thread(target=act) for _ in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    with postgres.reading() as session:
        assert session.scalar(select(func.count()).select_from(Award)) == 1
    assert len(refused) == 5
