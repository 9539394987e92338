"""How the work of a group stands, for its trainer's page. Not here: what is missing for a badge (`progress`)."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from courses.base import Translations
from courses.practice.models import Assignment, Submission, SubmissionState


@dataclass(frozen=True)
class GroupWork:
    """One participant's work for one assignment."""

    unit: Translations
    state: SubmissionState
    attempt: str | None
    """Public id of the newest attempt that was not taken back."""
    late: bool


def group_work(session: Session, *, participation_ids: Collection[int]) -> dict[int, list[GroupWork]]:
    """Work by participation id; who wrote nothing yet is not in it."""
    rows = session.scalars(
        select(Submission)
        .where(Submission.participation_id.in_(participation_ids))
        .options(selectinload(Submission.attempts), selectinload(Submission.assignment).joinedload(Assignment.unit))
        .order_by(Submission.id)
    )
    found: dict[int, list[GroupWork]] = {}
    for row in rows:
        stands = [one for one in row.attempts if one.withdrawn_at is None]
        newest = stands[-1] if stands else None
        found.setdefault(row.participation_id, []).append(
            GroupWork(
                unit=row.assignment.unit.title,
                state=row.state,
                attempt=newest.public_id if newest else None,
                late=newest.late if newest else False,
            )
        )
    return found
