"""How many assess the work of one run, where its trainer chooses other than the package says.

Not here: what two assessors do (`agreeing`).
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.errors import N_, Invalid
from courses.practice.marking_models import RunMarking
from courses.practice.models import Assignment


def ask_assessors(
    session: Session, *, run_id: int, module_version_id: int, unit_id: int, assessors: int, by_id: int, now: datetime
) -> RunMarking:
    """From now on the work of this run for this assignment is assessed by 1 or 2. Raises Invalid.

    Marks that are in stay in; work that was decided stays decided.
    """
    assignment = session.scalar(select(Assignment).where(Assignment.unit_id == unit_id))
    if assignment is None or assignment.unit.module_version_id != module_version_id:
        raise Invalid(N_("Choose an assignment of this group."))
    if assessors not in (1, 2):
        raise Invalid(N_("One or two people assess a piece of work."))
    row = session.scalar(
        select(RunMarking).where(RunMarking.run_id == run_id, RunMarking.assignment_id == assignment.id)
    )
    if row is None:
        row = RunMarking(run_id=run_id, assignment_id=assignment.id)
        session.add(row)
    row.assessors, row.set_by_id, row.set_at = assessors, by_id, now
    session.flush()
    return row
