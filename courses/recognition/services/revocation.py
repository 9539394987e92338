"""Taking a badge back, putting it back, and letting a page be found."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from courses.recognition.errors import AlreadyRevoked
from courses.recognition.models import Award
from courses.recognition.services.status_lists import ask_publication


def mark_revoked(
    session: Session,
    *,
    award: Award,
    reason: str,
    revoked_by_id: int | None,
    now: datetime,
    cause: str | None = None,
    replaced: bool = False,
    publish: bool = True,
) -> None:
    """Revoke, once: of two at the same moment the second gets AlreadyRevoked. The list is made again.

    `replaced`: another award stands in its place. `publish` false: whoever revokes many asks for the list once.
    """
    done = session.execute(
        update(Award)
        .where(Award.id == award.id, Award.revoked_at.is_(None))
        .values(
            revoked_at=now,
            revoked_by_id=revoked_by_id,
            revocation_cause=cause,
            revocation_reason=reason,
            replaced_at=now if replaced else None,
        )
        .execution_options(synchronize_session=False)
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise AlreadyRevoked()
    session.refresh(award)
    if publish:
        ask_publication(session, award.status_list_id, reason=f"revoke:{award.public_id}", now=now)


def mark_restored(session: Session, *, awards: Collection[Award]) -> None:
    """What was done by mistake is undone on the rows; the caller asks for the lists once."""
    for award in awards:
        award.revoked_at = award.revoked_by_id = award.replaced_at = None
        award.revocation_cause = award.revocation_reason = None
    session.flush()


def publish_lists_of(session: Session, *, awards: Collection[Award], reason: str, now: datetime) -> None:
    """Each list that these awards are in is made again once, however many of them it holds."""
    for status_list_id in sorted({award.status_list_id for award in awards}):
        ask_publication(session, status_list_id, reason=reason, now=now)


def set_shared(session: Session, *, award: Award, shared: bool, now: datetime) -> None:
    """From now on the page may be found, or only its address opens it again."""
    if shared != (award.shared_at is not None):
        award.shared_at = now if shared else None
        session.flush()
