"""Making and ending signing keys: the key store, the rows and the log outside the database, together.

Not here: when a key may change state (`courses.recognition.services.keys`), and asking anybody whether it should.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from courses.flows.reissue import reissue_after_compromise
from courses.recognition.models import Issuer, SigningKey
from courses.recognition.queries.issuers import active_key
from courses.recognition.queries.signing import beyond_signing
from courses.recognition.services.keys import activate_key, add_key, compromise_key, retire_key
from lms.keystore import Keystore
from lms.status_log import StatusLog
from lms.wiring import Wiring


@dataclass(frozen=True, slots=True)
class Compromise:
    """What was done about a compromised key: the key that took over, and how many badges are signed again.

    `lost` ones cannot be: they are of people who were erased, and only the copies outside had the bytes.
    """

    successor: str
    badges: int
    lost: int


def make_key(keystore: Keystore, session: Session, *, issuer: Issuer, now: datetime) -> SigningKey:
    """A pending key for `issuer`, under the next number; not in the log."""
    made = keystore.generate(key_id=f"{issuer.did}#key-{_next_number(issuer)}", issuer=issuer.did)
    key = add_key(
        session,
        issuer=issuer,
        key_id=made.key_id,
        cryptosuite=made.cryptosuite,
        public_multikey=made.public_multikey,
        wrapped=made.wrapped_private,
        now=now,
    )
    session.refresh(issuer, ["keys"])
    return key


def new_key(wiring: Wiring, session: Session, *, issuer: Issuer, now: datetime) -> SigningKey:
    """The same, and in the log."""
    key = make_key(wiring.keystore, session, issuer=issuer, now=now)
    _log(wiring, key, now)
    return key


def retire(wiring: Wiring, session: Session, *, key_id: str, now: datetime) -> SigningKey:
    """End a key that did nothing wrong; its private part is destroyed."""
    key = retire_key(session, key_id=key_id, now=now)
    _log(wiring, key, now)
    return key


def compromise(wiring: Wiring, session: Session, *, key: SigningKey, now: datetime) -> Compromise:
    """End a key that others may have, and have everything it signed signed again under another one.

    Where there is no other active key a new one is made and used at once: waiting a day for caches would leave
    every badge of the issuer without a good signature.
    """
    issuer = key.issuer
    successor = active_key(session, issuer_id=issuer.id)
    if successor is None or successor.id == key.id:
        fresh = new_key(wiring, session, issuer=issuer, now=now)
        successor = activate_key(session, key_id=fresh.key_id, now=now, at_once=True)
    compromise_key(session, key_id=key.key_id, now=now)
    _log(wiring, key, now)
    editions = reissue_after_compromise(session, key_id=key.key_id, now=now)
    return Compromise(successor.key_id, len(editions), beyond_signing(session, key_id=key.key_id))


def _next_number(issuer: Issuer) -> int:
    """One more than the highest: numbers of keys are never given twice."""
    numbers = [int(tail) for key in issuer.keys if (tail := key.key_id.rpartition("#key-")[2]).isdecimal()]
    return max(numbers, default=0) + 1


def _log(wiring: Wiring, key: SigningKey, now: datetime) -> None:
    StatusLog(wiring.settings.instance_dir / "status-log").key(
        key_id=key.key_id,
        cryptosuite=key.cryptosuite,
        public=key.public_multikey,
        state=key.state.value,
        now=now,
    )
