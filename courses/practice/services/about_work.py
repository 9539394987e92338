"""Writing what goes with the work: who is in the picture, which goals of the own curriculum, looking back.

Not here: the work itself (`drafts`), and handing in (`attempts`).
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from courses.errors import N_, Invalid, NotFound
from courses.frameworks.models import FrameworkItem
from courses.practice.errors import StaleReflection
from courses.practice.evidence_models import AttemptGoal, DraftGoal, Reflection
from courses.practice.locks import lock_own
from courses.practice.models import Attempt, Pupils, Submission
from courses.practice.queries.about_work import goals_of_draft, reflection_of
from courses.practice.queries.drafts import has_pictures
from courses.practice.rules import MAX_TEXT
from courses.practice.services.drafts import open_submission

MOST_GOALS = 8


def say_pupils(
    session: Session, *, participation_id: int, unit_id: int, pupils: Pupils | None, now: datetime
) -> Submission:
    """Keep what the maker says about pupils in the picture; None changes nothing. Raises WorkClosed."""
    submission = open_submission(session, participation_id=participation_id, unit_id=unit_id, now=now)
    if pupils is not None:
        submission.draft_pupils = pupils
        session.flush()
    return submission


def link_goal(
    session: Session, *, participation_id: int, unit_id: int, person_id: int, item_id: int, now: datetime
) -> None:
    """Link a goal to the own draft; twice is once. Raises NotFound, Invalid for too many, WorkClosed."""
    lock_own(session, participation_id=participation_id, person_id=person_id)
    submission = open_submission(session, participation_id=participation_id, unit_id=unit_id, now=now)
    if session.get(FrameworkItem, item_id) is None:
        raise NotFound(N_("This goal does not exist."))
    linked = [row.item_id for row in goals_of_draft(session, submission.id)]
    if item_id in linked:
        return
    if len(linked) >= MOST_GOALS:
        raise Invalid(N_("You can link at most %(max)s goals. Remove one first."), field="goals", max=MOST_GOALS)
    session.add(DraftGoal(submission_id=submission.id, item_id=item_id))
    session.flush()


def unlink_goal(
    session: Session, *, participation_id: int, unit_id: int, person_id: int, item_id: int, now: datetime
) -> None:
    """Take a goal off the own draft; when it is not there that is fine too. Raises NotFound, WorkClosed."""
    lock_own(session, participation_id=participation_id, person_id=person_id)
    submission = open_submission(session, participation_id=participation_id, unit_id=unit_id, now=now)
    session.execute(delete(DraftGoal).where(DraftGoal.submission_id == submission.id, DraftGoal.item_id == item_id))
    session.flush()


def freeze_about_work(session: Session, *, attempt: Attempt) -> Sequence[AttemptGoal]:
    """What the draft says now goes with the attempt that was just made of it."""
    submission = attempt.submission
    attempt.pupils = submission.draft_pupils if has_pictures(submission) else None
    frozen = [
        AttemptGoal(attempt_id=attempt.id, item_id=row.item_id)
        for row in goals_of_draft(session, attempt.submission_id)
    ]
    session.add_all(frozen)
    session.flush()
    return frozen


def look_back(
    session: Session,
    *,
    participation_id: int,
    person_id: int,
    assignment_id: int,
    text: str,
    as_evidence: bool,
    expected_version: int,
    now: datetime,
) -> Reflection | None:
    """Keep the answer to the question afterwards; an empty one takes it away. Version 0: nothing was written yet.

    Raises NotFound when nothing was handed in, StaleReflection, Invalid.
    """
    lock_own(session, participation_id=participation_id, person_id=person_id)
    submission = session.scalar(
        select(Submission).where(
            Submission.participation_id == participation_id, Submission.assignment_id == assignment_id
        )
    )
    if submission is None or not submission.attempts:
        raise NotFound(N_("This does not exist, or it is not yours."))
    text = text.replace("\r\n", "\n").strip()
    if len(text) > MAX_TEXT:
        raise Invalid(N_("This text is longer than %(max)s characters."), field="reflection", max=MAX_TEXT)
    found = reflection_of(session, submission.id)
    if (found.version if found else 0) != expected_version:
        raise StaleReflection(found.body if found else "", found.version if found else 0)
    if not text:
        if found is not None:
            session.delete(found)
            session.flush()
        return None
    if found is None:
        found = Reflection(submission_id=submission.id, version=0, body="", saved_at=now)
        session.add(found)
    found.body, found.as_evidence, found.saved_at = text, as_evidence, now
    found.version += 1
    session.flush()
    return found
