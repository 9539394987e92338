"""Reads of the outbox: is there something to do, and how far behind is the work."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from courses.outbox.models import OutboxMessage


def any_due(session: Session, *, now: datetime, ids: Sequence[int] | None = None) -> bool:
    """Whether somebody could claim a row now; cheap, and takes no lock."""
    query = select(OutboxMessage.id).where(
        OutboxMessage.done_at.is_(None),
        OutboxMessage.dead_at.is_(None),
        OutboxMessage.due_at <= now,
        or_(OutboxMessage.lease_until.is_(None), OutboxMessage.lease_until <= now),
    )
    if ids is not None:
        query = query.where(OutboxMessage.id.in_(ids))
    return session.scalar(query.limit(1)) is not None


@dataclass(frozen=True)
class Backlog:
    """How the outbox stands."""

    due: int
    dead: int
    oldest_due_at: datetime | None

    def lag_seconds(self, now: datetime) -> float:
        """How long the oldest due row has waited."""
        return max((now - self.oldest_due_at).total_seconds(), 0.0) if self.oldest_due_at else 0.0


def backlog(session: Session, *, now: datetime) -> Backlog:
    """What waits and what was given up."""
    open_and_due = (OutboxMessage.done_at.is_(None), OutboxMessage.dead_at.is_(None), OutboxMessage.due_at <= now)
    due, oldest = session.execute(select(func.count(), func.min(OutboxMessage.due_at)).where(*open_and_due)).one()
    dead = session.scalar(select(func.count()).where(OutboxMessage.dead_at.is_not(None))) or 0
    return Backlog(due=due, dead=dead, oldest_due_at=oldest)
