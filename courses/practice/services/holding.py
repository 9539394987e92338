"""Having work in hand: it is taken by whoever is first, and taken over only on purpose. No word is lost by it.

Everybody writes in an own assessment, so this only says who may decide. Called with the attempt locked.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from courses.practice.errors import BeingAssessed
from courses.practice.models import Assessment
from courses.practice.queries.holding import assessors_asked, holders
from courses.practice.services.assessments import begin_assessment


def arrive(session: Session, *, attempt_id: int, assessor_id: int, now: datetime) -> Assessment:
    """The assessor's page shows a sign of life; the work is in their hand when nobody else has it.

    Raises what `begin_assessment` raises.
    """
    assessment = begin_assessment(session, attempt_id=attempt_id, assessor_id=assessor_id, now=now)
    hold(session, assessment=assessment, now=now)
    return assessment


def hold(session: Session, *, assessment: Assessment, now: datetime) -> bool:
    """Take the work in hand if there is room. Says whether it is in hand."""
    assessment.seen_at = now
    attempt = assessment.attempt
    in_hand = holders(attempt, now)
    if assessment not in in_hand:
        assessment.took_at = now if len(in_hand) < assessors_asked(session, attempt) else None
    session.flush()
    return assessment.took_at is not None


def require_hold(session: Session, *, assessment: Assessment, now: datetime) -> None:
    """Raises BeingAssessed when somebody else has the work in hand."""
    if not hold(session, assessment=assessment, now=now):
        other = holders(assessment.attempt, now)[0]
        raise BeingAssessed(other.assessor.display_name if other.assessor else "")


def take_over(session: Session, *, attempt_id: int, assessor_id: int, now: datetime) -> Assessment:
    """Take the work out of a colleague's hand; what they wrote stays theirs. Marks that are in stay in.

    Where two assess, it is the one who was seen least recently. Raises what `begin_assessment` raises.
    """
    assessment = begin_assessment(session, attempt_id=attempt_id, assessor_id=assessor_id, now=now)
    if not hold(session, assessment=assessment, now=now):
        others = [one for one in holders(assessment.attempt, now) if one.closed_at is None]
        if others:
            min(others, key=lambda one: one.seen_at or one.started_at).took_at = None
            assessment.took_at = now
    session.flush()
    return assessment
