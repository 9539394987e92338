"""Hand in practice work: the draft becomes an attempt, with the maker's choice of how the badge names them.

Not here: saving a draft (`courses.practice.services`) and what a trainer thinks of it (`flows.assess`).
"""

from datetime import datetime

from sqlalchemy.orm import Session

from courses.delivery.queries import assignment_window, latest_enrolment_of
from courses.delivery.recipients import RecipientChoice, choose_recipient
from courses.errors import N_, NotFound
from courses.people.services import audit
from courses.practice.errors import NotOpenYet, StaleDraft, WorkIncomplete
from courses.practice.locks import lock_participation
from courses.practice.models import Attempt, Submission
from courses.practice.queries.drafts import asked, draft_work, returned_work
from courses.practice.rules import gaps, is_late
from courses.practice.services.attempts import make_attempt
from courses.practice.services.drafts import open_submission


def hand_in(
    session: Session,
    *,
    participation_id: int,
    unit_id: int,
    person_id: int,
    expected_version: int,
    recipient: RecipientChoice,
    evidence: frozenset[str],
    now: datetime,
) -> Attempt:
    """Hand in the draft at `expected_version`. `evidence` names the pieces that the badge may show.

    Raises NotFound for anybody but the participant; StaleDraft, WorkClosed, NotOpenYet, WorkIncomplete.
    Late work is accepted and marked late.
    """
    participation = lock_participation(session, participation_id)
    if participation.person_id != person_id:
        raise NotFound(N_("This does not exist, or it is not yours."))
    submission = open_submission(session, participation_id=participation_id, unit_id=unit_id, now=now)
    if submission.version != expected_version:
        raise _stale(submission)
    window = assignment_window(session, participation_id=participation_id, unit_id=unit_id)
    if window is not None and window.opens_at is not None and now < window.opens_at:
        raise NotOpenYet(window.opens_at)
    found = gaps(draft_work(submission), asked(submission.assignment), returned_work(session, submission))
    if found:
        raise WorkIncomplete(found)
    choose_recipient(session, participation=participation, choice=recipient)
    late = is_late(now, window.due_at if window else None)
    attempt = make_attempt(session, submission=submission, evidence=evidence, late=late, now=now)
    enrolment = latest_enrolment_of(session, participation_id=participation_id)
    audit(
        session,
        action="work_handed_in",
        subject_kind="attempt",
        subject_id=attempt.id,
        actor_id=person_id,
        organisation_id=enrolment.run.organisation_id if enrolment else None,
        now=now,
        number=attempt.number,
        late=late,
    )
    return attempt


def _stale(submission: Submission) -> StaleDraft:
    return StaleDraft(
        text=submission.draft_text,
        link=submission.draft_link,
        saved_at=submission.draft_saved_at,
        version=submission.version,
    )
