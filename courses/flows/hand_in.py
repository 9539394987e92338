"""Hand in practice work: the draft becomes an attempt, with the maker's choice of how the badge names them.

Not here: saving a draft (`courses.practice.services`) and what a trainer thinks of it (`flows.assess`).
"""

from datetime import datetime

from sqlalchemy.orm import Session

from courses.delivery.queries import assignment_window
from courses.delivery.recipients import RecipientChoice, choose_recipient
from courses.flows.trail import note_work
from courses.practice.errors import NotOpenYet, WorkIncomplete
from courses.practice.locks import lock_own
from courses.practice.models import Attempt
from courses.practice.queries.drafts import asked, draft_work, returned_work
from courses.practice.rules import gaps, is_late
from courses.practice.services.about_work import freeze_about_work
from courses.practice.services.attempts import make_attempt
from courses.practice.services.drafts import check_version, open_submission
from courses.results.services import attach_records


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
    participation = lock_own(session, participation_id=participation_id, person_id=person_id)
    submission = open_submission(session, participation_id=participation_id, unit_id=unit_id, now=now)
    check_version(submission, expected_version)
    window = assignment_window(session, participation_id=participation_id, unit_id=unit_id)
    if window is not None and window.opens_at is not None and now < window.opens_at:
        raise NotOpenYet(window.opens_at)
    found = gaps(draft_work(submission), asked(submission.assignment), returned_work(session, submission))
    if found:
        raise WorkIncomplete(found)
    choose_recipient(session, participation=participation, choice=recipient)
    late = is_late(now, window.due_at if window else None)
    attempt = make_attempt(session, submission=submission, evidence=evidence, late=late, now=now)
    freeze_about_work(session, attempt=attempt)
    attach_records(session, attempt=attempt)
    note_work(
        session,
        action="work_handed_in",
        attempt=attempt,
        actor_id=person_id,
        now=now,
        number=attempt.number,
        late=late,
    )
    return attempt
