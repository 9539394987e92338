"""Where two assess: marks that are in, what the two agree on, and the decision that comes of it.

Neither sees the other's marks until both are in. Where both gave the same level there is nothing to agree.
A level that one proposes counts when the other gave it or says yes; a third assessor may decide alone.
Called with the attempt locked (through `begin_assessment`). Not here: telling anybody (`courses.flows`).
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from courses.errors import N_, Conflict, Invalid
from courses.practice.errors import MarksAreIn, OwnWork, StaleAgreement
from courses.practice.locks import lock_attempt
from courses.practice.marking_models import Agreement
from courses.practice.models import Assessment, AssessmentState, Attempt, Mark
from courses.practice.queries.agreeing import agreements, levels_of, markers, settled
from courses.practice.queries.scope import require_assessor
from courses.practice.services.assessments import complete_levels, decide, require_open

BOTH = 2


def close_marks(session: Session, *, assessment: Assessment, now: datetime) -> Assessment | None:
    """These marks are in. Gives the decision when the other's are in too and nothing differs.

    Raises AlreadyAssessed, WorkTakenBack, AssessmentIncomplete; MarksAreIn when two others were first.
    """
    attempt = assessment.attempt
    require_open(session, attempt)
    if assessment.closed_at is None:
        if len(markers(attempt)) >= BOTH:
            raise MarksAreIn
        complete_levels(assessment, _required(attempt))
        assessment.closed_at = now
        session.flush()
    return conclude(session, attempt=attempt, now=now)


def reopen_marks(session: Session, *, assessment: Assessment) -> None:
    """Take the own marks back, as long as the other has not seen them. Raises MarksAreIn."""
    if len(markers(assessment.attempt)) >= BOTH or assessment.state is AssessmentState.FINAL:
        raise MarksAreIn
    assessment.closed_at = None
    session.flush()


def _required(attempt: Attempt) -> dict[int, int]:
    return {criterion.id: criterion.required_level for criterion in attempt.submission.assignment.rubric.criteria}


def propose(
    session: Session,
    *,
    attempt_id: int,
    assessor_id: int,
    criterion_id: int,
    level: int,
    expected_version: int,
    now: datetime,
) -> Assessment | None:
    """Propose a level, or say yes to what the other proposed. Gives the decision when it was the last one.

    Raises NotFound unless the assessor gives the run, Conflict for anybody but the two; StaleAgreement,
    AlreadyAssessed, Invalid.
    """
    require_assessor(session, attempt_id=attempt_id, person_id=assessor_id)
    attempt = lock_attempt(session, attempt_id)
    require_open(session, attempt)
    other = _other_of(attempt, assessor_id)
    _check_level(attempt, criterion_id, level)
    row = agreements(session, attempt_id).get(criterion_id)
    if (row.version if row else 0) != expected_version:
        raise StaleAgreement
    theirs = levels_of(other).get(criterion_id)
    yes = row is not None and row.proposed_by_id != assessor_id and row.level_value == level
    if row is None:
        row = Agreement(attempt_id=attempt_id, criterion_id=criterion_id, version=0)
        session.add(row)
    row.level_value, row.agreed = level, yes or theirs == level
    row.proposed_by_id = row.proposed_by_id if yes else assessor_id
    row.saved_at = now
    row.version += 1
    session.flush()
    return conclude(session, attempt=attempt, now=now)


def _other_of(attempt: Attempt, assessor_id: int) -> Assessment:
    both = markers(attempt)
    if len(both) < BOTH or assessor_id not in {one.assessor_id for one in both}:
        raise Conflict(N_("Two assessors agree once the marks of both are in."))
    return next(one for one in both if one.assessor_id != assessor_id)


def _check_level(attempt: Attempt, criterion_id: int, level: int) -> None:
    for criterion in attempt.submission.assignment.rubric.criteria:
        if criterion.id == criterion_id and level in {one.value for one in criterion.levels}:
            return
    raise Invalid(N_("This level is not in the rubric."))


def conclude(session: Session, *, attempt: Attempt, now: datetime) -> Assessment | None:
    """The decision, once both are in and agree about everything; None until then."""
    if len(markers(attempt)) < BOTH:
        return None
    levels = settled(attempt, agreements(session, attempt.id))
    if levels.keys() < _required(attempt).keys():
        return None
    return _write(session, attempt, levels, None, now)


def decide_as_third(
    session: Session, *, attempt_id: int, assessor_id: int, levels: Mapping[int, int], comment: str, now: datetime
) -> Assessment:
    """Somebody else decides about what the two do not agree on. What they do agree on stays.

    Raises NotFound unless the third gives the run, OwnWork, AlreadyAssessed, Conflict for the two themselves and
    before both are in, and Invalid when a level is missing.
    """
    require_assessor(session, attempt_id=attempt_id, person_id=assessor_id)
    attempt = lock_attempt(session, attempt_id)
    require_open(session, attempt)
    both = markers(attempt)
    if attempt.submission.participation.person_id == assessor_id:
        raise OwnWork
    if len(both) < BOTH or assessor_id in {one.assessor_id for one in both}:
        raise Conflict(N_("A third assessor decides, after two whose marks are in."))
    decided = dict(settled(attempt, agreements(session, attempt_id)))
    for criterion_id, level in levels.items():
        _check_level(attempt, criterion_id, level)
        decided.setdefault(criterion_id, level)
    if decided.keys() < _required(attempt).keys():
        raise Invalid(N_("Choose a level for each point about which the two differ."))
    drafts = [one for one in attempt.assessments if one.assessor_id == assessor_id]
    return _write(session, attempt, decided, drafts[0] if drafts else assessor_id, now, comment)


def _write(
    session: Session,
    attempt: Attempt,
    levels: Mapping[int, int],
    third: Assessment | int | None,
    now: datetime,
    comment: str = "",
) -> Assessment:
    """The decision as an assessment of its own, with the comments of both; who decided is a third or nobody."""
    both = markers(attempt)[:BOTH]
    if isinstance(third, Assessment):
        decision = third
    else:
        decision = Assessment(attempt_id=attempt.id, assessor_id=third, started_at=now, version=1)
        attempt.assessments.append(decision)
    decision.agreement, decision.saved_at = True, now
    decision.comment = comment.strip() or _joined(one.comment for one in both)
    marks = {mark.criterion_id: mark for mark in decision.marks}
    for criterion_id, level in levels.items():
        mark = marks.get(criterion_id)
        if mark is None:
            mark = Mark(criterion_id=criterion_id)
            decision.marks.append(mark)
        said = [one for assessment in both for one in assessment.marks if one.criterion_id == criterion_id]
        mark.level_value, mark.comment = level, _joined(one.comment for one in said)
        mark.carried_from_id = next((one.carried_from_id for one in said if one.carried_from_id), None)
    session.flush()
    decide(session, assessment=decision, now=now)
    return decision


def _joined(texts: Iterable[str]) -> str:
    """What both wrote, each once, as paragraphs."""
    return "\n\n".join(dict.fromkeys(text.strip() for text in texts if text.strip()))
