"""Stacked badges and how somebody stands in a track (AAN-07, AAN-02, KWA-10), on both databases where it matters."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.catalogue.models import ModuleVersion, TrackVersion, UnitKind
from courses.delivery.models import Participation
from courses.flows.award_by_hand import award_by_hand
from courses.flows.reissue import BadgeChoice, reissue
from courses.flows.revoke import revoke
from courses.flows.settle import settle
from courses.flows.stack import stack_earned
from courses.flows.track_standing import PartState, group_standing, track_standing, tracks_of
from courses.outbox.models import OutboxMessage
from courses.people.models import AuditEvent, Person
from courses.recognition.models import Award, AwardEdition, AwardState, BadgeVersion, KeyState, SigningKey
from lms.db import Database
from tests.conftest import NOW
from tests.courses.recognition.world import make_signing_issuer, read_everything
from tests.factories import make_module_version, make_participation, make_person, make_run, make_track


class World:
    """Two modules of one text each, each with a badge, and the badge that they stack into."""

    def __init__(self, session: Session, *, ordered: bool = False) -> None:
        self.session = session
        self.issuer = make_signing_issuer(session)
        self.versions = [self._module() for _ in range(2)]
        self.badges = [self._badge(version) for version in self.versions]
        self.track = make_track(session, self.versions, badges=self.badges, issuer=self.issuer, ordered=ordered)
        self.nele = make_person(session)

    def _module(self) -> ModuleVersion:
        organisation = self.issuer.organisation
        version = make_module_version(
            self.session, organisation=organisation, kinds=(UnitKind.TEXT,), issuer=self.issuer
        )
        self.session.expire(version)
        return version

    def _badge(self, version: ModuleVersion) -> BadgeVersion:
        return self.session.scalars(select(BadgeVersion).where(BadgeVersion.module_version_id == version.id)).one()

    def take(self, number: int, person: Person | None = None) -> Participation:
        return make_participation(self.session, person or self.nele, make_run(self.session, self.versions[number]))

    def finish(self, number: int) -> list[Award]:
        """Take this module and do all of it."""
        participation = self.take(number)
        read_everything(self.session, participation)
        return settle(self.session, participation_id=participation.id, now=NOW)

    def stacked(self) -> list[Award]:
        return [row for row in self.session.scalars(select(Award)) if row.badge_version.track_version_id]


def test_the_last_badge_brings_the_stacked_one_with_it(anywhere: Database) -> None:
    """AAN-07: by rule, in the same transaction, naming its parts; and the track is frozen from then on."""
    with anywhere.transaction() as session:
        world = World(session)
        assert len(world.finish(0)) == 1
        assert world.stacked() == []
        assert len(world.finish(1)) == 2
        (stacked,) = world.stacked()
        assert stacked.person_id == world.nele.id
        (edition,) = stacked.editions
        assert [item["id"] for item in edition.evidence] == [badge.achievement_url for badge in world.badges]
        assert {item["genre"] for item in edition.evidence} == {"Badge"}
        assert world.track.frozen_at == NOW
        asked = session.scalars(select(OutboxMessage.dedupe_key)).all()
        assert f"issue:{stacked.public_id}:1" in asked
        assert f"mail:awarded:{stacked.public_id}" in asked, "the holder is told"
        assert "award.stacked" in session.scalars(select(AuditEvent.action)).all()


def test_settling_again_gives_nothing_again(session: Session) -> None:
    world = World(session)
    world.finish(0)
    (award, _stack) = world.finish(1)
    assert stack_earned(session, award=award, recipient=None, now=NOW) == []
    settle(session, participation_id=award.participation_id or 0, now=NOW + timedelta(days=1))
    assert len(world.stacked()) == 1


def test_a_part_that_was_taken_back_does_not_count(session: Session) -> None:
    world = World(session)
    (first,) = world.finish(0)
    revoke(session, public_id=first.public_id, reason="Vergissing.", actor_id=None, now=NOW)
    assert len(world.finish(1)) == 1
    assert world.stacked() == []


def test_a_part_given_by_hand_counts_too(session: Session) -> None:
    world = World(session)
    world.finish(0)
    award_by_hand(
        session,
        badge_version_id=world.badges[1].id,
        person_id=world.nele.id,
        nominated_by_id=make_person(session).id,
        reason="Toonde het elders.",
        now=NOW,
    )
    assert len(world.stacked()) == 1


def test_somebody_elses_badge_does_not_count(session: Session) -> None:
    world = World(session)
    world.finish(0)
    world.nele = make_person(session)
    assert len(world.finish(1)) == 1


def test_what_it_is_made_of_stays_when_the_holder_shows_something_else(session: Session) -> None:
    world = World(session)
    world.finish(0)
    world.finish(1)
    (stacked,) = world.stacked()
    stacked.state = AwardState.ISSUED
    edition = reissue(
        session, public_id=stacked.public_id, person_id=world.nele.id, choice=BadgeChoice(show_name=True), now=NOW
    )
    assert [item["id"] for item in edition.evidence] == [badge.achievement_url for badge in world.badges]


def test_an_issuer_without_a_key_for_the_stack_costs_nobody_a_part(session: Session) -> None:
    """The part is given at once; the outbox looks again for the stack."""
    world = World(session)
    other = make_signing_issuer(session, "ander")
    stacked = session.scalars(select(BadgeVersion).where(BadgeVersion.track_version_id == world.track.id)).one()
    stacked.badge.issuer_id = other.id
    key = session.scalars(select(SigningKey).where(SigningKey.issuer_id == other.id)).one()
    key.state = KeyState.RETIRED
    session.flush()
    session.expire_all()
    world.finish(0)
    (last,) = world.finish(1)
    again = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "settle_stack")).one()
    assert again.subject_id == last.id
    key.state = KeyState.ACTIVE
    session.flush()
    assert len(stack_earned(session, award=last, recipient=None, now=NOW)) == 1


@pytest.mark.postgres
def test_two_last_parts_at_once_give_one_stack(postgres: Database) -> None:
    """Two trainers settle the two parts in the same second."""
    with postgres.transaction() as session:
        world = World(session)
        taken = [world.take(0), world.take(1)]
        for participation in taken:
            read_everything(session, participation)
        ids = [participation.id for participation in taken]
    start = threading.Barrier(2)

    def work(number: int) -> None:
        with postgres.transaction() as mine:
            start.wait(20)
            settle(mine, participation_id=number, now=NOW)

    threads = [threading.Thread(target=work, args=(number,)) for number in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    with postgres.reading() as session:
        versions = session.scalars(select(BadgeVersion.track_version_id).join(Award)).all()
        assert sorted(version is not None for version in versions) == [False, False, True]
        assert session.scalars(select(AwardEdition)).all()


def test_how_somebody_stands_follows_from_what_they_take(session: Session) -> None:
    """AAN-07: one overview; AAN-02 and KWA-10: the second may be taken first, and a plain word says what is advised."""
    world = World(session, ordered=True)
    assert tracks_of(session, person_id=world.nele.id, now=NOW) == []
    world.take(1)
    (standing,) = tracks_of(session, person_id=world.nele.id, now=NOW)
    first, second = standing.parts
    assert (first.state, second.state) == (PartState.TODO, PartState.NOW)
    assert second.before == ({"nl": "Arduino in de les"},)
    world.finish(0)
    (standing,) = tracks_of(session, person_id=world.nele.id, now=NOW)
    assert [part.state for part in standing.parts] == [PartState.DONE, PartState.NOW]
    assert standing.parts[1].before == ()
    assert (standing.done, standing.award) == (1, None)


def test_a_free_order_advises_nothing(session: Session) -> None:
    world = World(session)
    standing = track_standing(session, track=reload(session, world.track), person_id=None, now=NOW)
    assert [part.before for part in standing.parts] == [(), ()]


def reload(session: Session, track: TrackVersion) -> TrackVersion:
    session.expire(track)
    return track


def test_a_trainer_reads_the_same_counts(session: Session) -> None:
    world = World(session)
    participation, other = world.take(0), world.take(1)
    read_everything(session, participation)
    seen = group_standing(session, track=reload(session, world.track), participation_ids=[participation.id])
    assert seen == {world.nele.id: {world.versions[0].module_id: (1, 1)}}, "only of the groups asked for"
    both = group_standing(session, track=world.track, participation_ids=[participation.id, other.id])
    assert both[world.nele.id][world.versions[1].module_id] == (0, 1)
