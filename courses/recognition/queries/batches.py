"""Acts on many badges as pages show them: how far, who was left out and why, whether it can still be undone."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from courses.base import Translations
from courses.recognition.batch_models import AwardBatch, BatchItem, BatchKind
from courses.recognition.errors import NoSuchBatch
from courses.recognition.models import Award, AwardState, Badge, BadgeVersion, Issuer
from courses.recognition.rules import UNDO_WITHIN, can_undo

RECENT = 10


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One for whom nothing was done; `why` is a message id."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class BatchView:
    """One act. `signed` counts badges that are there to be checked, of those it made."""

    public_id: str
    kind: BatchKind
    badge_name: Translations | None
    holders_data: bool
    """Only names and addresses were put right; no badge took the place of another."""
    by: str
    cause: str | None
    reason: str
    created_at: datetime
    undo_until: datetime
    undone_at: datetime | None
    finished: bool
    can_undo: bool
    total: int
    done: int
    signed: int
    left_out: tuple[LeftOut, ...]
    badges: tuple[str, ...]
    """Public ids of the badges it gave, for whoever wants to take them back."""

    @property
    def waits(self) -> bool:
        """Something of it is still being done."""
        made = self.done if self.kind is not BatchKind.REVOKE and not self.holders_data else 0
        return self.undone_at is None and (not self.finished or self.signed < made)


def batch_view(session: Session, public_id: str, *, organisations: Collection[int], now: datetime) -> BatchView:
    """NoSuchBatch for one of another organisation."""
    batch = session.scalar(
        select(AwardBatch)
        .where(AwardBatch.public_id == public_id)
        .options(joinedload(AwardBatch.badge_version), joinedload(AwardBatch.actor))
    )
    if batch is None or batch.organisation_id not in organisations:
        raise NoSuchBatch()
    return _view(session, batch, now)


def recent_batches(session: Session, *, organisations: Collection[int], now: datetime) -> list[BatchView]:
    """What was done within the hour, newest first: what can still be undone, or is still being done."""
    rows = session.scalars(
        select(AwardBatch)
        .where(AwardBatch.organisation_id.in_(organisations), AwardBatch.created_at > now - UNDO_WITHIN)
        .options(joinedload(AwardBatch.badge_version), joinedload(AwardBatch.actor))
        .order_by(AwardBatch.id.desc())
        .limit(RECENT)
    )
    return [_view(session, batch, now) for batch in rows.all()]


def _view(session: Session, batch: AwardBatch, now: datetime) -> BatchView:
    total, done = session.execute(
        select(func.count(), func.count(BatchItem.done_at)).where(BatchItem.batch_id == batch.id)
    ).one()
    made = session.execute(
        select(Award.public_id, Award.state)
        .join(BatchItem, BatchItem.made_id == Award.id)
        .where(BatchItem.batch_id == batch.id)
        .order_by(Award.id)
    ).all()
    return BatchView(
        public_id=batch.public_id,
        kind=batch.kind,
        badge_name=batch.badge_version.name if batch.badge_version else None,
        holders_data=batch.kind is BatchKind.CORRECT and batch.badge_version_id is None,
        by=batch.actor.display_name if batch.actor else "",
        cause=batch.cause,
        reason=batch.reason,
        created_at=batch.created_at,
        undo_until=batch.created_at + UNDO_WITHIN,
        undone_at=batch.undone_at,
        finished=batch.finished_at is not None,
        can_undo=batch.kind is not BatchKind.GIVE and batch.undone_at is None and can_undo(batch.created_at, now),
        total=total,
        done=done,
        signed=sum(1 for row in made if row.state is AwardState.ISSUED),
        left_out=_left_out(session, batch),
        badges=tuple(row.public_id for row in made),
    )


def _left_out(session: Session, batch: AwardBatch) -> tuple[LeftOut, ...]:
    rows = session.scalars(
        select(BatchItem)
        .where(BatchItem.batch_id == batch.id, BatchItem.refused.is_not(None))
        .options(joinedload(BatchItem.person), joinedload(BatchItem.award).joinedload(Award.person))
        .order_by(BatchItem.id)
    ).all()
    return tuple(LeftOut(_name(item), item.refused or "") for item in rows)


def _name(item: BatchItem) -> str:
    person = item.person or (item.award.person if item.award else None)
    return person.display_name if person else ""


def versions_to_choose(session: Session, organisations: Collection[int]) -> Sequence[BadgeVersion]:
    """Every badge version that may stand in the place of another, the newest of each badge first."""
    return session.scalars(
        select(BadgeVersion)
        .join(Badge, Badge.id == BadgeVersion.badge_id)
        .join(Issuer, Issuer.id == Badge.issuer_id)
        .where(Issuer.organisation_id.in_(organisations))
        .options(joinedload(BadgeVersion.badge).joinedload(Badge.issuer), joinedload(BadgeVersion.module_version))
        .order_by(Badge.slug, BadgeVersion.number.desc())
    ).all()
