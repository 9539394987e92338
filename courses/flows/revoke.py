"""Taking a badge back: the row, the list, the holder's mail and the audit trail, in one transaction."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.flows.trail import note_award
from courses.outbox.services import enqueue_mail
from courses.recognition.errors import NoSuchAward, ReasonMissing
from courses.recognition.models import Award
from courses.recognition.services.revocation import mark_revoked


def revoke(
    session: Session,
    *,
    public_id: str,
    reason: str,
    actor_id: int | None,
    now: datetime,
    organisations: frozenset[int] | None = None,
) -> Award:
    """Revoke a badge. AlreadyRevoked for the second of two; NoSuchAward outside `organisations`."""
    if not reason.strip():
        raise ReasonMissing()
    award = session.scalar(select(Award).where(Award.public_id == public_id))
    if award is None:
        raise NoSuchAward()
    if organisations is not None and award.issuer.organisation_id not in organisations:
        raise NoSuchAward()
    mark_revoked(session, award=award, reason=reason.strip(), revoked_by_id=actor_id, now=now)
    note_award(session, action="award.revoke", award=award, actor_id=actor_id, now=now)
    if award.person_id is not None:
        enqueue_mail(
            session,
            template="revoked",
            person_id=award.person_id,
            dedupe_key=f"mail:revoked:{award.public_id}",
            now=now,
            award_id=award.id,
        )
    return award
