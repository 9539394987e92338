"""Acts on many badges: given in parts and never twice, taken back and undone, put right and followed to the end."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from courses.flows.award_by_hand import award_by_hand, award_group, preview
from courses.flows.correct import correct_many
from courses.flows.erase_person import erase_person
from courses.flows.revoke import revoke, revoke_many
from courses.flows.settle import settle
from courses.flows.undo_batch import undo_batch
from courses.flows.work_on_batch import work_on_batch
from courses.outbox.models import OutboxMessage
from courses.people.models import AuditEvent, Person
from courses.recognition.batch_models import AwardBatch, BatchItem
from courses.recognition.errors import (
    AlreadyRevoked,
    CauseMissing,
    NobodyChosen,
    NoSuchAward,
    NoSuchBatch,
    TooLateToUndo,
)
from courses.recognition.models import Award, AwardEdition, BadgeVersion, BurnedIndex, Nomination
from courses.recognition.queries.awards import find_award
from courses.recognition.queries.batches import batch_view
from courses.recognition.rules import AwardStatus
from courses.recognition.services.batches import PART
from tests.conftest import NOW
from tests.courses.recognition.world import World, make_world, read_everything
from tests.factories import make_person

LATER = NOW + timedelta(minutes=20)


def crowd(session: Session, number: int) -> list[int]:
    return [make_person(session, f"Mens {place}", account=False).id for place in range(number)]


def give(session: Session, world: World, people: list[int], by: int | None = None) -> AwardBatch:
    return award_group(
        session,
        badge_version_id=world.badge.id,
        person_ids=people,
        nominated_by_id=by,
        reason="Gaf de les.",
        now=NOW,
    )


def work(session: Session, batch: AwardBatch) -> int:
    """All parts, as the relay would; how many there were."""
    parts = 0
    while work_on_batch(session, batch_id=batch.id, now=NOW):
        parts += 1
    return parts


def awards(session: Session) -> list[Award]:
    return list(session.scalars(select(Award).order_by(Award.id)))


def organisations(world: World) -> frozenset[int]:
    return frozenset({world.issuer.organisation_id})


def take_back(session: Session, world: World, chosen: list[Award], **more: object) -> AwardBatch:
    given = {"cause": "wrong_group", "reason": "Verkeerde groep", "actor_id": None, "now": NOW} | more
    return revoke_many(
        session,
        public_ids=[award.public_id for award in chosen],
        organisations=organisations(world),
        **given,  # type: ignore[arg-type]
    )


def another_version(session: Session, world: World) -> BadgeVersion:
    """The same badge with another criteria text."""
    old = world.badge
    kept = {
        column.name: getattr(old, column.name)
        for column in BadgeVersion.__table__.columns
        if column.name not in {"id", "number", "content_sha256", "achievement_url", "criteria", "frozen_at"}
    }
    fresh = BadgeVersion(
        **kept,
        number=2,
        content_sha256="f" * 64,
        achievement_url=old.achievement_url.removesuffix("/1") + "/2",
        criteria={"nl": "Gaf de les, kwam terug en besprak ze."},
    )
    session.add(fresh)
    session.flush()
    return fresh


def put_right(session: Session, world: World, chosen: list[Award], version: BadgeVersion | None) -> AwardBatch:
    batch = correct_many(
        session,
        public_ids=[award.public_id for award in chosen],
        badge_version_id=version.id if version else None,
        cause="wrong_text",
        reason="",
        actor_id=None,
        organisations=organisations(world),
        now=NOW,
    )
    work(session, batch)
    return batch


def waiting(session: Session, template: str) -> list[OutboxMessage]:
    rows = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "mail", OutboxMessage.done_at.is_(None)))
    return [row for row in rows if row.payload["template"] == template]


def published(session: Session) -> int:
    kind = OutboxMessage.kind == "publish_status_list"
    return session.scalar(select(func.count()).select_from(OutboxMessage).where(kind)) or 0


def test_a_long_list_is_given_in_parts_and_nobody_gets_it_twice(session: Session) -> None:
    """Somebody who holds it, and the one who gives, are left out with the reason; the second act gives nothing."""
    world = make_world(session)
    people = crowd(session, PART * 2)
    holder, giver = people[3], people[5]
    award_by_hand(
        session, badge_version_id=world.badge.id, person_id=holder, nominated_by_id=None, reason="Eerder", now=NOW
    )
    first = give(session, world, people, by=giver)
    assert work(session, first) == 2
    assert len(awards(session)) == len(people) - 1
    view = batch_view(session, first.public_id, organisations=organisations(world), now=NOW)
    assert (view.total, view.done, view.finished) == (len(people), len(people) - 2, True)
    assert [one.name for one in view.left_out] == ["Mens 3", "Mens 5"]
    second = give(session, world, people, by=giver)
    work(session, second)
    assert len(awards(session)) == len(people) - 1


def test_a_part_that_died_is_done_again_from_where_it_was(session: Session) -> None:
    world = make_world(session)
    batch = give(session, world, crowd(session, 30))
    work_on_batch(session, batch_id=batch.id, now=NOW)
    savepoint = session.begin_nested()
    work_on_batch(session, batch_id=batch.id, now=NOW)
    savepoint.rollback()
    assert len(awards(session)) == PART
    work(session, batch)
    assert len(awards(session)) == 30
    assert session.scalar(select(func.count()).select_from(Nomination)) == 30


def test_nobody_chosen_is_asked_for(session: Session) -> None:
    world = make_world(session)
    with pytest.raises(NobodyChosen):
        give(session, world, [])


def test_a_preview_of_many_asks_the_database_as_often_as_of_few(session: Session) -> None:
    from sqlalchemy import event

    world = make_world(session)
    people = crowd(session, 40)
    counted: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *args: counted.append(args[2]))

    def queries(number: int) -> int:
        session.expire_all()
        counted.clear()
        preview(session, badge_version_id=world.badge.id, person_ids=people[:number], now=NOW)
        return len(counted)

    assert queries(2) == queries(40)


def test_many_are_taken_back_with_one_publication_and_their_mails_wait(session: Session) -> None:
    world = make_world(session)
    work(session, give(session, world, crowd(session, 5)))
    before = published(session)
    batch = take_back(session, world, awards(session))
    assert {award.revocation_cause for award in awards(session)} == {"wrong_group"}
    assert published(session) == before + 1
    mails = waiting(session, "revoked")
    assert len(mails) == 5
    assert {mail.due_at for mail in mails} == {NOW + timedelta(hours=1)}
    with pytest.raises(AlreadyRevoked):
        take_back(session, world, awards(session))
    assert session.scalar(select(func.count()).where(AuditEvent.action == "award.revoke")) == 5
    assert batch.finished_at == NOW


def test_undone_within_the_hour_nobody_ever_hears_of_it(session: Session) -> None:
    """peers.md pain 18."""
    world = make_world(session)
    work(session, give(session, world, crowd(session, 5)))
    batch = take_back(session, world, awards(session))
    before = published(session)
    undo_batch(session, public_id=batch.public_id, actor_id=None, organisations=organisations(world), now=LATER)
    assert [award.revoked_at for award in awards(session)] == [None] * 5
    assert published(session) == before + 1
    assert waiting(session, "revoked") == waiting(session, "restored") == []
    with pytest.raises(TooLateToUndo):
        undo_batch(session, public_id=batch.public_id, actor_id=None, organisations=organisations(world), now=LATER)


def test_who_was_told_already_is_told_that_it_is_right_again(session: Session) -> None:
    world = make_world(session)
    work(session, give(session, world, crowd(session, 2)))
    batch = take_back(session, world, awards(session))
    told = waiting(session, "revoked")[0]
    told.done_at = LATER
    undo_batch(session, public_id=batch.public_id, actor_id=None, organisations=organisations(world), now=LATER)
    assert [mail.subject_id for mail in waiting(session, "restored")] == [told.subject_id]


def test_an_hour_later_or_from_elsewhere_there_is_no_way_back(session: Session) -> None:
    world = make_world(session)
    work(session, give(session, world, crowd(session, 1)))
    batch = take_back(session, world, awards(session))
    with pytest.raises(TooLateToUndo):
        undo_batch(
            session,
            public_id=batch.public_id,
            actor_id=None,
            organisations=organisations(world),
            now=NOW + timedelta(hours=1),
        )
    with pytest.raises(NoSuchBatch):
        undo_batch(session, public_id=batch.public_id, actor_id=None, organisations=frozenset({0}), now=LATER)


def test_a_reason_of_the_list_is_asked_for_and_nothing_of_elsewhere_is_touched(session: Session) -> None:
    world = make_world(session)
    work(session, give(session, world, crowd(session, 1)))
    with pytest.raises(CauseMissing):
        take_back(session, world, awards(session), cause="zomaar")
    with pytest.raises(CauseMissing):
        take_back(session, world, awards(session), cause="other", reason=" ")
    with pytest.raises(NoSuchAward):
        revoke_many(
            session,
            public_ids=[awards(session)[0].public_id],
            cause="wrong_group",
            reason="",
            actor_id=None,
            organisations=frozenset({world.issuer.organisation_id + 1}),
            now=NOW,
        )
    assert awards(session)[0].revoked_at is None


def test_a_wrong_text_is_put_right_by_a_badge_in_its_place(session: Session) -> None:
    """peers.md moonshot 17: same day, same work, same holder; the old one leads to the new."""
    world = make_world(session)
    read_everything(session, world.participation)
    (old,) = settle(session, participation_id=world.participation.id, now=NOW - timedelta(days=30))
    version = another_version(session, world)
    put_right(session, world, [old], version)
    seen = find_award(session, old.public_id, now=NOW)
    assert seen.status is AwardStatus.REPLACED
    assert seen.successor is not None
    made = find_award(session, seen.successor.public_id, now=NOW)
    assert seen.replaced_by == made.badge_url
    assert (made.awarded_at, made.participation_id) == (old.awarded_at, old.participation_id)
    assert made.achievement_url == version.achievement_url
    assert made.edition.identity_hash == seen.edition.identity_hash
    assert made.edition.valid_from > seen.edition.valid_from
    assert made.earlier == old.public_id
    assert settle(session, participation_id=world.participation.id, now=NOW) == []
    (mail,) = waiting(session, "replaced")
    assert mail.due_at == NOW + timedelta(hours=1)


def test_a_badge_put_right_twice_leads_to_the_last_one(session: Session) -> None:
    world = make_world(session)
    work(session, give(session, world, crowd(session, 1)))
    (old,) = awards(session)
    put_right(session, world, [old], another_version(session, world))
    middle = awards(session)[-1]
    put_right(session, world, [middle], world.badge)
    last = awards(session)[-1]
    assert find_award(session, old.public_id, now=NOW).replaced_by == last.badge_url
    assert find_award(session, middle.public_id, now=NOW).replaced_by == last.badge_url


def test_a_correction_that_was_wrong_is_undone(session: Session) -> None:
    world = make_world(session)
    work(session, give(session, world, crowd(session, 2)))
    old = awards(session)
    batch = put_right(session, world, old, another_version(session, world))
    undo_batch(session, public_id=batch.public_id, actor_id=None, organisations=organisations(world), now=LATER)
    assert {find_award(session, one.public_id, now=LATER).revoked_at for one in old} == {None}
    made = awards(session)[-1]
    assert made.revoked_at == LATER
    assert find_award(session, made.public_id, now=LATER).replaced_by == old[-1].badge_url
    assert waiting(session, "replaced") == waiting(session, "restored") == []


def test_what_does_not_count_or_says_so_already_is_left_out_with_the_reason(session: Session) -> None:
    world = make_world(session)
    work(session, give(session, world, crowd(session, 2)))
    gone, right = awards(session)
    revoke(session, public_id=gone.public_id, reason="Fout", actor_id=None, now=NOW)
    batch = put_right(session, world, [gone, right], world.badge)
    view = batch_view(session, batch.public_id, organisations=organisations(world), now=NOW)
    assert (view.done, len(view.left_out)) == (0, 2)
    assert len(awards(session)) == 2


def test_a_wrong_name_is_put_right_under_the_same_number(session: Session) -> None:
    world = make_world(session)
    world.participation.show_name = True
    read_everything(session, world.participation)
    (award,) = settle(session, participation_id=world.participation.id, now=NOW)
    person = session.get_one(Person, world.person.id)
    person.display_name = "Nele Wauters"
    batch = put_right(session, world, [award], None)
    editions = session.scalars(select(AwardEdition).order_by(AwardEdition.number)).all()
    assert [edition.holder_name for edition in editions] == ["Nele Wouters", "Nele Wauters"]
    assert award.revoked_at is None
    undo_batch(session, public_id=batch.public_id, actor_id=None, organisations=organisations(world), now=LATER)
    newest = session.scalars(select(AwardEdition).order_by(AwardEdition.number.desc())).first()
    assert newest is not None
    assert (newest.number, newest.holder_name) == (3, "Nele Wouters")
    assert waiting(session, "resigned") == []


def test_an_act_keeps_nothing_of_somebody_who_is_erased(session: Session) -> None:
    """PRI: the words of an act about one person go with them; of an act on many they stay, without who."""
    world = make_world(session)
    people = crowd(session, 3)
    giver = make_person(session, "Els").id
    many = give(session, world, people, by=giver)
    work(session, many)
    alone = take_back(session, world, awards(session)[:1], actor_id=giver)
    erase_person(session, person_id=people[0], actor_id=None, now=NOW)
    erase_person(session, person_id=giver, actor_id=None, now=NOW)
    session.expire_all()
    assert (many.reason, alone.reason) == ("Gaf de les.", "")
    assert (many.actor_id, alone.actor_id) == (None, None)
    known = session.scalars(select(BatchItem.person_id).where(BatchItem.batch_id == many.id)).all()
    assert people[0] not in known
    assert session.scalars(select(BurnedIndex)).all() == []
