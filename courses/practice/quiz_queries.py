"""Reads of quiz answers: the newest try of each question, and all of them.

Not here: what a right answer is (`quiz_rules`) and whether the unit is complete (`courses.progress`).
"""

from collections.abc import Collection, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.practice.models import QuizAnswer

Newest = dict[str, QuizAnswer]


def newest_by_unit(session: Session, *, participation_ids: Collection[int]) -> Mapping[tuple[int, int], Newest]:
    """By (participation id, unit id): the newest try of each question, by the question's slug."""
    rows = session.scalars(
        select(QuizAnswer)
        .where(QuizAnswer.participation_id.in_(participation_ids))
        .order_by(QuizAnswer.attempt, QuizAnswer.id)
    )
    found: dict[tuple[int, int], Newest] = {}
    for row in rows:
        found.setdefault((row.participation_id, row.unit_id), {})[row.question] = row
    return found


def newest(session: Session, *, participation_id: int, unit_id: int) -> Newest:
    """The newest try of each answered question of one quiz, by slug."""
    rows = session.scalars(
        select(QuizAnswer)
        .where(QuizAnswer.participation_id == participation_id, QuizAnswer.unit_id == unit_id)
        .order_by(QuizAnswer.attempt, QuizAnswer.id)
    )
    return {row.question: row for row in rows}
