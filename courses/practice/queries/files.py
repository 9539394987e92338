"""Who may read which uploaded file. Asked when a link is made and again when it is used."""

from collections.abc import Collection

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from courses.delivery.models import Enrolment, Participation, Run
from courses.errors import N_, NotFound
from courses.files.models import StoredFile
from courses.practice.marking_models import VoiceComment
from courses.practice.models import Assessment, Attempt, AttemptPiece, DraftFile, Submission
from courses.practice.queries.scope import current_enrolment_id, may_see_run
from courses.practice.queries.voices import heard_by_maker, spoke_for_decision


def readable_file(session: Session, *, public_id: str, reader_id: int, organisation_ids: Collection[int]) -> StoredFile:
    """The file, if it is part of the reader's own work or of work handed in to the reader. Raises NotFound.

    `organisation_ids`: whose runs the reader sees beside the own ones.
    """
    file = session.scalar(select(StoredFile).where(StoredFile.public_id == public_id))
    if file is None or file.storage_key is None or file.erased_at is not None:
        raise NotFound(N_("This file does not exist, or it is not yours to see."))
    if not (_own(session, file, reader_id) or _handed_in_to(session, file, reader_id, organisation_ids)):
        raise NotFound(N_("This file does not exist, or it is not yours to see."))
    return file


def _own(session: Session, file: StoredFile, reader_id: int) -> bool:
    """Part of a draft or attempt of one's own; a bare upload that hangs on nothing is nobody's."""
    drafts = (
        select(DraftFile.id)
        .join(Submission, Submission.id == DraftFile.submission_id)
        .join(Participation, Participation.id == Submission.participation_id)
        .where(DraftFile.file_id == file.id, Participation.person_id == reader_id)
    )
    pieces = (
        select(AttemptPiece.id)
        .join(Attempt, Attempt.id == AttemptPiece.attempt_id)
        .join(Submission, Submission.id == Attempt.submission_id)
        .join(Participation, Participation.id == Submission.participation_id)
        .where(AttemptPiece.file_id == file.id, Participation.person_id == reader_id)
    )
    if any(session.scalar(found.limit(1)) is not None for found in (drafts, pieces)):
        return True
    return bool(session.scalar(select(heard_by_maker(file.id, reader_id))))


def _handed_in_to(session: Session, file: StoredFile, reader_id: int, organisation_ids: Collection[int]) -> bool:
    found = (
        select(AttemptPiece.id)
        .join(Attempt, Attempt.id == AttemptPiece.attempt_id)
        .join(Submission, Submission.id == Attempt.submission_id)
        .join(Enrolment, Enrolment.id == current_enrolment_id())
        .join(Run, Run.id == Enrolment.run_id)
        .where(AttemptPiece.file_id == file.id, may_see_run(reader_id, organisation_ids))
        .limit(1)
    )
    return session.scalar(found) is not None or _spoken_to(session, file, reader_id, organisation_ids)


def _spoken_to(session: Session, file: StoredFile, reader_id: int, organisation_ids: Collection[int]) -> bool:
    """A spoken comment: for who made it, and with the decision for who else sees the run."""
    found = (
        select(VoiceComment.id)
        .join(Assessment, Assessment.id == VoiceComment.assessment_id)
        .join(Attempt, Attempt.id == Assessment.attempt_id)
        .join(Submission, Submission.id == Attempt.submission_id)
        .join(Enrolment, Enrolment.id == current_enrolment_id())
        .join(Run, Run.id == Enrolment.run_id)
        .where(
            VoiceComment.file_id == file.id,
            may_see_run(reader_id, organisation_ids),
            or_(Assessment.assessor_id == reader_id, spoke_for_decision()),
        )
        .limit(1)
    )
    return session.scalar(found) is not None
