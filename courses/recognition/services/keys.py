"""The life of signing keys: pending, active, retired or compromised. Rows are never deleted.

Not here: making and opening keys (`lms.keystore`); this file only ever sees a wrapped one.
"""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from courses.people.services import audit
from courses.recognition.errors import KeyInUse, KeyTooYoung, NoSigningKey, NoSuchKey
from courses.recognition.models import AwardEdition, Issuer, KeyState, SigningKey, StatusList
from courses.recognition.queries.issuers import active_key
from courses.recognition.rules import PUBLISH_BEFORE_USE, may_activate
from courses.recognition.services.status_lists import ask_publication


def add_key(
    session: Session,
    *,
    issuer: Issuer,
    key_id: str,
    cryptosuite: str,
    public_multikey: str,
    wrapped: bytes,
    now: datetime,
) -> SigningKey:
    """Publish a new key. It signs nothing until `activate_key`."""
    key = SigningKey(
        issuer_id=issuer.id,
        key_id=key_id,
        cryptosuite=cryptosuite,
        public_multikey=public_multikey,
        wrapped_private=wrapped,
        state=KeyState.PENDING,
        created_at=now,
    )
    session.add(key)
    session.flush()
    _audit(session, key, issuer, "key.new", now)
    return key


def activate_key(session: Session, *, key_id: str, now: datetime, at_once: bool = False) -> SigningKey:
    """Sign with this key from now on; the one before it stays active for what was planned with it, until
    retired.

    KeyTooYoung before it has been public for a day, unless `at_once`, or when the issuer never signed
    anything: then there is no cache that could hold an older document.
    """
    key = _key(session, key_id)
    if key.state is KeyState.ACTIVE:
        return key
    if key.state is not KeyState.PENDING:
        raise NoSuchKey(key_id)
    first = active_key(session, issuer_id=key.issuer_id) is None
    if not (at_once or first or may_activate(key.created_at, now)):
        raise KeyTooYoung(int(PUBLISH_BEFORE_USE.total_seconds() // 3600))
    key.state, key.activated_at = KeyState.ACTIVE, now
    session.flush()
    _audit(session, key, key.issuer, "key.activate", now)
    return key


def retire_key(session: Session, *, key_id: str, now: datetime) -> SigningKey:
    """Destroy the private part; what it signed still verifies. KeyInUse while something waits for it."""
    key = _key(session, key_id)
    if key.state is KeyState.RETIRED:
        return key
    if key.state is KeyState.COMPROMISED:
        raise NoSuchKey(key_id)
    newest = active_key(session, issuer_id=key.issuer_id)
    if _unsigned(session, key) or (newest is not None and newest.id == key.id):
        raise KeyInUse()
    key.state, key.retired_at, key.wrapped_private = KeyState.RETIRED, now, None
    session.flush()
    _republish_lists_of(session, key, now)
    _audit(session, key, key.issuer, "key.retire", now)
    return key


def compromise_key(session: Session, *, key_id: str, now: datetime) -> SigningKey:
    """From now on nothing this key signed verifies. What was planned with it moves to the active key.

    NoSigningKey when no other key is active: then there would be nothing to sign with again.
    """
    key = _key(session, key_id)
    if key.state is KeyState.COMPROMISED:
        return key
    key.state, key.compromised_at, key.wrapped_private = KeyState.COMPROMISED, now, None
    session.flush()
    successor = active_key(session, issuer_id=key.issuer_id)
    if successor is None:
        raise NoSigningKey(key.issuer.name)
    session.execute(
        update(AwardEdition)
        .where(
            AwardEdition.signing_key_id == key.id,
            AwardEdition.signed.is_(None),
            AwardEdition.erased_at.is_(None),
        )
        .values(signing_key_id=successor.id)
    )
    _republish_lists_of(session, key, now)
    _audit(session, key, key.issuer, "key.compromise", now)
    return key


def _key(session: Session, key_id: str) -> SigningKey:
    key = session.scalar(select(SigningKey).where(SigningKey.key_id == key_id).with_for_update(key_share=True))
    if key is None:
        raise NoSuchKey(key_id)
    return key


def _unsigned(session: Session, key: SigningKey) -> bool:
    waiting = select(AwardEdition.id).where(
        AwardEdition.signing_key_id == key.id, AwardEdition.signed.is_(None), AwardEdition.erased_at.is_(None)
    )
    return session.scalar(waiting.limit(1)) is not None


def _republish_lists_of(session: Session, key: SigningKey, now: datetime) -> None:
    """Status lists are signed too: one signed by this key is made again with the active one."""
    for status_list_id in session.scalars(select(StatusList.id).where(StatusList.issuer_id == key.issuer_id)):
        ask_publication(session, status_list_id, reason=f"key:{key.id}:{key.state.value}", now=now)


def _audit(session: Session, key: SigningKey, issuer: Issuer, action: str, now: datetime) -> None:
    audit(
        session,
        action=action,
        subject_kind="signing_key",
        subject_id=key.id,
        actor_id=None,
        organisation_id=issuer.organisation_id,
        now=now,
        key=key.key_id,
    )
