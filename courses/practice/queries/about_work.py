"""Reading what goes with the work: linked goals and whether they still hold, and looking back.

The answers hold rows; use them while the session is open.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from courses.frameworks.models import FrameworkItem
from courses.frameworks.queries import holds
from courses.practice.evidence_models import AttemptGoal, DraftGoal, Reflection
from courses.practice.models import Attempt


@dataclass(frozen=True)
class LinkedGoal:
    """A goal, and whether it and its framework are in force on the day of asking."""

    item: FrameworkItem
    in_force: bool


def goals_of_draft(session: Session, submission_id: int) -> Sequence[DraftGoal]:
    """In the order in which they were linked."""
    return session.scalars(
        select(DraftGoal)
        .where(DraftGoal.submission_id == submission_id)
        .options(joinedload(DraftGoal.item).joinedload(FrameworkItem.framework))
        .order_by(DraftGoal.id)
    ).all()


def goals_of_attempts(session: Session, attempt_ids: Sequence[int], on: date) -> dict[int, list[LinkedGoal]]:
    """By attempt, as they were linked when it was handed in."""
    rows = session.scalars(
        select(AttemptGoal)
        .where(AttemptGoal.attempt_id.in_(attempt_ids))
        .options(joinedload(AttemptGoal.item).joinedload(FrameworkItem.framework))
        .order_by(AttemptGoal.id)
    )
    found: dict[int, list[LinkedGoal]] = {}
    for row in rows:
        found.setdefault(row.attempt_id, []).append(LinkedGoal(row.item, holds(row.item, on)))
    return found


def goals_of(session: Session, attempt: Attempt, on: date) -> list[LinkedGoal]:
    """Of one attempt."""
    return goals_of_attempts(session, [attempt.id], on).get(attempt.id, [])


def reflection_of(session: Session, submission_id: int) -> Reflection | None:
    """What its maker wrote afterwards, if anything. For the maker alone."""
    return session.scalar(
        select(Reflection).where(Reflection.submission_id == submission_id).execution_options(populate_existing=True)
    )
