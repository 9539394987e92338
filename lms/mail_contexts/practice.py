"""The mail that work was read."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from courses.practice.models import Assessment, AssessmentState
from lms.mailing import NotNeeded, mail_context


@mail_context("assessed")
def assessed(session: Session, person_id: int, ids: Mapping[str, Any]) -> dict[str, Any]:
    """`ids`: assessment_id. Says what this decision said, also when newer work was handed in since."""
    assessment = session.get(Assessment, int(ids["assessment_id"]))
    if assessment is None or assessment.state is not AssessmentState.FINAL:
        raise NotNeeded
    submission = assessment.attempt.submission
    participation, unit = submission.participation, submission.assignment.unit
    if participation.person_id != person_id:
        raise NotNeeded
    not_yet = [
        mark.criterion.title
        for mark in sorted(assessment.marks, key=lambda mark: mark.criterion.position)
        if mark.level_value is None or mark.level_value < mark.criterion.required_level
    ]
    return {
        "title": unit.title,
        "assessor": assessment.assessor.display_name if assessment.assessor else "Leerspoor",
        "accepted": not not_yet,
        "not_yet": not_yet,
        "path": f"/leren/{participation.public_id}/{unit.slug}/inleveren",
    }
