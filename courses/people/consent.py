"""What a person agrees to and takes back. The row stays, so that it can be told since when and until when.

Not here: what somebody else may see because of it (the room that shows it).
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from .models import Consent, Membership

COACH_SEES = "coach_sees_progress"
"""The digital coaches of the own school read which modules one takes, and what one still misses."""
WORDING = "1"


def consents(session: Session, *, person_id: int, subject: str) -> bool:
    """Whether this stands now."""
    row = _row(session, person_id, subject)
    return row is not None and row.withdrawn_at is None


def set_consent(session: Session, *, person_id: int, subject: str, given: bool, now: datetime) -> None:
    """Agree, or take it back; doing what stands already changes nothing."""
    row = _row(session, person_id, subject)
    if row is None and given:
        session.add(Consent(person_id=person_id, subject=subject, version=WORDING, given_at=now))
    elif row is not None and given is (row.withdrawn_at is not None):
        row.given_at = now if given else row.given_at
        row.withdrawn_at = None if given else now
    session.flush()


def _row(session: Session, person_id: int, subject: str) -> Consent | None:
    return session.scalars(
        select(Consent)
        .where(Consent.person_id == person_id, Consent.subject == subject, Consent.version == WORDING)
        .with_for_update()
    ).one_or_none()


def who_consent(session: Session, *, organisation_ids: Collection[int], subject: str) -> frozenset[int]:
    """People of these organisations for whom this stands now."""
    return frozenset(
        session.scalars(
            select(Consent.person_id)
            .join(Membership, Membership.person_id == Consent.person_id)
            .where(
                Membership.organisation_id.in_(organisation_ids),
                Consent.subject == subject,
                Consent.version == WORDING,
                Consent.withdrawn_at.is_(None),
            )
        )
    )
