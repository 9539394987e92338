"""The mails that work was read, and that a decision about it was taken back."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from courses.practice.models import Assessment, AssessmentState
from lms import wording
from lms.mailing import NotNeeded, mail_context


@mail_context("assessed")
def assessed(session: Session, person_id: int, ids: Mapping[str, Any]) -> dict[str, Any]:
    """`ids`: assessment_id. Says what this decision said, also when newer work was handed in since."""
    assessment = session.get(Assessment, int(ids["assessment_id"]))
    if assessment is None or assessment.state is not AssessmentState.FINAL:
        raise NotNeeded
    not_yet = [
        mark.criterion.title
        for mark in sorted(assessment.marks, key=lambda mark: mark.criterion.position)
        if mark.level_value is None or mark.level_value < mark.criterion.required_level
    ]
    return {**_work(assessment, person_id), "accepted": not not_yet, "not_yet": not_yet}


@mail_context("decision_undone")
def decision_undone(session: Session, person_id: int, ids: Mapping[str, Any]) -> dict[str, Any]:
    """`ids`: assessment_id. Not needed any more once it was decided anew."""
    assessment = session.get(Assessment, int(ids["assessment_id"]))
    if assessment is None or assessment.state is AssessmentState.FINAL:
        raise NotNeeded
    return _work(assessment, person_id)


def _work(assessment: Assessment, person_id: int) -> dict[str, Any]:
    """Whose work it is about, by whom; NotNeeded when it is not this person's."""
    submission = assessment.attempt.submission
    participation, unit = submission.participation, submission.assignment.unit
    if participation.person_id != person_id:
        raise NotNeeded
    return {
        "title": unit.title,
        "assessor": wording.assessors(assessment) or "Leerspoor",
        "path": f"/leren/{participation.public_id}/{unit.slug}/inleveren",
    }
