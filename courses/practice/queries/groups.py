"""How the work of a group stands, for its trainer's page. Not here: what is missing for a badge (`progress`)."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from courses.base import Translations
from courses.catalogue.models import Unit
from courses.delivery.models import Run
from courses.practice.models import Assignment, Submission, SubmissionState
from courses.practice.queries.holding import asked_of_run


@dataclass(frozen=True)
class GroupWork:
    """One participant's work for one assignment."""

    unit: Translations
    unit_id: int
    blind: bool
    """The name is kept from who assesses; a page that says names must not lead to undecided work."""
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
                unit_id=row.assignment.unit_id,
                blind=row.assignment.blind,
                state=row.state,
                attempt=newest.public_id if newest else None,
                late=newest.late if newest else False,
            )
        )
    return found


@dataclass(frozen=True)
class AssignmentLine:
    """One assignment as one run gives it."""

    unit_id: int
    title: Translations
    assessors: int
    blind: bool


def assignments_of_run(session: Session, *, run: Run) -> list[AssignmentLine]:
    """What the module of this run asks to hand in, in its order."""
    rows = session.execute(
        select(Assignment, Unit, asked_of_run())
        .select_from(Run)
        .join(Unit, Unit.module_version_id == Run.module_version_id)
        .join(Assignment, Assignment.unit_id == Unit.id)
        .where(Run.id == run.id)
        .order_by(Unit.position)
    )
    return [AssignmentLine(unit.id, unit.title, assessors, one.blind) for one, unit, assessors in rows]
