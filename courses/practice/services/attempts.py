"""Handing in: a draft becomes an attempt, which never changes afterwards; and taking it back.

Not here: whether the work is complete enough (`rules.gaps`, asked by `flows.hand_in`).
"""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from courses.errors import N_
from courses.files.models import Retention
from courses.practice.errors import AssessmentBegun, WorkClosed
from courses.practice.models import (
    Assessment,
    AssessmentState,
    Attempt,
    AttemptPiece,
    PieceKind,
    Submission,
    SubmissionState,
)

TEXT_PIECE, LINK_PIECE = "text", "link"
"""How a form names these two pieces when it says what the badge may show; a file goes by its public id."""


def make_attempt(
    session: Session, *, submission: Submission, evidence: frozenset[str], late: bool, now: datetime
) -> Attempt:
    """The draft of a locked, open submission as a new attempt. `evidence`: what the badge may show."""
    last = session.scalar(select(func.max(Attempt.number)).where(Attempt.submission_id == submission.id)) or 0
    attempt = Attempt(submission_id=submission.id, number=last + 1, handed_in_at=now, late=late)
    pieces = _pieces(submission, evidence)
    for position, piece in enumerate(pieces, start=1):
        piece.position = position
    attempt.pieces = pieces
    session.add(attempt)
    submission.state = SubmissionState.HANDED_IN
    submission.version += 1
    for row in submission.draft_files:
        row.file.retention, row.file.keep_until = Retention.WORK, None
    session.flush()
    session.expire(submission, ["attempts"])
    return attempt


def _pieces(submission: Submission, evidence: frozenset[str]) -> list[AttemptPiece]:
    pieces = []
    if submission.draft_text.strip():
        pieces.append(AttemptPiece(kind=PieceKind.TEXT, body=submission.draft_text, as_evidence=TEXT_PIECE in evidence))
    if submission.draft_link:
        pieces.append(AttemptPiece(kind=PieceKind.LINK, body=submission.draft_link, as_evidence=LINK_PIECE in evidence))
    for row in submission.draft_files:
        shown = row.file.public_id in evidence
        pieces.append(AttemptPiece(kind=PieceKind.FILE, file_id=row.file_id, as_evidence=shown))
    return pieces


def withdraw_attempt(session: Session, *, attempt: Attempt, now: datetime) -> Attempt:
    """Take back an attempt (participation locked by the caller). Raises AssessmentBegun, WorkClosed."""
    submission = attempt.submission
    if submission.state is not SubmissionState.HANDED_IN or attempt.withdrawn_at is not None:
        raise WorkClosed(N_("This work is not with the trainer any more."))
    begun = session.scalar(
        select(Assessment).where(Assessment.attempt_id == attempt.id).order_by(Assessment.id).limit(1)
    )
    if begun is not None:
        raise AssessmentBegun(begun.assessor.display_name if begun.assessor else "")
    attempt.withdrawn_at = now
    submission.state = SubmissionState.RETURNED if _decided(session, submission) else SubmissionState.DRAFT
    submission.version += 1
    session.flush()
    return attempt


def _decided(session: Session, submission: Submission) -> bool:
    return (
        session.scalar(
            select(Assessment.id)
            .join(Attempt)
            .where(Attempt.submission_id == submission.id, Assessment.state == AssessmentState.FINAL)
            .limit(1)
        )
        is not None
    )
