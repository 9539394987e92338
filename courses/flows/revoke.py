"""Taking badges back: the rows, the list, the holders' mails and the audit trail, in one transaction.

Many at once are one act that can be undone within the hour. Their mails wait for that hour: who is spared a mistake
should not have been frightened by it. What others read is the truth of the moment: revoked at once, valid again
once undone.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.flows.trail import note_award, note_batch
from courses.recognition.batch_models import AwardBatch, BatchItem, BatchKind
from courses.recognition.errors import AlreadyRevoked, NobodyChosen, NoSuchAward, ReasonMissing
from courses.recognition.models import Award
from courses.recognition.rules import UNDO_WITHIN
from courses.recognition.services.awards import tell_holder
from courses.recognition.services.batches import begin, check_cause
from courses.recognition.services.revocation import mark_revoked, publish_lists_of


def revoke(
    session: Session,
    *,
    public_id: str,
    reason: str,
    actor_id: int | None,
    now: datetime,
    organisations: frozenset[int] | None = None,
) -> Award:
    """Revoke one badge for good, from the console. AlreadyRevoked for the second of two; NoSuchAward outside
    `organisations`."""
    if not reason.strip():
        raise ReasonMissing()
    (award,) = chosen_awards(session, public_ids=[public_id], organisations=organisations)
    mark_revoked(session, award=award, reason=reason.strip(), revoked_by_id=actor_id, now=now)
    note_award(session, action="award.revoke", award=award, actor_id=actor_id, now=now)
    tell_holder(session, award=award, template="revoked", now=now)
    return award


def revoke_many(
    session: Session,
    *,
    public_ids: Collection[str],
    cause: str,
    reason: str,
    actor_id: int | None,
    organisations: frozenset[int],
    now: datetime,
) -> AwardBatch:
    """Revoke all of these that still count; the rest is left as it is. AlreadyRevoked when none does.

    `organisations`: where the actor may; a badge of any other is NoSuchAward, and then nothing happens.
    """
    check_cause(cause, reason)
    found = chosen_awards(session, public_ids=public_ids, organisations=organisations)
    standing = [award for award in found if award.revoked_at is None]
    if not standing:
        raise AlreadyRevoked()
    batch = begin(
        session,
        kind=BatchKind.REVOKE,
        organisation_id=standing[0].issuer.organisation_id,
        actor_id=actor_id,
        cause=cause,
        reason=reason,
        awards=[award.id for award in standing],
        now=now,
    )
    for item in session.scalars(select(BatchItem).where(BatchItem.batch_id == batch.id)):
        item.done_at = now
    for award in standing:
        mark_revoked(
            session,
            award=award,
            cause=cause,
            reason=batch.reason,
            revoked_by_id=actor_id,
            now=now,
            publish=False,
        )
        note_award(session, action="award.revoke", award=award, actor_id=actor_id, now=now, batch=batch.id)
        tell_holder(session, award=award, template="revoked", now=now, due_at=now + UNDO_WITHIN, mark=batch.public_id)
    batch.finished_at = now
    publish_lists_of(session, awards=standing, reason=f"batch:{batch.public_id}", now=now)
    note_batch(session, action="award.revoke_many", batch=batch, actor_id=actor_id, now=now, badges=len(standing))
    return batch


def chosen_awards(
    session: Session, *, public_ids: Collection[str], organisations: frozenset[int] | None
) -> Sequence[Award]:
    """These awards, held until the end of the transaction, in the order they were given.

    Raises NobodyChosen for none, NoSuchAward when one does not exist or is another organisation's.
    """
    wanted = set(public_ids)
    if not wanted:
        raise NobodyChosen()
    found = session.scalars(
        select(Award).where(Award.public_id.in_(wanted)).order_by(Award.id).with_for_update(key_share=True)
    ).all()
    if len(found) != len(wanted):
        raise NoSuchAward()
    if organisations is not None and any(award.issuer.organisation_id not in organisations for award in found):
        raise NoSuchAward()
    return found
