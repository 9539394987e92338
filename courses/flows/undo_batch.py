"""Undoing an act on badges within the hour: the rows, the lists, the mails that still wait.

Who was told already is told once more that it is right again; who was not, never hears of it.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.flows.trail import note_award, note_batch
from courses.outbox.services import cancel
from courses.recognition.batch_models import AwardBatch, BatchItem, BatchKind
from courses.recognition.errors import NoSuchBatch, TooLateToUndo
from courses.recognition.models import Award, AwardEdition
from courses.recognition.rules import can_undo
from courses.recognition.services.awards import mail_key, plan_edition, tell_holder
from courses.recognition.services.revocation import mark_restored, mark_revoked, publish_lists_of


def undo_batch(
    session: Session, *, public_id: str, actor_id: int | None, organisations: frozenset[int], now: datetime
) -> AwardBatch:
    """Undo a revocation or a correction. TooLateToUndo after an hour, or the second time; NoSuchBatch elsewhere's."""
    batch = session.scalar(select(AwardBatch).where(AwardBatch.public_id == public_id).with_for_update(key_share=True))
    if batch is None or batch.organisation_id not in organisations or batch.kind is BatchKind.GIVE:
        raise NoSuchBatch()
    if batch.undone_at is not None or not can_undo(batch.created_at, now):
        raise TooLateToUndo()
    batch.undone_at = now
    items = session.scalars(
        select(BatchItem).where(BatchItem.batch_id == batch.id, BatchItem.done_at.is_not(None)).order_by(BatchItem.id)
    ).all()
    touched = [award for item in items for award in _undo(session, batch, item, actor_id, now)]
    publish_lists_of(session, awards=touched, reason=f"undo:{batch.public_id}", now=now)
    note_batch(session, action="award.undo", batch=batch, actor_id=actor_id, now=now, badges=len(items))
    return batch


def _undo(session: Session, batch: AwardBatch, item: BatchItem, actor_id: int | None, now: datetime) -> Sequence[Award]:
    """The awards whose place in a list changes. An award that somebody else took back since stays taken back."""
    award = item.award
    if award is None:
        return []
    if item.edition is not None:
        _as_before(session, batch, award, item.edition, now)
        return []
    if award.revoked_at is None or award.revoked_at != item.done_at:
        return []
    mark_restored(session, awards=[award])
    note_award(session, action="award.restore", award=award, actor_id=actor_id, now=now, batch=batch.id)
    if item.made is None:
        _set_right(session, award, award, "revoked", batch.public_id, now)
        return [award]
    if item.made.revoked_at is None:
        mark_revoked(
            session,
            award=item.made,
            cause=batch.cause,
            reason=batch.reason,
            revoked_by_id=actor_id,
            now=now,
            publish=False,
        )
    _set_right(session, item.made, award, "replaced", "", now)
    return [award, item.made]


def _set_right(session: Session, told_of: Award, award: Award, template: str, mark: str, now: datetime) -> None:
    """Let the mail that waits go; when it left already, have another one say that the badge counts again."""
    if not cancel(session, dedupe_key=mail_key(told_of, template, mark), now=now):
        tell_holder(session, award=award, template="restored", now=now, mark=mark or told_of.public_id)


def _as_before(session: Session, batch: AwardBatch, award: Award, number: int, now: datetime) -> None:
    """Sign the badge once more, showing what it showed before."""
    before = session.scalars(
        select(AwardEdition).where(AwardEdition.award_id == award.id, AwardEdition.number == number)
    ).one()
    plan_edition(session, award=award, recipient=None, evidence=None, like=before, now=now)
    cancel(session, dedupe_key=mail_key(award, "resigned", batch.public_id), now=now)
