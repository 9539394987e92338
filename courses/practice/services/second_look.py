"""The yes of a second assessor, where a badge asks four eyes. Two who agreed need no third pair.

Not here: what follows from it (`courses.flows.look_again`).
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.errors import N_, Conflict, Invalid
from courses.practice.errors import OwnWork
from courses.practice.locks import lock_attempt
from courses.practice.marking_models import SecondLook
from courses.practice.models import Assessment, AssessmentState, SubmissionState
from courses.practice.queries.scope import require_assessor
from courses.practice.rules import MAX_COMMENT


def second_look(
    session: Session, *, attempt_id: int, person_id: int, agrees: bool, comment: str, now: datetime
) -> SecondLook:
    """Write down whether a second assessor agrees with a decision that accepted the work; a no says why.

    Raises NotFound unless that person gives the run; OwnWork, Conflict for who decided, Invalid.
    """
    require_assessor(session, attempt_id=attempt_id, person_id=person_id)
    attempt = lock_attempt(session, attempt_id)
    final = session.scalar(
        select(Assessment).where(Assessment.attempt_id == attempt_id, Assessment.state == AssessmentState.FINAL)
    )
    if final is None or final.agreement or attempt.submission.state is not SubmissionState.ACCEPTED:
        raise Conflict(N_("There is no decision by one assessor to look at again."))
    if attempt.submission.participation.person_id == person_id:
        raise OwnWork
    if final.assessor_id == person_id:
        raise Conflict(N_("You decided about this work yourself. Somebody else looks at it again."))
    if not agrees and not comment.strip():
        raise Invalid(N_("Write why you do not agree. Your colleague reads it."), field="comment")
    if len(comment) > MAX_COMMENT:
        raise Invalid(N_("This text is longer than %(max)s characters."), field="comment", max=MAX_COMMENT)
    look = session.scalar(select(SecondLook).where(SecondLook.assessment_id == final.id))
    if look is None:
        look = SecondLook(assessment_id=final.id)
        session.add(look)
    look.person_id, look.agrees, look.comment, look.looked_at = person_id, agrees, comment.strip(), now
    session.flush()
    return look
