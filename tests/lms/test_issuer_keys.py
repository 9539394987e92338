"""F18: five rotations and one compromise. Old badges verify; stolen ones do not; they are signed again."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from courses.flows.erase_person import erase_person
from courses.flows.revoke import revoke
from courses.outbox.models import OutboxMessage
from courses.recognition.errors import KeyInUse, KeyTooYoung, NoSuchKey
from courses.recognition.models import Award, Issuer, KeyState, SigningKey
from courses.recognition.services.keys import activate_key
from credentials.report import Verdict
from lms import clock, issuer_keys
from lms.relay_handlers.recognition import status_log_of
from lms.wiring import Wiring
from tests.courses.recognition.world import make_signing_issuer
from tests.lms.relay_handlers.test_recognition import plan, run, signed, verdict
from tests.lms.test_status_log import plan_another


def issuer_of(session: Session) -> Issuer:
    return session.scalars(select(Issuer)).one()


def rotate(wiring: Wiring) -> str:
    """Make a key, use it, retire the one before it."""
    now = clock.now()
    with wiring.database.transaction() as session:
        issuer = issuer_of(session)
        old = [key.key_id for key in issuer.keys if key.state is KeyState.ACTIVE]
        key = issuer_keys.new_key(wiring, session, issuer=issuer, now=now)
        activate_key(session, key_id=key.key_id, now=now, at_once=True)
        for key_id in old:
            issuer_keys.retire(wiring, session, key_id=key_id, now=now)
        return key.key_id


def method(badge: bytes) -> str:
    return str(json.loads(badge)["proof"]["verificationMethod"]).rpartition("#")[2]


def test_badges_of_five_retired_keys_verify(wiring: Wiring, database: object) -> None:
    badges = [signed_first(wiring)]
    for number in range(2, 7):
        rotate(wiring)
        badges.append(issue_another(wiring, f"nr{number}@school.example"))
    run(wiring, "publish_status_list")
    assert [method(badge) for badge in badges] == [f"key-{number}" for number in range(1, 7)]
    assert [verdict(wiring, badge) for badge in badges] == [Verdict.VALID] * 6
    with wiring.database.reading() as session:
        kept = [key.key_id for key in session.scalars(select(SigningKey)) if key.wrapped_private is not None]
    assert [key_id.rpartition("#")[2] for key_id in kept] == ["key-6"], "private parts of retired keys are destroyed"


def signed_first(wiring: Wiring) -> bytes:
    award_id = plan(wiring)
    run(wiring, "issue_award", "publish_status_list")
    return signed(wiring, award_id)


def issue_another(wiring: Wiring, address: str) -> bytes:
    award_id = plan_another(wiring, address)
    run(wiring, "issue_award", "publish_status_list")
    return signed(wiring, award_id)


def test_after_a_compromise_old_files_fail_and_every_badge_is_signed_again(wiring: Wiring, database: object) -> None:
    first, second = plan(wiring), plan_another(wiring)
    run(wiring, "issue_award", "publish_status_list")
    stolen = [signed(wiring, award_id) for award_id in (first, second)]
    with wiring.database.transaction() as session:
        (key,) = issuer_of(session).keys
        result = issuer_keys.compromise(wiring, session, key=key, now=clock.now())
    assert (result.badges, result.successor.rpartition("#")[2]) == (2, "key-2")
    assert [verdict(wiring, badge) for badge in stolen] == [Verdict.INVALID] * 2
    run(wiring, "issue_award", "publish_status_list")
    fresh = [signed(wiring, award_id) for award_id in (first, second)]
    assert [verdict(wiring, badge) for badge in fresh] == [Verdict.VALID] * 2
    assert [verdict(wiring, badge) for badge in stolen] == [Verdict.INVALID] * 2
    for old, new in zip(stolen, fresh, strict=True):
        assert json.loads(old)["id"] == json.loads(new)["id"]
        assert json.loads(old)["validFrom"] < json.loads(new)["validFrom"]


def test_a_revoked_badge_is_not_signed_again(wiring: Wiring, database: object) -> None:
    award_id = plan(wiring)
    run(wiring, "issue_award", "publish_status_list")
    with wiring.database.transaction() as session:
        award = session.get_one(Award, award_id)
        revoke(session, public_id=award.public_id, reason="Fout", actor_id=None, now=clock.now())
        (key,) = issuer_of(session).keys
        assert issuer_keys.compromise(wiring, session, key=key, now=clock.now()).badges == 0


def test_a_badge_of_somebody_who_was_erased_cannot_be_signed_again(wiring: Wiring, database: object) -> None:
    """Erased under another key, or revoked: then nothing is lost by this compromise."""
    first, second = plan(wiring), plan_another(wiring)
    run(wiring, "issue_award", "publish_status_list")
    rotate(wiring)
    third = plan_another(wiring, "an@school.example")
    run(wiring, "issue_award", "publish_status_list")
    with wiring.database.transaction() as session:
        for award_id in (first, second, third):
            person_id = session.get_one(Award, award_id).person_id
            assert person_id is not None
            erase_person(session, person_id=person_id, actor_id=None, now=clock.now())
        revoke(
            session,
            public_id=session.get_one(Award, second).public_id,
            reason="Fout",
            actor_id=None,
            now=clock.now(),
        )
        old = next(key for key in issuer_of(session).keys if key.state is KeyState.RETIRED)
        result = issuer_keys.compromise(wiring, session, key=old, now=clock.now())
    assert (result.badges, result.lost) == (0, 1)


def test_what_waited_for_a_compromised_key_moves_on(wiring: Wiring, database: object) -> None:
    award_id = plan(wiring)
    with wiring.database.transaction() as session:
        (key,) = issuer_of(session).keys
        issuer_keys.compromise(wiring, session, key=key, now=clock.now())
    run(wiring, "issue_award", "publish_status_list")
    assert method(signed(wiring, award_id)) == "key-2"
    assert verdict(wiring, signed(wiring, award_id)) is Verdict.VALID


def test_a_key_with_work_waiting_or_the_only_one_is_not_retired(wiring: Wiring, database: object) -> None:
    award_id = plan(wiring)
    now = clock.now()
    with wiring.database.transaction() as session:
        (old,) = issuer_of(session).keys
        with pytest.raises(KeyInUse):
            issuer_keys.retire(wiring, session, key_id=old.key_id, now=now)
        fresh = issuer_keys.new_key(wiring, session, issuer=issuer_of(session), now=now)
        activate_key(session, key_id=fresh.key_id, now=now, at_once=True)
        with pytest.raises(KeyInUse):
            issuer_keys.retire(wiring, session, key_id=old.key_id, now=now)
        old_id = old.key_id
    run(wiring, "issue_award", "publish_status_list")
    assert method(signed(wiring, award_id)) == "key-1", "a key does not change between plan and signature"
    with wiring.database.transaction() as session:
        assert issuer_keys.retire(wiring, session, key_id=old_id, now=now).wrapped_private is None


def test_a_new_key_is_public_for_a_day_before_it_signs(wiring: Wiring, database: object) -> None:
    now = clock.now()
    with wiring.database.transaction() as session:
        issuer = make_signing_issuer(session, keystore=wiring.keystore)
        key = issuer_keys.new_key(wiring, session, issuer=issuer, now=now)
        assert key.state is KeyState.PENDING
        with pytest.raises(KeyTooYoung):
            activate_key(session, key_id=key.key_id, now=now + timedelta(hours=23))
        assert activate_key(session, key_id=key.key_id, now=now + timedelta(hours=24)).state is KeyState.ACTIVE


def test_an_ended_key_does_not_come_back(wiring: Wiring, database: object) -> None:
    plan(wiring)
    run(wiring, "issue_award", "publish_status_list")
    rotate(wiring)
    with wiring.database.transaction() as session:
        retired = next(key for key in issuer_of(session).keys if key.state is KeyState.RETIRED)
        with pytest.raises(NoSuchKey):
            activate_key(session, key_id=retired.key_id, now=clock.now(), at_once=True)


def test_the_log_knows_every_key_and_no_secret(wiring: Wiring, database: object) -> None:
    signed_first(wiring)
    rotate(wiring)
    keys = [(entry["key"].rpartition("#")[2], entry["state"]) for entry in status_log_of(wiring).entries("key")]
    assert keys == [("key-1", "active"), ("key-2", "pending"), ("key-1", "retired")]
    with wiring.database.transaction() as session:
        for key in session.scalars(select(SigningKey)):
            if key.wrapped_private:
                seed = wiring.keystore.unwrap(key.wrapped_private, key_id=key.key_id, issuer=key.issuer.did)
                assert seed.hex() not in status_log_of(wiring).path.read_text()
        session.execute(update(OutboxMessage).values(done_at=clock.now()))
