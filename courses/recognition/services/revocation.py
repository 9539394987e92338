"""Taking a badge back, and letting a page be found."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from courses.recognition.errors import AlreadyRevoked
from courses.recognition.models import Award
from courses.recognition.services.status_lists import ask_publication


def mark_revoked(session: Session, *, award: Award, reason: str, revoked_by_id: int | None, now: datetime) -> None:
    """Revoke, once: of two at the same moment the second gets AlreadyRevoked. The list is made again."""
    done = session.execute(
        update(Award)
        .where(Award.id == award.id, Award.revoked_at.is_(None))
        .values(revoked_at=now, revoked_by_id=revoked_by_id, revocation_reason=reason)
        .execution_options(synchronize_session=False)
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise AlreadyRevoked()
    session.refresh(award)
    ask_publication(session, award.status_list_id, reason=f"revoke:{award.public_id}", now=now)


def set_shared(session: Session, *, award: Award, shared: bool, now: datetime) -> None:
    """From now on the page may be found, or only its address opens it again."""
    if shared != (award.shared_at is not None):
        award.shared_at = now if shared else None
        session.flush()
