"""Where two assess: whose marks are in, what was proposed, and what both stand behind.

Not here: saying anything about it (`courses.practice.services.agreeing`).
"""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.practice.marking_models import Agreement
from courses.practice.models import Assessment, Attempt


def markers(attempt: Attempt) -> list[Assessment]:
    """The assessments whose marks are in, in the order in which they began."""
    return [one for one in attempt.assessments if one.closed_at is not None and not one.agreement]


def agreements(session: Session, attempt_id: int) -> dict[int, Agreement]:
    """What was proposed so far, by criterion id."""
    rows = session.scalars(select(Agreement).where(Agreement.attempt_id == attempt_id))
    return {row.criterion_id: row for row in rows}


def settled(attempt: Attempt, agreed: Mapping[int, Agreement]) -> dict[int, int]:
    """The levels that both stand behind so far, by criterion id."""
    one, other = (levels_of(assessment) for assessment in markers(attempt)[:2])
    levels = {key: level for key, level in one.items() if other.get(key) == level}
    return levels | {key: row.level_value for key, row in agreed.items() if row.agreed}


def levels_of(assessment: Assessment) -> dict[int, int]:
    """The levels that somebody gave, by criterion id."""
    return {mark.criterion_id: mark.level_value for mark in assessment.marks if mark.level_value is not None}


def assessor_names(assessment: Assessment) -> list[str]:
    """Who stands behind a decision: one name, or both where two agreed; [] when nobody is left."""
    if assessment.assessor is not None:
        return [assessment.assessor.display_name]
    both = markers(assessment.attempt) if assessment.agreement else []
    return [one.assessor.display_name for one in both if one.assessor is not None]
