"""Writing an assessment: begin, save, decide.

Each assessor has an own assessment of an attempt, with its own version; at most one of an attempt is final.
A criterion that was met before is carried over and is not open to change. Version 0: begun, nothing saved.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from courses.errors import N_, Invalid, NotFound
from courses.practice.errors import (
    AlreadyAssessed,
    AssessmentIncomplete,
    MarksAreIn,
    OwnWork,
    StaleAssessment,
    WorkTakenBack,
)
from courses.practice.locks import lock_attempt
from courses.practice.models import Assessment, AssessmentState, Attempt, Mark, SubmissionState
from courses.practice.queries.levels import standing_marks
from courses.practice.queries.scope import require_assessor
from courses.practice.rules import MAX_COMMENT, outcome


@dataclass(frozen=True)
class MarkInput:
    """What an assessor says about one criterion; no level yet is None."""

    level: int | None = None
    comment: str = ""


def begin_assessment(session: Session, *, attempt_id: int, assessor_id: int, now: datetime) -> Assessment:
    """The assessment of this attempt by this assessor, begun when there is none: then nobody takes it back.

    Raises NotFound unless the assessor gives the participant's run; OwnWork, WorkTakenBack.
    """
    require_assessor(session, attempt_id=attempt_id, person_id=assessor_id)
    attempt = lock_attempt(session, attempt_id)
    found = session.scalar(
        select(Assessment)
        .where(Assessment.attempt_id == attempt_id, Assessment.assessor_id == assessor_id)
        .execution_options(populate_existing=True)
    )
    if found is not None:
        return found
    if attempt.submission.participation.person_id == assessor_id:
        raise OwnWork
    if attempt.withdrawn_at is not None:
        raise WorkTakenBack
    begun = Assessment(attempt_id=attempt_id, assessor_id=assessor_id, started_at=now, saved_at=now, version=0)
    begun.marks = [
        Mark(
            criterion_id=mark.criterion_id,
            level_value=mark.level_value,
            comment=mark.comment,
            carried_from_id=mark.carried_from_id or mark.id,
        )
        for mark in standing_marks(session, attempt.submission_id, before=attempt.number)
    ]
    session.add(begun)
    session.flush()
    session.expire(attempt, ["assessments"])
    return begun


def save_assessment(
    session: Session,
    *,
    attempt_id: int,
    assessor_id: int,
    marks: Mapping[int, MarkInput],
    comment: str,
    expected_version: int,
    now: datetime,
) -> Assessment:
    """Keep levels and comments, by criterion id, without deciding. Criteria that stand are left alone.

    Raises what `begin_assessment` raises, and StaleAssessment, AlreadyAssessed (own decision), Invalid.
    """
    assessment = begin_assessment(session, attempt_id=attempt_id, assessor_id=assessor_id, now=now)
    check_marks(assessment, marks, comment)
    if not _differs(assessment, marks, comment):
        return assessment
    if assessment.state is AssessmentState.FINAL:
        raise AlreadyAssessed
    if assessment.closed_at is not None:
        raise MarksAreIn
    if assessment.version != expected_version:
        raise StaleAssessment
    existing = {mark.criterion_id: mark for mark in assessment.marks}
    for criterion_id, given in marks.items():
        mark = existing.get(criterion_id)
        if mark is None:
            mark = Mark(criterion_id=criterion_id)
            assessment.marks.append(mark)
        if mark.carried_from_id is None:
            mark.level_value, mark.comment = given.level, given.comment
    assessment.comment, assessment.saved_at = comment, now
    assessment.version += 1
    session.flush()
    return assessment


def check_marks(assessment: Assessment, marks: Mapping[int, MarkInput], comment: str) -> None:
    """Raises Invalid for a criterion or level that the rubric does not have, and for text that is too long."""
    criteria = {criterion.id: criterion for criterion in assessment.attempt.submission.assignment.rubric.criteria}
    for criterion_id, given in marks.items():
        criterion = criteria.get(criterion_id)
        if criterion is None:
            raise Invalid(N_("This criterion is not in the rubric."))
        if given.level is not None and given.level not in {level.value for level in criterion.levels}:
            raise Invalid(N_("This level is not in the rubric."))
        if len(given.comment) > MAX_COMMENT:
            raise Invalid(N_("This text is longer than %(max)s characters."), max=MAX_COMMENT)
    if len(comment) > MAX_COMMENT:
        raise Invalid(N_("This text is longer than %(max)s characters."), max=MAX_COMMENT)


def _differs(assessment: Assessment, marks: Mapping[int, MarkInput], comment: str) -> bool:
    saved = {m.criterion_id: MarkInput(m.level_value, m.comment) for m in assessment.marks}
    carried = {m.criterion_id for m in assessment.marks if m.carried_from_id is not None}
    given = {key: value for key, value in marks.items() if key not in carried}
    return comment != assessment.comment or any(saved.get(k, MarkInput()) != v for k, v in given.items())


def require_open(session: Session, attempt: Attempt) -> None:
    """Raises WorkTakenBack or AlreadyAssessed when there is nothing to decide about this attempt (any more)."""
    if attempt.withdrawn_at is not None:
        raise WorkTakenBack
    final = session.scalar(
        select(Assessment.id).where(Assessment.attempt_id == attempt.id, Assessment.state == AssessmentState.FINAL)
    )
    if final is not None or attempt.submission.state is not SubmissionState.HANDED_IN:
        raise AlreadyAssessed


def decide(session: Session, *, assessment: Assessment, now: datetime) -> SubmissionState:
    """Make a complete assessment final and move the submission on. It happens once per attempt.

    The caller holds the lock through `save_assessment` and asked who has the work in hand. Raises
    AlreadyAssessed, WorkTakenBack, AssessmentIncomplete.
    """
    submission = assessment.attempt.submission
    require_open(session, assessment.attempt)
    required = {criterion.id: criterion.required_level for criterion in submission.assignment.rubric.criteria}
    levels = complete_levels(assessment, required)
    try:
        with session.begin_nested():
            assessment.state, assessment.decided_at = AssessmentState.FINAL, now
            assessment.saved_at = now
            session.flush()
    except IntegrityError as error:
        raise AlreadyAssessed from error
    submission.state = outcome(levels, required)
    session.flush()
    return submission.state


def complete_levels(assessment: Assessment, required: Mapping[int, int]) -> dict[int, int]:
    """The levels by criterion id. Raises AssessmentIncomplete: "not yet" needs a word on how to go on."""
    marks = {mark.criterion_id: mark for mark in assessment.marks}
    levels = {key: mark.level_value for key, mark in marks.items() if mark.level_value is not None}
    without_level = [key for key in required if key not in levels]
    without_comment = [
        key
        for key, level in required.items()
        if key in levels and levels[key] < level and not marks[key].comment.strip()
    ]
    if without_level or without_comment:
        raise AssessmentIncomplete(without_level, without_comment)
    return levels


def adopt_mark(
    session: Session, *, assessment: Assessment, other: Assessment, criterion_id: int, now: datetime
) -> Assessment:
    """Take over what a colleague chose for one criterion; the own comment is kept above the colleague's."""
    theirs = {mark.criterion_id: mark for mark in other.marks}.get(criterion_id)
    if theirs is None or other.attempt_id != assessment.attempt_id or other.id == assessment.id:
        raise NotFound(N_("This does not exist, or it is not yours."))
    own = {mark.criterion_id: mark for mark in assessment.marks}.get(criterion_id)
    if own is None:
        own = Mark(criterion_id=criterion_id)
        assessment.marks.append(own)
    if own.carried_from_id is None:
        if theirs.level_value is not None:
            own.level_value = theirs.level_value
        texts = dict.fromkeys(text for text in (own.comment.strip(), theirs.comment.strip()) if text)
        own.comment = "\n".join(texts)
        assessment.saved_at = now
        assessment.version += 1
    session.flush()
    return assessment
