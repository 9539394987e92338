"""Which trainers have work waiting, over all groups at once: for reminders, not for a page."""

from datetime import datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from courses.delivery.models import Enrolment, Participation, Run, RunTrainer
from courses.practice.models import Assessment, AssessmentState, Attempt, Submission, SubmissionState
from courses.practice.queries.scope import current_enrolment_id


def newest_by_trainer(session: Session) -> list[tuple[int, int, datetime]]:
    """Trainer, run, and when the newest work that waits there was handed in. Nobody's own work counts."""
    newest = func.max(Attempt.handed_in_at, type_=Attempt.handed_in_at.type)
    rows = session.execute(
        select(RunTrainer.person_id, Run.id, newest)
        .select_from(Attempt)
        .join(Submission, Submission.id == Attempt.submission_id)
        .join(Participation, Participation.id == Submission.participation_id)
        .join(Enrolment, Enrolment.id == current_enrolment_id())
        .join(Run, Run.id == Enrolment.run_id)
        .join(
            RunTrainer,
            and_(RunTrainer.run_id == Run.id, RunTrainer.person_id != func.coalesce(Participation.person_id, 0)),
        )
        .where(
            Submission.state == SubmissionState.HANDED_IN,
            Attempt.withdrawn_at.is_(None),
            ~Attempt.assessments.any(Assessment.state == AssessmentState.FINAL),
        )
        .group_by(RunTrainer.person_id, Run.id)
        .order_by(RunTrainer.person_id, Run.id)
    )
    return [(trainer_id, run_id, at) for trainer_id, run_id, at in rows]
