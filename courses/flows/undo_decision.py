"""Take a decision about practice work back: within the hour, or when a second assessor does not agree.

Only as long as nothing was built on it: no badge, no newer attempt. The participant is told.
Not here: taking a badge back (`courses.flows.revoke`).
"""

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from courses.errors import N_
from courses.flows.assess import assessed_key
from courses.flows.trail import note_work
from courses.outbox.services import cancel, enqueue_mail
from courses.practice.errors import NotToUndo
from courses.practice.locks import lock_attempt
from courses.practice.marking_models import SecondLook
from courses.practice.models import Assessment, AssessmentState, SubmissionState
from courses.practice.queries.scope import require_assessor
from courses.recognition.models import Award

WITHIN = timedelta(hours=1)


def undo_decision(session: Session, *, attempt_id: int, assessor_id: int, now: datetime) -> Assessment:
    """The own decision becomes a draft again, word for word. Raises NotFound outside the own runs; NotToUndo."""
    require_assessor(session, attempt_id=attempt_id, person_id=assessor_id)
    attempt = lock_attempt(session, attempt_id)
    final = session.scalar(
        select(Assessment).where(
            Assessment.attempt_id == attempt_id,
            Assessment.state == AssessmentState.FINAL,
            Assessment.assessor_id == assessor_id,
            Assessment.agreement.is_(False),
        )
    )
    if final is None:
        raise NotToUndo(N_("Only your own decision can be undone."))
    _require_undoable(session, final, now)
    told = not cancel(session, dedupe_key=assessed_key(final), now=now)
    session.execute(delete(SecondLook).where(SecondLook.assessment_id == final.id))
    final.state, final.decided_at = AssessmentState.DRAFT, None
    final.version += 1
    final.took_at = final.seen_at = now
    attempt.submission.state = SubmissionState.HANDED_IN
    attempt.submission.version += 1
    note_work(session, action="work_decision_undone", attempt=attempt, actor_id=assessor_id, now=now)
    person_id = attempt.submission.participation.person_id
    if told and person_id is not None:
        enqueue_mail(
            session,
            template="decision_undone",
            person_id=person_id,
            now=now,
            dedupe_key=f"mail:decision_undone:{final.id}:{final.version}",
            assessment_id=final.id,
        )
    session.flush()
    return final


def undoable(session: Session, final: Assessment, now: datetime) -> bool:
    """Whether the decision can still be taken back by who made it."""
    try:
        _require_undoable(session, final, now)
    except NotToUndo:
        return False
    return not final.agreement


def _require_undoable(session: Session, final: Assessment, now: datetime) -> None:
    submission = final.attempt.submission
    newest = max(one.number for one in submission.attempts)
    if final.attempt.number != newest or submission.state is SubmissionState.HANDED_IN:
        raise NotToUndo(N_("There is newer work since. Assess that instead."))
    contested = session.scalar(
        select(SecondLook.id).where(SecondLook.assessment_id == final.id, SecondLook.agrees.is_(False))
    )
    if contested is None and (final.decided_at is None or now - final.decided_at > WITHIN):
        raise NotToUndo(N_("A decision can be undone for an hour. That hour is over."))
    given = session.scalar(
        select(Award.id)
        .where(
            Award.participation_id == submission.participation_id,
            Award.revoked_at.is_(None),
            Award.awarded_at >= (final.decided_at or now),
        )
        .limit(1)
    )
    if given is not None:
        raise NotToUndo(N_("A badge was given for this work. Have it revoked first."))
