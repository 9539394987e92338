"""Planning awards: exactly once, everything that is signed fixed at once, places in the list never shared."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from courses.catalogue.models import UnitKind
from courses.delivery.models import Participation, RecipientForm
from courses.flows.settle import settle
from courses.outbox.models import OutboxMessage
from courses.people.models import AuditEvent
from courses.people.services import add_address
from courses.recognition.models import Award, AwardEdition, AwardState, BadgeVersion, KeyState, StatusList
from courses.recognition.services import awards, status_lists
from courses.recognition.services.awards import AwardPlan, Basis, plan_award
from credentials.identity import hash_identity
from lms.db import Database
from tests.conftest import NOW
from tests.courses.recognition.world import make_world, read, read_everything
from tests.factories import make_person


def test_nothing_is_awarded_before_the_last_condition_is_met(session: Session) -> None:
    world = make_world(session)
    assert settle(session, participation_id=world.participation.id, now=NOW) == []
    read_everything(session, world.participation)
    (award,) = settle(session, participation_id=world.participation.id, now=NOW)
    assert award.state is AwardState.PLANNED
    assert award.person_id == world.person.id


def test_settling_again_changes_nothing(session: Session) -> None:
    world = make_world(session)
    read_everything(session, world.participation)
    settle(session, participation_id=world.participation.id, now=NOW)
    assert settle(session, participation_id=world.participation.id, now=NOW + timedelta(days=1)) == []
    assert session.scalar(select(func.count()).select_from(Award)) == 1
    assert session.scalar(select(func.count()).select_from(AwardEdition)) == 1


def test_everything_that_is_signed_is_fixed_when_planned(session: Session) -> None:
    world = make_world(session)
    read_everything(session, world.participation)
    (award,) = settle(session, participation_id=world.participation.id, now=NOW.replace(microsecond=7))
    (edition,) = award.editions
    assert award.credential_id.startswith("urn:uuid:")
    assert award.subject_id.startswith("urn:uuid:")
    assert award.subject_id != award.credential_id
    assert award.badge_url == f"http://localhost:8000/badges/{award.public_id}"
    assert award.awarded_at == edition.valid_from == edition.proof_created == NOW
    assert edition.signing_key.state is KeyState.ACTIVE
    assert edition.identity_hash == hash_identity("nele.kempen@school.example", edition.salt or "")
    assert edition.holder_name is None
    assert 0 <= award.status_index < award.status_list.length
    assert world.badge.frozen_at is not None


def test_the_work_that_follows_is_written_in_the_same_transaction(session: Session) -> None:
    world = make_world(session)
    read_everything(session, world.participation)
    (award,) = settle(session, participation_id=world.participation.id, now=NOW)
    rows = {row.kind: row for row in session.scalars(select(OutboxMessage))}
    assert set(rows) == {"issue_award", "mail", "publish_status_list"}
    assert rows["issue_award"].subject_id == award.editions[0].id
    assert rows["mail"].payload["template"] == "awarded"
    assert rows["mail"].order_key == rows["issue_award"].order_key
    assert rows["mail"].id > rows["issue_award"].id
    assert session.scalars(select(AuditEvent.action)).all()[-1] == "award.plan"


def test_an_issuer_without_a_key_does_not_undo_the_work(session: Session) -> None:
    world = make_world(session)
    world.issuer.keys[0].state = KeyState.PENDING
    read_everything(session, world.participation)
    assert settle(session, participation_id=world.participation.id, now=NOW) == []
    assert session.scalars(select(OutboxMessage.kind)).all() == ["settle"]


def test_without_a_proven_address_there_is_only_the_pairwise_id(session: Session) -> None:
    world = make_world(session)
    world.person.addresses[0].verified_at = None
    read_everything(session, world.participation)
    (award,) = settle(session, participation_id=world.participation.id, now=NOW)
    assert award.editions[0].recipient_form is RecipientForm.PAIRWISE
    assert award.editions[0].identity_hash is None


@pytest.mark.parametrize("whose", ["unproven", "somebody else's"])
def test_an_address_that_is_not_proven_or_not_theirs_is_never_hashed(session: Session, whose: str) -> None:
    """The chosen address may have been lost or given to somebody else since; then the primary one is used."""
    world = make_world(session)
    owner = world.person if whose == "unproven" else make_person(session, "Tom")
    row = add_address(
        session, person_id=owner.id, address="andere@school.example", now=NOW, verified=whose != "unproven"
    )
    world.participation.recipient_address_id = row.id
    read_everything(session, world.participation)
    (award,) = settle(session, participation_id=world.participation.id, now=NOW)
    edition = award.editions[0]
    assert edition.identity_hash == hash_identity("nele.kempen@school.example", edition.salt or "")


def test_a_name_is_there_only_by_choice(session: Session) -> None:
    world = make_world(session)
    world.participation.show_name = True
    read_everything(session, world.participation)
    (award,) = settle(session, participation_id=world.participation.id, now=NOW)
    assert award.editions[0].holder_name == "Nele Wouters"


def test_a_new_list_at_half_full(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    world = make_world(session)
    monkeypatch.setattr(status_lists, "LIST_LENGTH", 4)
    lists = [_award(session, world.badge, world.person.id, basis=number).status_list.number for number in range(1, 6)]
    assert lists == [1, 1, 2, 2, 3]
    assert session.scalar(select(func.count()).select_from(StatusList)) == 3


def test_a_shared_place_is_drawn_again(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two transactions may draw the same free place; the constraint sends the second back to draw another."""
    world = make_world(session)
    first = _award(session, world.badge, world.person.id, basis=1)
    drawn = iter([first.status_index, first.status_index, (first.status_index + 1) % 8])
    monkeypatch.setattr(awards, "pick_index", lambda _session, _list: next(drawn))
    second = _award(session, world.badge, world.person.id, basis=2)
    assert second.status_index == (first.status_index + 1) % 8


def _award(session: Session, badge: BadgeVersion, person_id: int, basis: int) -> Award:
    _participation(session, badge, 1000 + basis)
    plan = AwardPlan(Basis.participation(1000 + basis), person_id)
    return plan_award(session, badge_version_id=badge.id, plan=plan, now=NOW)[0]


def _participation(session: Session, badge: BadgeVersion, number: int) -> None:
    session.add(Participation(id=number, module_version_id=badge.module_version_id, started_at=NOW))
    session.flush()


def _race(database: Database, act: Callable[[int], None], threads: int) -> list[BaseException]:
    """`threads` times `act`, all starting at once; what went wrong."""
    barrier = threading.Barrier(threads)
    errors: list[BaseException] = []

    def run(number: int) -> None:
        barrier.wait()
        try:
            act(number)
        except BaseException as error:
            errors.append(error)

    workers = [threading.Thread(target=run, args=(number,)) for number in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return errors


def _settle_at_once(database: Database) -> None:
    """A24: eight settles of one participation at the same moment give one badge."""
    with database.transaction() as session:
        world = make_world(session)
        read_everything(session, world.participation)
        participation_id = world.participation.id
    planned: list[int] = []

    def act(_number: int) -> None:
        with database.transaction() as session:
            planned.append(len(settle(session, participation_id=participation_id, now=NOW)))

    assert _race(database, act, 8) == []
    assert sorted(planned) == [0] * 7 + [1]
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Award)) == 1
        assert session.scalar(select(func.count()).select_from(OutboxMessage).where(OutboxMessage.kind == "mail")) == 1


def test_settling_at_once_awards_once(database: Database) -> None:
    _settle_at_once(database)


@pytest.mark.postgres
def test_settling_at_once_awards_once_on_postgres(postgres: Database) -> None:
    _settle_at_once(postgres)


@pytest.mark.postgres
def test_without_the_lock_the_constraint_still_awards_once(postgres: Database) -> None:
    """The row lock is for the last condition; even straight past it, the table keeps the second award out."""
    with postgres.transaction() as session:
        world = make_world(session)
        badge_id, person_id, basis = world.badge.id, world.person.id, world.participation.id
    new: list[bool] = []

    def act(_number: int) -> None:
        with postgres.transaction() as session:
            plan = AwardPlan(Basis.participation(basis), person_id)
            new.append(plan_award(session, badge_version_id=badge_id, plan=plan, now=NOW)[1])

    assert _race(postgres, act, 8) == []
    assert sorted(new) == [False] * 7 + [True]


@pytest.mark.postgres
def test_many_awards_at_once_never_share_a_place(postgres: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """A24: a list of 64 places and 24 awards at the same moment, so places collide for sure."""
    monkeypatch.setattr(status_lists, "LIST_LENGTH", 64)
    with postgres.transaction() as session:
        world = make_world(session)
        badge_id, person_id = world.badge.id, world.person.id
        for number in range(1000, 1024):
            _participation(session, world.badge, number)

    def act(number: int) -> None:
        with postgres.transaction() as session:
            plan = AwardPlan(Basis.participation(1000 + number), person_id)
            plan_award(session, badge_version_id=badge_id, plan=plan, now=NOW)

    assert _race(postgres, act, 24) == []
    with postgres.reading() as session:
        places = session.execute(select(Award.status_list_id, Award.status_index)).all()
        assert len(places) == len(set(places)) == 24


@pytest.mark.postgres
def test_the_two_last_conditions_met_at_once_still_give_the_badge(postgres: Database) -> None:
    """Each transaction misses what the other did; the second to settle waits for the first and sees it."""
    with postgres.transaction() as session:
        world = make_world(session, kinds=(UnitKind.TEXT, UnitKind.TEXT))
        participation_id = world.participation.id
        units = [unit.id for unit in world.participation.module_version.units]
    both_read = threading.Barrier(2)
    planned: list[int] = []

    def act(number: int) -> None:
        with postgres.transaction() as session:
            session.add(read(participation_id, units[number]))
            session.flush()
            both_read.wait()
            planned.append(len(settle(session, participation_id=participation_id, now=NOW)))

    assert _race(postgres, act, 2) == []
    assert sorted(planned) == [0, 1]
