"""Who may see or judge which work. Every query of a trainer's page goes through here.

A trainer has the work of the own runs; a manager sees what the organisation's runs bring in. A participation
belongs to its open enrolment's run, or to the last one when none is open. Whatever is outside is NotFound.
"""

from collections.abc import Collection

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from courses.delivery.models import Enrolment, Run, RunTrainer
from courses.errors import N_, NotFound
from courses.practice.models import Attempt, Submission


def current_enrolment_id() -> ColumnElement[int]:
    """Of the submission in the enclosing query: the open enrolment, else the newest."""
    other = aliased(Enrolment)
    return (
        select(other.id)
        .where(other.participation_id == Submission.participation_id)
        .order_by(other.ended_at.is_not(None), other.id.desc())
        .limit(1)
        .correlate(Submission)
        .scalar_subquery()
    )


def in_runs(statement: Select[Attempt]) -> Select[Attempt]:
    """Attempts joined with submission, current enrolment and run."""
    return (
        statement.join(Submission, Submission.id == Attempt.submission_id)
        .join(Enrolment, Enrolment.id == current_enrolment_id())
        .join(Run, Run.id == Enrolment.run_id)
    )


def gives_run(person_id: int) -> ColumnElement[bool]:
    """Whether `person_id` is a trainer of the run in the enclosing query."""
    return exists().where(RunTrainer.run_id == Run.id, RunTrainer.person_id == person_id)


def may_see_run(person_id: int, organisation_ids: Collection[int]) -> ColumnElement[bool]:
    """Whether the run is one's own, or belongs to an organisation whose runs one may see."""
    return or_(gives_run(person_id), Run.organisation_id.in_(organisation_ids))


def require_assessor(session: Session, *, attempt_id: int, person_id: int) -> Attempt:
    """The attempt, if `person_id` gives the run it belongs to. Raises NotFound."""
    found = session.scalar(in_runs(select(Attempt)).where(Attempt.id == attempt_id, gives_run(person_id)))
    if found is None:
        raise NotFound(N_("This work does not exist, or it is not yours to assess."))
    return found


def visible_attempt(session: Session, *, public_id: str, person_id: int, organisation_ids: Collection[int]) -> Attempt:
    """The attempt, if its run is the reader's or its organisation's. Raises NotFound."""
    found = session.scalar(
        in_runs(select(Attempt)).where(Attempt.public_id == public_id, may_see_run(person_id, organisation_ids))
    )
    if found is None:
        raise NotFound(N_("This work does not exist, or it is not yours to assess."))
    return found


def visible_run(session: Session, *, public_id: str, person_id: int, organisation_ids: Collection[int]) -> Run:
    """The run, if it is the reader's or its organisation's. Raises NotFound."""
    found = session.scalar(select(Run).where(Run.public_id == public_id, may_see_run(person_id, organisation_ids)))
    if found is None:
        raise NotFound(N_("This group does not exist (any more)."))
    return found


def visible_runs(session: Session, *, person_id: int, organisation_ids: Collection[int]) -> list[Run]:
    """Runs that one may see, the newest first."""
    return list(
        session.scalars(
            select(Run)
            .where(may_see_run(person_id, organisation_ids))
            .order_by(Run.starts_on.desc(), func.lower(Run.name), Run.id)
        )
    )
