"""The only writers of known issuers."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.people.services import audit
from courses.trust.errors import NotAnIssuerId, UnknownIssuer
from courses.trust.models import KnownIssuer


def know_issuer(session: Session, *, issuer_id: str, name: str, now: datetime, note: str | None = None) -> KnownIssuer:
    """Put an issuer on the list, or back on it; `name` is how we call it, whatever its badges say."""
    if not issuer_id.startswith(("did:", "https://")):
        raise NotAnIssuerId(issuer_id)
    row = session.scalar(select(KnownIssuer).where(KnownIssuer.issuer_id == issuer_id))
    if row is None:
        row = KnownIssuer(issuer_id=issuer_id, name=name, known_since=now)
        session.add(row)
    row.name, row.note, row.distrusted_at = name, note, None
    session.flush()
    _audit(session, row, "trust.know", now)
    return row


def distrust_issuer(session: Session, *, issuer_id: str, now: datetime) -> KnownIssuer:
    """Take an issuer off the list; the row stays, so that it is known why its badges read differently."""
    row = session.scalar(select(KnownIssuer).where(KnownIssuer.issuer_id == issuer_id))
    if row is None:
        raise UnknownIssuer(issuer_id)
    row.distrusted_at = now
    session.flush()
    _audit(session, row, "trust.distrust", now)
    return row


def _audit(session: Session, row: KnownIssuer, action: str, now: datetime) -> None:
    audit(
        session,
        action=action,
        subject_kind="known_issuer",
        subject_id=row.id,
        actor_id=None,
        organisation_id=None,
        now=now,
    )
