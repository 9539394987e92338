"""A spoken comment with an assessment: recorded, replaced, put in writing, or taken out again.

The bytes were looked at and stored before. Not here: looking at them (`lms.spoken`).
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.errors import N_, Invalid
from courses.files.models import Retention, StoredFile
from courses.files.services import record_file
from courses.flows.drop_file import discard
from courses.practice.errors import AlreadyAssessed, MarksAreIn
from courses.practice.marking_models import VoiceComment
from courses.practice.models import Assessment, AssessmentState
from courses.practice.rules import MAX_COMMENT
from courses.practice.services import begin_assessment


def speak(
    session: Session,
    *,
    attempt_id: int,
    assessor_id: int,
    sha256: str,
    size: int,
    media_type: str,
    storage_key: str,
    now: datetime,
) -> VoiceComment:
    """Keep this recording with the own assessment; one that was there before goes.

    Raises what `begin_assessment` raises; AlreadyAssessed, MarksAreIn.
    """
    assessment = _open(session, attempt_id, assessor_id, now)
    file = record_file(
        session,
        owner_id=assessor_id,
        sha256=sha256,
        size=size,
        media_type=media_type,
        original_name=f"opname.{media_type.rpartition('/')[2]}",
        storage_key=storage_key,
        retention=Retention.WORK,
        location_stripped=False,
        now=now,
    )
    voice = _voice(session, assessment)
    if voice is None:
        voice = VoiceComment(assessment_id=assessment.id, file_id=file.id, recorded_at=now)
        session.add(voice)
    else:
        old = session.get_one(StoredFile, voice.file_id)
        voice.file_id, voice.recorded_at = file.id, now
        session.flush()
        discard(session, file=old, now=now)
    session.flush()
    session.expire(voice, ["file"])
    return voice


def be_silent(session: Session, *, attempt_id: int, assessor_id: int, now: datetime) -> None:
    """Take the own recording out; twice is once. Raises what `speak` raises."""
    voice = _voice(session, _open(session, attempt_id, assessor_id, now))
    if voice is not None:
        file = voice.file
        session.delete(voice)
        session.flush()
        discard(session, file=file, now=now)


def put_in_writing(session: Session, *, assessment: Assessment, summary: str) -> None:
    """What the recording says, for who reads; nothing where nothing was recorded. Raises Invalid."""
    if len(summary) > MAX_COMMENT:
        raise Invalid(N_("This text is longer than %(max)s characters."), max=MAX_COMMENT)
    voice = _voice(session, assessment)
    if voice is not None and assessment.state is AssessmentState.DRAFT and assessment.closed_at is None:
        voice.summary = summary
        session.flush()


def _open(session: Session, attempt_id: int, assessor_id: int, now: datetime) -> Assessment:
    assessment = begin_assessment(session, attempt_id=attempt_id, assessor_id=assessor_id, now=now)
    if assessment.state is AssessmentState.FINAL:
        raise AlreadyAssessed
    if assessment.closed_at is not None:
        raise MarksAreIn
    return assessment


def _voice(session: Session, assessment: Assessment) -> VoiceComment | None:
    return session.scalar(select(VoiceComment).where(VoiceComment.assessment_id == assessment.id))
