"""Which award stands in the place of another: put right, renewed after its end, or given again.

Followed to its end, so an old QR code leads to the badge that counts now, however often it was replaced.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from courses.recognition.models import Award

_DEPTH = 50


@dataclass(frozen=True, slots=True)
class Successor:
    """The award at the end of the line."""

    award_id: int
    public_id: str
    badge_url: str
    renewal: int


def successors(session: Session, award_ids: Collection[int]) -> Mapping[int, Successor]:
    """By the id of the award that is followed; one query for each step that the longest line has."""
    found: dict[int, Successor] = {}
    ends: dict[int, set[int]] = {award_id: {award_id} for award_id in award_ids}
    for _ in range(_DEPTH):
        if not ends:
            break
        following: dict[int, set[int]] = {}
        for row in _next(session, ends):
            if row.supersedes_id is None:
                continue
            starts = ends[row.supersedes_id] - {row.id}
            following.setdefault(row.id, set()).update(starts)
            for start in starts:
                found[start] = Successor(row.id, row.public_id, row.badge_url, row.renewal)
        ends = following
    return found


def _next(session: Session, ids: Collection[int]) -> list[Award]:
    """What counts, or was itself replaced; not what was taken back. The newest comes last and wins."""
    query = select(Award).where(
        Award.supersedes_id.in_(ids), or_(Award.revoked_at.is_(None), Award.replaced_at.is_not(None))
    )
    return list(session.scalars(query.order_by(Award.id)))


def counts_instead(session: Session, award: Award) -> Award | None:
    """For a badge that was taken back when a correction was undone: the one that it had replaced, if that counts."""
    if award.supersedes_id is None or award.revoked_at is None or award.replaced_at is not None:
        return None
    before = session.get(Award, award.supersedes_id)
    return before if before is not None and before.revoked_at is None else None
