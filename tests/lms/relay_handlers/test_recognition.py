"""Issuing and publishing through the outbox, with real keys, real signatures and the real verifier."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from courses.flows.reissue import BadgeChoice, reissue
from courses.flows.revoke import revoke
from courses.flows.settle import settle
from courses.outbox.models import OutboxMessage
from courses.recognition.models import Award, AwardEdition, AwardState, KeyState, SigningKey, StatusList
from courses.recognition.queries import own_document
from courses.recognition.queries.signing import signing_job
from courses.recognition.services.awards import store_signed
from credentials.report import Verdict
from credentials.resolution import Found, NotFound, Resolution
from credentials.status_list import BitstringStatusList
from credentials.verifying import verify
from lms import clock
from lms.relay import drain
from lms.relay_handlers.recognition import publish, status_log_of
from lms.wiring import Wiring
from tests.courses.recognition.world import make_world, read_everything


@pytest.fixture
def award_id(wiring: Wiring, database: object) -> int:
    """An award that is planned and not signed yet."""
    return plan(wiring)


def plan(wiring: Wiring, slug: str = "kempen") -> int:
    with wiring.database.transaction() as session:
        world = make_world(session, keystore=wiring.keystore, slug=slug)
        read_everything(session, world.participation)
        (award,) = settle(session, participation_id=world.participation.id, now=clock.now())
        return award.id


def run(wiring: Wiring, *kinds: str) -> None:
    """Do the queued work of these kinds; mail is another room's."""
    with wiring.database.transaction() as session:
        session.execute(update(OutboxMessage).where(OutboxMessage.kind.not_in(kinds)).values(done_at=clock.now()))
    drain(wiring)
    with wiring.database.reading() as session:
        errors = session.scalars(select(OutboxMessage.last_error).where(OutboxMessage.kind.in_(kinds))).all()
    assert [error for error in errors if error] == []


def signed(wiring: Wiring, award_id: int) -> bytes:
    with wiring.database.reading() as session:
        award = session.get_one(Award, award_id)
        edition = next(edition for edition in award.editions if edition.number == award.current_edition)
        assert edition.signed is not None
        return edition.signed


def verdict(wiring: Wiring, data: bytes) -> Verdict:
    def resolve(address: str) -> Resolution:
        with wiring.database.reading() as session:
            found = own_document(session, address)
        return Found(found.body) if found else NotFound()

    return verify(data, resolve=resolve, now=clock.now() + timedelta(seconds=2)).verdict


def test_a_planned_award_becomes_a_badge_that_verifies(wiring: Wiring, award_id: int) -> None:
    run(wiring, "issue_award", "publish_status_list")
    data = signed(wiring, award_id)
    assert verdict(wiring, data) is Verdict.VALID
    with wiring.database.reading() as session:
        award = session.get_one(Award, award_id)
        assert award.state is AwardState.ISSUED
        document = json.loads(data)
        assert document["id"] == award.credential_id
        assert document["issuer"]["id"] == "did:web:localhost%3A8000:issuers:kempen"
        assert document["credentialSubject"]["id"] == award.subject_id
        assert document["credentialStatus"]["statusListIndex"] == str(award.status_index)


def test_doing_the_work_twice_signs_the_same_bytes(wiring: Wiring, award_id: int) -> None:
    run(wiring, "issue_award", "publish_status_list")
    first = signed(wiring, award_id)
    with wiring.database.transaction() as session:
        session.execute(update(AwardEdition).values(signed=None, digest=None, issued_at=None))
        session.execute(update(OutboxMessage).where(OutboxMessage.kind == "issue_award").values(done_at=None))
    drain(wiring)
    assert signed(wiring, award_id) == first


def test_a_signed_edition_is_not_signed_again(wiring: Wiring, award_id: int) -> None:
    run(wiring, "issue_award", "publish_status_list")
    with wiring.database.transaction() as session:
        edition = session.scalars(select(AwardEdition)).one()
        assert signing_job(session, edition.id) is None
        stored = store_signed(
            session,
            edition_id=edition.id,
            signing_key_id=edition.signing_key_id,
            signed=b"other",
            digest="0",
            now=clock.now(),
        )
    assert stored is False
    assert signed(wiring, award_id) != b"other"


def test_what_a_compromised_key_signed_meanwhile_is_not_kept(wiring: Wiring, award_id: int) -> None:
    """The key was called compromised while it signed: the edition moved, so these bytes are not stored."""
    with wiring.database.transaction() as session:
        edition = session.scalars(select(AwardEdition)).one()
        stored = store_signed(
            session,
            edition_id=edition.id,
            signing_key_id=edition.signing_key_id + 1,
            signed=b"thief",
            digest="0",
            now=clock.now(),
        )
    assert stored is False


def test_own_work_that_does_not_verify_is_not_kept(wiring: Wiring, award_id: int) -> None:
    """The published key is another one than the one that signs, as after a bad restore."""
    with wiring.database.transaction() as session:
        key = session.scalars(select(SigningKey)).one()
        other = wiring.keystore.generate(key_id=key.key_id, issuer=key.issuer.did)
        key.public_multikey = other.public_multikey
        session.execute(update(OutboxMessage).where(OutboxMessage.kind == "mail").values(done_at=clock.now()))
    drain(wiring)
    with wiring.database.reading() as session:
        assert session.scalars(select(AwardEdition.signed)).all() == [None]
        row = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "issue_award")).one()
        assert row.done_at is None
        assert "OwnWorkRefused" in (row.last_error or "")


def test_a_revoked_badge_is_in_the_list_that_is_published(wiring: Wiring, award_id: int) -> None:
    run(wiring, "issue_award", "publish_status_list")
    with wiring.database.transaction() as session:
        public_id = session.get_one(Award, award_id).public_id
        revoke(session, public_id=public_id, reason="Verkeerde groep.", actor_id=None, now=clock.now())
    assert verdict(wiring, signed(wiring, award_id)) is Verdict.VALID
    run(wiring, "publish_status_list")
    assert verdict(wiring, signed(wiring, award_id)) is Verdict.REVOKED


def test_a_list_is_rebuilt_from_rows_and_holds_nothing_else(wiring: Wiring, award_id: int) -> None:
    other = plan(wiring, "ander")
    run(wiring, "issue_award", "publish_status_list")
    with wiring.database.transaction() as session:
        award = session.get_one(Award, award_id)
        revoke(session, public_id=award.public_id, reason="Fout.", actor_id=None, now=clock.now())
        index, list_id = award.status_index, award.status_list_id
        assert session.get_one(Award, other).status_list_id != list_id
    run(wiring, "publish_status_list")
    with wiring.database.reading() as session:
        status_list = session.get_one(StatusList, list_id)
        document = json.loads(status_list.published or b"")
    bits = BitstringStatusList.decode(document["credentialSubject"]["encodedList"])
    assert [place for place in range(len(bits)) if bits[place]] == [index]
    assert document["credentialSubject"]["ttl"] <= 60_000


def test_the_version_of_a_list_only_rises(wiring: Wiring, award_id: int) -> None:
    run(wiring, "issue_award", "publish_status_list")
    with wiring.database.reading() as session:
        list_id, before = session.execute(select(StatusList.id, StatusList.published_version)).one()
    publish(wiring, list_id)
    with wiring.database.reading() as session:
        assert session.get_one(StatusList, list_id).published_version == before + 1


def test_a_place_is_in_the_log_before_its_badge_is_signed(wiring: Wiring, award_id: int) -> None:
    run(wiring, "issue_award", "publish_status_list")
    with wiring.database.reading() as session:
        award = session.get_one(Award, award_id)
        kinds = [entry["kind"] for entry in status_log_of(wiring).entries()]
        allocated = [entry for entry in status_log_of(wiring).entries() if entry["kind"] == "allocated"]
    assert [entry["index"] for entry in allocated] == [award.status_index]
    assert allocated[0]["credential"] == award.credential_id
    assert "published" in kinds
    assert "nele" not in status_log_of(wiring).path.read_text()


def test_a_new_edition_replaces_the_old_one_when_it_is_signed(wiring: Wiring, award_id: int) -> None:
    run(wiring, "issue_award", "publish_status_list")
    first = json.loads(signed(wiring, award_id))
    with wiring.database.transaction() as session:
        award = session.get_one(Award, award_id)
        assert award.person_id is not None
        choice = BadgeChoice(show_name=True)
        reissue(session, public_id=award.public_id, person_id=award.person_id, choice=choice, now=clock.now())
    assert json.loads(signed(wiring, award_id)) == first
    run(wiring, "issue_award")
    second = json.loads(signed(wiring, award_id))
    assert second["id"] == first["id"]
    assert second["awardedDate"] == first["awardedDate"]
    assert second["validFrom"] > first["validFrom"]
    assert second["credentialStatus"] == first["credentialStatus"]
    names = [item for item in second["credentialSubject"]["identifier"] if item["identityType"] == "name"]
    assert names == [
        {"type": "IdentityObject", "hashed": False, "identityHash": "Nele Wouters", "identityType": "name"}
    ]
    assert verdict(wiring, signed(wiring, award_id)) is Verdict.VALID


def test_two_badges_of_one_person_share_nothing_that_links_them(wiring: Wiring, award_id: int) -> None:
    """Unlinkable: no id, salt, hash or place in the list is the same; issuer and key are the issuer's."""
    with wiring.database.transaction() as session:
        person_id = session.get_one(Award, award_id).person_id
        world = make_world(session, keystore=wiring.keystore, slug="ander")
        address = world.person.addresses[0]
        world.participation.person_id = person_id
        address.person_id = person_id or 0
        address.is_primary = False
        world.participation.recipient_address_id = session.get_one(Award, award_id).person.addresses[0].id  # type: ignore[union-attr]
        read_everything(session, world.participation)
        (second,) = settle(session, participation_id=world.participation.id, now=clock.now())
        second_id = second.id
    run(wiring, "issue_award", "publish_status_list")
    first, second_text = (leaves(json.loads(signed(wiring, one))["credentialSubject"]) for one in (award_id, second_id))
    shared = {value for value in first & second_text if len(value) > 20}
    assert {value for value in shared if "sha256" in value or "urn:" in value or value.isalnum()} == set()


def leaves(value: object) -> set[str]:
    if isinstance(value, dict):
        return set().union(*(leaves(item) for item in value.values()))
    if isinstance(value, list):
        return set().union(*(leaves(item) for item in value))
    return {str(value)}


def test_a_badge_earned_without_a_key_comes_when_there_is_one(wiring: Wiring, database: object) -> None:
    with wiring.database.transaction() as session:
        world = make_world(session, keystore=wiring.keystore)
        world.issuer.keys[0].state = KeyState.PENDING
        read_everything(session, world.participation)
        assert settle(session, participation_id=world.participation.id, now=clock.now()) == []
    drain(wiring)
    with wiring.database.transaction() as session:
        row = session.scalars(select(OutboxMessage)).one()
        assert "NoSigningKey" in (row.last_error or "")
        row.due_at = clock.now()
        row.lease_until = None
        session.scalars(select(SigningKey)).one().state = KeyState.ACTIVE
    drain(wiring, rounds=1)
    with wiring.database.reading() as session:
        assert len(session.scalars(select(Award)).all()) == 1
