"""The next part of an act on many badges, in one transaction; the relay comes back until all of it is done.

A part that dies is done again from its first open item: what was done is on the rows. What is refused for one
person is written on their item and stops nobody else.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.errors import DomainError
from courses.flows.award_by_hand import award_by_hand
from courses.flows.correct import correct_one
from courses.recognition.batch_models import AwardBatch, BatchItem, BatchKind
from courses.recognition.errors import NoSigningKey, StatusListFull
from courses.recognition.models import Award
from courses.recognition.services.batches import ask_work, next_items
from courses.recognition.services.revocation import publish_lists_of


def work_on_batch(session: Session, *, batch_id: int, now: datetime) -> bool:
    """Do up to `PART` items; False when there was nothing left. NoSigningKey: the part waits until there is one."""
    batch = session.scalars(select(AwardBatch).where(AwardBatch.id == batch_id).with_for_update(key_share=True)).one()
    if batch.finished_at is not None or batch.undone_at is not None:
        return False
    items = next_items(session, batch)
    for item in items:
        _one(session, batch, item, now)
    session.flush()
    if items:
        ask_work(session, batch, after=items[-1].id, now=now)
        return True
    batch.finished_at = now
    if batch.kind is BatchKind.CORRECT and batch.badge_version_id is not None:
        replaced = session.scalars(
            select(Award)
            .join(BatchItem, BatchItem.award_id == Award.id)
            .where(BatchItem.batch_id == batch.id, BatchItem.made_id.is_not(None))
        ).all()
        publish_lists_of(session, awards=replaced, reason=f"batch:{batch.public_id}", now=now)
    return False


def _one(session: Session, batch: AwardBatch, item: BatchItem, now: datetime) -> None:
    try:
        with session.begin_nested():
            if batch.kind is BatchKind.GIVE:
                item.made_id = _give(session, batch, item, now).id
            else:
                correct_one(session, batch=batch, item=item, now=now)
            item.done_at = now
    except (NoSigningKey, StatusListFull):
        raise
    except DomainError as error:
        item.refused = error.message


def _give(session: Session, batch: AwardBatch, item: BatchItem, now: datetime) -> Award:
    return award_by_hand(
        session,
        badge_version_id=batch.badge_version_id or 0,
        person_id=item.person_id or 0,
        nominated_by_id=batch.actor_id,
        reason=batch.reason,
        now=now,
    )
