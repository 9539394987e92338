"""Reading one participation's own work: the draft, and what came back."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.errors import N_, NotFound
from courses.practice.models import (
    Assessment,
    AssessmentState,
    Assignment,
    Attempt,
    PieceKind,
    Submission,
)
from courses.practice.rules import Asked, Gap, Piece, Work, changes, gaps


def assignment_of(session: Session, *, unit_id: int) -> Assignment:
    """The assignment of a unit. Raises NotFound."""
    found = session.scalar(select(Assignment).where(Assignment.unit_id == unit_id))
    if found is None:
        raise NotFound(N_("This does not exist, or it is not yours."))
    return found


def submission_of(session: Session, *, participation_id: int, assignment_id: int) -> Submission | None:
    """The submission, or None when nothing was written yet."""
    return session.scalar(
        select(Submission).where(
            Submission.participation_id == participation_id, Submission.assignment_id == assignment_id
        )
    )


def asked(assignment: Assignment) -> Asked:
    """What the assignment asks, as a value for the rules."""
    return Asked(
        text=assignment.accepts_text,
        link=assignment.accepts_link,
        files=assignment.accepts_files,
        min_words=assignment.min_words,
        max_files=assignment.max_files,
    )


def draft_work(submission: Submission) -> Work:
    """The draft's content."""
    return Work(
        text=submission.draft_text,
        link=submission.draft_link,
        files=frozenset(row.file_id for row in submission.draft_files),
        pictures=has_pictures(submission),
        pupils_said=submission.draft_pupils is not None,
    )


def has_pictures(submission: Submission) -> bool:
    """Whether there is a photo or film among the files of the draft."""
    return any(row.file.media_type.startswith(("image/", "video/")) for row in submission.draft_files)


def attempt_work(attempt: Attempt) -> Work:
    """An attempt's content, in the same shape as a draft's."""
    bodies = {piece.kind: piece.body or "" for piece in attempt.pieces}
    return Work(
        text=bodies.get(PieceKind.TEXT, ""),
        link=bodies.get(PieceKind.LINK, ""),
        files=frozenset(piece.file_id for piece in attempt.pieces if piece.file_id is not None),
    )


@dataclass(frozen=True)
class Changed:
    """What an attempt has other than an earlier one; for the first attempt nothing is new."""

    text: tuple[Piece, ...]
    new_files: frozenset[int] = frozenset()
    """Row ids."""
    kept_files: int = 0
    gone_files: tuple[str, ...] = ()
    """Names; a file that was erased has none any more."""

    @property
    def any(self) -> bool:
        return bool(self.new_files or self.gone_files or any(piece.new or piece.gone for piece in self.text))


def changed_since(before: Attempt | None, after: Attempt) -> Changed:
    """Text by words, files by what came, stayed and went."""
    work = attempt_work(after)
    if before is None:
        return Changed(tuple(changes(work.text, work.text)))
    past = attempt_work(before)
    gone = [piece.file for piece in before.pieces if piece.file is not None and piece.file_id not in work.files]
    return Changed(
        text=tuple(changes(past.text, work.text)),
        new_files=work.files - past.files,
        kept_files=len(work.files & past.files),
        gone_files=tuple(file.original_name for file in gone if file.original_name),
    )


def returned_work(session: Session, submission: Submission) -> Work | None:
    """The attempt that came back with a criterion "not yet", or None before any decision."""
    attempt = session.scalar(
        select(Attempt)
        .join(Assessment)
        .where(Attempt.submission_id == submission.id, Assessment.state == AssessmentState.FINAL)
        .order_by(Attempt.number.desc())
        .limit(1)
    )
    return attempt_work(attempt) if attempt is not None else None


def draft_gaps(session: Session, *, submission: Submission | None, assignment: Assignment) -> list[Gap]:
    """What is still missing before handing in; the same list that refuses it."""
    if submission is None:
        return gaps(Work(), asked(assignment))
    return gaps(draft_work(submission), asked(assignment), returned_work(session, submission))
