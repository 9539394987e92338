"""Writing the draft of practice work.

`Submission.version` counts changes of text and link. Files are added and removed one by one and need no
version: a phone may send photos while a laptop types. Version 0 means that nothing was written yet.
"""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from courses.errors import N_, Invalid, NotFound
from courses.files.models import StoredFile
from courses.practice.errors import StaleDraft, WorkClosed
from courses.practice.locks import lock_participation
from courses.practice.models import Assignment, Attempt, AttemptPiece, DraftFile, Submission, SubmissionState
from courses.practice.rules import MAX_LINK, MAX_TEXT

OPEN = frozenset({SubmissionState.DRAFT, SubmissionState.RETURNED})
"""States in which the draft can change."""


def save_draft(
    session: Session,
    *,
    participation_id: int,
    unit_id: int,
    text: str,
    link: str,
    expected_version: int,
    now: datetime,
) -> Submission:
    """Keep text and link. Raises StaleDraft when it is not at `expected_version`, WorkClosed, Invalid."""
    text, link = text.replace("\r\n", "\n"), link.strip()
    if len(text) > MAX_TEXT:
        raise Invalid(N_("This text is longer than %(max)s characters."), field="text", max=MAX_TEXT)
    if len(link) > MAX_LINK:
        raise Invalid(N_("This link is longer than %(max)s characters."), field="link", max=MAX_LINK)
    submission = open_submission(session, participation_id=participation_id, unit_id=unit_id, now=now)
    if (submission.draft_text, submission.draft_link) == (text, link):
        return submission
    check_version(submission, expected_version)
    submission.draft_text, submission.draft_link = text, link
    submission.draft_saved_at = now
    submission.version += 1
    session.flush()
    return submission


def check_version(submission: Submission, expected: int) -> None:
    """Raises StaleDraft, with what is saved, when the draft is not the one that was read."""
    if submission.version != expected:
        raise StaleDraft(
            text=submission.draft_text,
            link=submission.draft_link,
            saved_at=submission.draft_saved_at,
            version=submission.version,
        )


def open_submission(session: Session, *, participation_id: int, unit_id: int, now: datetime) -> Submission:
    """The submission, made when there is none, locked and open to change. Raises NotFound, WorkClosed."""
    participation = lock_participation(session, participation_id)
    assignment = session.scalar(select(Assignment).where(Assignment.unit_id == unit_id))
    if assignment is None or assignment.unit.module_version_id != participation.module_version_id:
        raise NotFound(N_("This does not exist, or it is not yours."))
    submission = session.scalar(
        select(Submission)
        .where(Submission.participation_id == participation_id, Submission.assignment_id == assignment.id)
        .execution_options(populate_existing=True)
    )
    if submission is None:
        submission = Submission(
            participation_id=participation_id, assignment_id=assignment.id, version=0, created_at=now
        )
        session.add(submission)
        session.flush()
    if submission.state not in OPEN:
        raise WorkClosed(N_("Your work is handed in. Take it back first if you want to change it."))
    return submission


def attach_file(session: Session, *, participation_id: int, unit_id: int, file_id: int, now: datetime) -> DraftFile:
    """Add a stored file to the draft. Raises Invalid when there are enough files, NotFound, WorkClosed."""
    submission = open_submission(session, participation_id=participation_id, unit_id=unit_id, now=now)
    file = session.get(StoredFile, file_id)
    if file is None or file.owner_id != submission.participation.person_id:
        raise NotFound(N_("This does not exist, or it is not yours."))
    count = session.scalar(select(func.count()).where(DraftFile.submission_id == submission.id)) or 0
    most = submission.assignment.max_files
    if not submission.assignment.accepts_files or count >= most:
        raise Invalid(N_("You can add at most %(max)s files. Remove one first."), field="files", max=most)
    added = DraftFile(submission_id=submission.id, file_id=file_id, added_at=now)
    session.add(added)
    submission.draft_saved_at = now
    session.flush()
    session.expire(submission, ["draft_files"])
    return added


def detach_file(
    session: Session, *, participation_id: int, unit_id: int, file_public_id: str, now: datetime
) -> StoredFile | None:
    """Take a file out of the draft. Gives the file when no attempt holds it, so that it may be discarded."""
    submission = open_submission(session, participation_id=participation_id, unit_id=unit_id, now=now)
    row = session.scalar(
        select(DraftFile)
        .join(DraftFile.file)
        .where(DraftFile.submission_id == submission.id, StoredFile.public_id == file_public_id)
    )
    if row is None:
        return None
    file = row.file
    session.delete(row)
    submission.draft_saved_at = now
    session.flush()
    session.expire(submission, ["draft_files"])
    held = session.scalar(select(AttemptPiece.id).join(Attempt).where(AttemptPiece.file_id == file.id).limit(1))
    return file if held is None else None
