"""One lock for all writing about one participation's work, so that two acts never interleave.

On PostgreSQL it is the participation's row; SQLite has one writer at a time anyway (BEGIN IMMEDIATE).
Not here: refusing a stale save, which is decided after the lock is held.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.delivery.models import Participation
from courses.errors import N_, NotFound


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
