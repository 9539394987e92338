"""What trainers noted about one participant's use in class. Not here: writing it down."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from courses.practice.marking_models import FollowUp


def follow_ups(session: Session, *, participation_id: int) -> Sequence[FollowUp]:
    """The newest first, with who wrote it."""
    return session.scalars(
        select(FollowUp)
        .where(FollowUp.participation_id == participation_id)
        .options(joinedload(FollowUp.trainer))
        .order_by(FollowUp.happened_on.desc(), FollowUp.id.desc())
    ).all()
