"""One lock for all writing about one participation's work, so that two acts never interleave.

On PostgreSQL it is the participation's row; SQLite has one writer at a time anyway (BEGIN IMMEDIATE).
Not here: refusing a stale save, which is decided after the lock is held.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.delivery.models import Participation
from courses.errors import N_, NotFound
from courses.practice.models import Attempt, Submission


def lock_participation(session: Session, participation_id: int) -> Participation:
    """The participation, locked until the transaction ends. Raises NotFound."""
    found = session.scalar(
        select(Participation)
        .where(Participation.id == participation_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound(N_("This does not exist, or it is not yours."))
    return found


def lock_own(session: Session, *, participation_id: int, person_id: int) -> Participation:
    """The same, for the participant alone. Raises NotFound for anybody else."""
    participation = lock_participation(session, participation_id)
    if participation.person_id != person_id:
        raise NotFound(N_("This does not exist, or it is not yours."))
    return participation


def lock_attempt(session: Session, attempt_id: int) -> Attempt:
    """The attempt and its submission as they are now, their participation locked. Raises NotFound."""
    owner = session.scalar(select(Submission.participation_id).join(Attempt).where(Attempt.id == attempt_id))
    if owner is not None:
        lock_participation(session, owner)
        attempt = session.get(Attempt, attempt_id, populate_existing=True)
        if attempt is not None:
            session.refresh(attempt.submission)
            return attempt
    raise NotFound(N_("This does not exist, or it is not yours."))
