"""Acts on many badges, as rows: begun whole, worked off in small parts, finished once.

Not here: what is done with one badge of an act (`courses.flows`).
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.outbox.services import enqueue
from courses.recognition.batch_models import AwardBatch, BatchItem, BatchKind
from courses.recognition.errors import CauseMissing
from courses.recognition.rules import CAUSES

WORK = "award_batch"
"""The outbox kind that works on an act."""
PART = 20
"""How many badges of an act are done in one transaction."""


def begin(
    session: Session,
    *,
    kind: BatchKind,
    organisation_id: int,
    actor_id: int | None,
    reason: str,
    now: datetime,
    cause: str | None = None,
    badge_version_id: int | None = None,
    people: Iterable[int] = (),
    awards: Iterable[int] = (),
) -> AwardBatch:
    """The act with an item for each of `people` or `awards`, by row id; nothing is done to any of them yet."""
    batch = AwardBatch(
        kind=kind,
        organisation_id=organisation_id,
        badge_version_id=badge_version_id,
        actor_id=actor_id,
        cause=cause,
        reason=reason.strip(),
        created_at=now,
    )
    session.add(batch)
    session.flush()
    session.add_all(BatchItem(batch_id=batch.id, person_id=person_id) for person_id in people)
    session.add_all(BatchItem(batch_id=batch.id, award_id=award_id) for award_id in awards)
    session.flush()
    return batch


def check_cause(cause: str, reason: str) -> None:
    """One of the fixed reasons; "something else" asks for words too. Raises CauseMissing."""
    if cause not in CAUSES or (cause == "other" and not reason.strip()):
        raise CauseMissing()


def ask_work(session: Session, batch: AwardBatch, *, after: int, now: datetime) -> None:
    """Have the next part done. `after` (an item's row id) tells the parts apart, so none is asked for twice."""
    enqueue(
        session,
        kind=WORK,
        subject_id=batch.id,
        dedupe_key=f"{WORK}:{batch.id}:{after}",
        order_key=f"{WORK}:{batch.id}",
        now=now,
    )


def next_items(session: Session, batch: AwardBatch) -> Sequence[BatchItem]:
    """The items that come next, held until the end of the transaction so that two workers never do one twice."""
    return session.scalars(
        select(BatchItem)
        .where(BatchItem.batch_id == batch.id, BatchItem.done_at.is_(None), BatchItem.refused.is_(None))
        .order_by(BatchItem.id)
        .limit(PART)
        .with_for_update(key_share=True)
    ).all()
